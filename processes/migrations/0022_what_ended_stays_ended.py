# SPDX-License-Identifier: EUPL-1.2
"""An agreement that ended does not come back in force, also not by hand: the parties make a new one.

Without this an ended transfer that a source documents could run again without a decision of the council.
"""

from django.db import migrations

ENDS = """
CREATE FUNCTION gm_refuse_revival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'agreement % has ended and stays so', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER agreement_that_ended_stays_so BEFORE UPDATE ON processes_agreement
    FOR EACH ROW WHEN (OLD.state = 'ended' AND NEW.state <> 'ended') EXECUTE FUNCTION gm_refuse_revival();
"""
GOES_ON = """
DROP TRIGGER agreement_that_ended_stays_so ON processes_agreement;
DROP FUNCTION gm_refuse_revival();
"""


class Migration(migrations.Migration):
    dependencies = [("processes", "0021_remind_of_lessons")]
    operations = [migrations.RunSQL(ENDS, GOES_ON)]

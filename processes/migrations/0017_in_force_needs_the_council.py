# SPDX-License-Identifier: EUPL-1.2
"""The database itself refuses a transfer in force without a yes of the council (CR-17).

Looked at whenever the state or the text in force changes: a yes that ends later is told on the page, and never
stands in the way of ending the agreement. What a source documents was decided elsewhere.
"""

from django.db import migrations

NEEDS = """
CREATE FUNCTION gm_in_force_needs_the_council() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('adopted', 'running', 'evaluated') OR NEW.origin NOT IN ('portal', 'example') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state AND NEW.kind = OLD.kind AND NEW.origin = OLD.origin
        AND NEW.published_id IS NOT DISTINCT FROM OLD.published_id THEN
        RETURN NEW;
    END IF;
    IF NEW.kind <> 'bevoegdheid' AND NOT EXISTS (
        SELECT 1 FROM processes_agreementversion WHERE id = NEW.published_id AND level = 'N4'
    ) THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM processes_councildecision
        WHERE version_id = NEW.published_id AND outcome = 'approved'
          AND (ends_on IS NULL OR NEW.adopted_at IS NULL
               OR ends_on >= (NEW.adopted_at AT TIME ZONE 'Europe/Amsterdam')::date)
    ) THEN
        RAISE EXCEPTION 'agreement % hands over a task or power: it needs a yes of the council', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_in_force_needs_the_council BEFORE INSERT OR UPDATE ON processes_agreement
    FOR EACH ROW EXECUTE FUNCTION gm_in_force_needs_the_council();
"""
NEEDS_NOT = """
DROP TRIGGER agreement_in_force_needs_the_council ON processes_agreement;
DROP FUNCTION gm_in_force_needs_the_council();
"""


class Migration(migrations.Migration):
    dependencies = [("processes", "0016_remind_of_decisions_that_end")]
    operations = [migrations.RunSQL(NEEDS, NEEDS_NOT)]

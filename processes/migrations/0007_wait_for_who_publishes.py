# SPDX-License-Identifier: EUPL-1.2
"""A part that is written while its version is being published waits, and is refused once that is done.

The check of 0002 locked only versions that were published already: a version in the middle of its publication
was not one yet, so that a part could slip in behind it.
"""

from django.db import migrations

BODY = """
CREATE OR REPLACE FUNCTION gm_refuse_part_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.praatplaat_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.praatplaat_id; END IF;
    {wait}
    IF EXISTS (
        SELECT 1 FROM processes_praatplaat
        WHERE id = ANY (touched) AND published_at IS NOT NULL FOR SHARE
    ) THEN
        RAISE EXCEPTION '% belongs to a published praatplaat: % is refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
"""
WAIT = "PERFORM 1 FROM processes_praatplaat WHERE id = ANY (touched) FOR SHARE;"


class Migration(migrations.Migration):
    dependencies = [("processes", "0006_joint_texts_know_their_version")]
    operations = [migrations.RunSQL(BODY.replace("{wait}", WAIT), BODY.replace("{wait}", ""))]

# SPDX-License-Identifier: EUPL-1.2
"""Published praatplaat versions, agreement versions, sign-offs and confirmed texts refuse change in SQL too."""

from django.db import migrations

FROZEN_TABLES = (
    "processes_agreementversion",
    "processes_signoff",
    "processes_councildecision",
    "processes_jointrevision",
    "processes_jointconfirmation",
)
PRAATPLAAT_PARTS = ("processes_buildingblock", "processes_compassvalue", "processes_question")

FREEZE = "".join(
    f"""
CREATE TRIGGER {table}_rows_are_frozen BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_change();
CREATE TRIGGER {table}_is_frozen BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION gm_refuse_change();
"""
    for table in FROZEN_TABLES
)
THAW = "".join(
    f"DROP TRIGGER {table}_rows_are_frozen ON {table}; DROP TRIGGER {table}_is_frozen ON {table};\n"
    for table in FROZEN_TABLES
)

FREEZE_VERSION = """
CREATE FUNCTION gm_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'praatplaat version % is published: % is refused', OLD.version, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION gm_refuse_part_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.praatplaat_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.praatplaat_id; END IF;
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
CREATE TRIGGER praatplaat_rows_are_frozen BEFORE UPDATE OR DELETE ON processes_praatplaat
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_published();
CREATE TRIGGER praatplaat_is_frozen BEFORE TRUNCATE ON processes_praatplaat
    FOR EACH STATEMENT EXECUTE FUNCTION gm_refuse_change();
""" + "".join(
    f"""
CREATE TRIGGER {table}_rows_are_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_part_of_published();
CREATE TRIGGER {table}_is_frozen BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION gm_refuse_change();
"""
    for table in PRAATPLAAT_PARTS
)
THAW_VERSION = (
    "".join(
        f"DROP TRIGGER {table}_rows_are_frozen ON {table}; DROP TRIGGER {table}_is_frozen ON {table};\n"
        for table in PRAATPLAAT_PARTS
    )
    + """
DROP TRIGGER praatplaat_rows_are_frozen ON processes_praatplaat;
DROP TRIGGER praatplaat_is_frozen ON processes_praatplaat;
DROP FUNCTION gm_refuse_published();
DROP FUNCTION gm_refuse_part_of_published();
"""
)

# Ten points over three archetypes: a revision that holds points holds exactly ten, none below zero.
POINTS = """
ALTER TABLE processes_answerrevision ADD CONSTRAINT answer_revision_points_are_ten CHECK (
    content->'points' IS NULL OR (
        (content->'points'->>'A')::int + (content->'points'->>'B')::int + (content->'points'->>'C')::int = 10
        AND LEAST((content->'points'->>'A')::int, (content->'points'->>'B')::int, (content->'points'->>'C')::int) >= 0
    )
);
"""


class Migration(migrations.Migration):
    dependencies = [("processes", "0001_gronings_model"), ("core", "0002_refuse_change")]
    operations = [
        migrations.RunSQL(FREEZE, THAW),
        migrations.RunSQL(FREEZE_VERSION, THAW_VERSION),
        migrations.RunSQL(
            POINTS, "ALTER TABLE processes_answerrevision DROP CONSTRAINT answer_revision_points_are_ten;"
        ),
    ]

# SPDX-License-Identifier: EUPL-1.2
"""What was loaded may be in force unsigned only when it names its document, and never to hand over a power.

Until now any row with a label of origin and a version without author passed. From now on such a row says from which
data set it was loaded, the process was loaded from that very data set (which is settled when the process is made),
and it stands on its first version. An amendment of it is signed by all, as everything else.
"""

from django.db import migrations, models

EXAMPLE_SOURCE = "meegeleverd met dit portaal"
DATA_SET = "processes.json"

# What an earlier release loaded: nobody wrote its first version, and a label says where it comes from.
MARK = f"""
UPDATE processes_agreement a SET loaded_from = '{DATA_SET}',
       source = CASE WHEN a.source = '' THEN '{EXAMPLE_SOURCE}' ELSE a.source END
 WHERE a.origin <> 'portal' AND EXISTS (
       SELECT 1 FROM processes_agreementversion v
        WHERE v.agreement_id = a.id AND v.number = 1 AND v.author_id IS NULL);
UPDATE processes_process p SET loaded_from = '{DATA_SET}'
 WHERE EXISTS (SELECT 1 FROM processes_agreement a WHERE a.process_id = p.id AND a.loaded_from <> '')
    OR EXISTS (SELECT 1 FROM core_auditevent e WHERE e.process_id = p.id AND e.verb = 'load_process');
"""
# Two statements on one table in one transaction: the deferred checks of the first come before the next change.
NOW = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;"

KEPT = """
CREATE FUNCTION gm_refuse_calling_it_loaded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'where process % was loaded from is settled when it is made', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER process_was_loaded_or_not BEFORE UPDATE ON processes_process
    FOR EACH ROW WHEN (OLD.loaded_from IS DISTINCT FROM NEW.loaded_from)
    EXECUTE FUNCTION gm_refuse_calling_it_loaded();

CREATE FUNCTION gm_may_go_unsigned(a processes_agreement) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT a.loaded_from <> '' AND a.source <> '' AND a.origin <> 'portal'
       AND EXISTS (
           SELECT 1 FROM processes_process p WHERE p.id = a.process_id AND p.loaded_from = a.loaded_from)
       AND EXISTS (
           SELECT 1 FROM processes_agreementversion v
            WHERE v.id = a.published_id AND v.number = 1 AND v.author_id IS NULL AND v.party_id IS NULL)
$$;
"""
NOT_KEPT = """
DROP FUNCTION gm_may_go_unsigned(processes_agreement);
DROP TRIGGER process_was_loaded_or_not ON processes_process;
DROP FUNCTION gm_refuse_calling_it_loaded();
"""


def refuse_unsigned(what_it_is: str, unsigned: str) -> str:
    """The trigger function of 0019 with what may not change, and with the exception for what was loaded."""
    return f"""
CREATE OR REPLACE FUNCTION gm_refuse_unsigned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'agreement % stays: nothing agreed is deleted', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND ({what_it_is.replace("{}", "NEW")})
        IS DISTINCT FROM ({what_it_is.replace("{}", "OLD")}) AND OLD.current_id IS NOT NULL THEN
        RAISE EXCEPTION 'what agreement % is cannot change', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM processes_agreementversion v
        WHERE v.id IN (NEW.current_id, NEW.published_id) AND v.agreement_id <> NEW.id
    ) THEN
        RAISE EXCEPTION 'agreement % points at a version of another', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state NOT IN ('adopted', 'running', 'evaluated') THEN RETURN NEW; END IF;
    SELECT v.level, v.author_id INTO held FROM processes_agreementversion v WHERE v.id = NEW.published_id;
    {unsigned}
    IF (
        SELECT count(DISTINCT p.kind) FROM processes_agreementparty n JOIN processes_party p ON p.id = n.party_id
        WHERE n.agreement_id = NEW.id
    ) < 2 THEN
        RAISE EXCEPTION 'agreement % does not name both sides', NEW.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM processes_agreementparty n
        WHERE n.agreement_id = NEW.id AND NOT EXISTS (
            SELECT 1 FROM processes_signoff s
            WHERE s.version_id = NEW.published_id AND s.party_id = n.party_id
        )
    ) THEN
        RAISE EXCEPTION 'agreement % is not signed by every party it names', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.kind = 'bevoegdheid' OR held.level = 'N4') AND NOT gm_council_allows(NEW.published_id) THEN
        RAISE EXCEPTION 'agreement % needs a decision of the council', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


IS = "{}.process_id, {}.number, {}.kind, {}.origin"
NARROW = refuse_unsigned(
    f"{IS}, {{}}.source, {{}}.loaded_from",
    """IF gm_may_go_unsigned(NEW) THEN
        IF (NEW.kind = 'bevoegdheid' OR held.level = 'N4') AND NOT gm_council_allows(NEW.published_id) THEN
            RAISE EXCEPTION 'agreement % needs a decision of the council, whatever its source', NEW.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;""",
)
WIDE = refuse_unsigned(IS, "IF NEW.origin <> 'portal' AND held.author_id IS NULL THEN RETURN NEW; END IF;")
FIELD = {
    "blank": True,
    "help_text": "The data set it was loaded from; empty for what people made here",
    "max_length": 80,
}


class Migration(migrations.Migration):
    dependencies = [("processes", "0024_call_off_by_both_sides")]
    operations = [
        migrations.AddField("process", "loaded_from", models.CharField(default="", **FIELD)),
        migrations.AddField("agreement", "loaded_from", models.CharField(default="", **FIELD)),
        migrations.RunSQL(MARK + NOW, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("loaded_from", ""),
                    models.Q(
                        models.Q(("origin", "portal"), _negated=True), models.Q(("source", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="agreement_loaded_names_its_source",
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(NARROW, WIDE),
    ]

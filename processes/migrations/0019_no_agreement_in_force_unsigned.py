# SPDX-License-Identifier: EUPL-1.2
"""The database itself refuses an unsigned agreement in force, a forged signature, and a version without its hash."""

from django.db import migrations, models

FROZEN_TABLES = ("processes_agreementparty", "processes_agreementsource", "processes_agreementevent")
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

# Whom an agreement binds is settled before its first version: the hash of every version covers it.
NAMED = """
CREATE FUNCTION gm_refuse_naming() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM processes_agreement a JOIN processes_party p ON p.process_id = a.process_id
        WHERE a.id = NEW.agreement_id AND p.id = NEW.party_id
          AND p.kind IN ('resident_organisation', 'area_team') AND a.current_id IS NULL
    ) THEN
        RAISE EXCEPTION 'party % cannot be named in agreement %', NEW.party_id, NEW.agreement_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_names_its_parties BEFORE INSERT ON processes_agreementparty
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_naming();

CREATE FUNCTION gm_refuse_foreign_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM processes_agreement a
        JOIN processes_conversation c ON c.process_id = a.process_id
        JOIN processes_jointanswer j ON j.conversation_id = c.id
        JOIN processes_jointrevision r ON r.joint_id = j.id
        WHERE a.id = NEW.agreement_id AND r.id = NEW.revision_id
    ) THEN
        RAISE EXCEPTION 'joint text % is of another process', NEW.revision_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_grows_out_of_its_own_process BEFORE INSERT ON processes_agreementsource
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_foreign_source();
"""
UNNAMED = """
DROP TRIGGER agreement_names_its_parties ON processes_agreementparty;
DROP FUNCTION gm_refuse_naming();
DROP TRIGGER agreement_grows_out_of_its_own_process ON processes_agreementsource;
DROP FUNCTION gm_refuse_foreign_source();
"""

# A signature: by somebody who binds that very party that day, for a named party, on the version on the table.
SIGNING = """
CREATE FUNCTION gm_refuse_sign_off() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    signed record;
    day date := (NEW.at AT TIME ZONE 'Europe/Amsterdam')::date;
BEGIN
    SELECT v.content_hash, a.current_id, a.id AS agreement INTO signed
      FROM processes_agreementversion v JOIN processes_agreement a ON a.id = v.agreement_id
     WHERE v.id = NEW.version_id FOR SHARE OF a;
    IF signed.current_id IS DISTINCT FROM NEW.version_id THEN
        RAISE EXCEPTION 'version % is superseded', NEW.version_id USING ERRCODE = 'restrict_violation';
    END IF;
    IF signed.content_hash <> NEW.version_hash THEN
        RAISE EXCEPTION 'the hash is of another text than version %', NEW.version_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM processes_agreementparty n
        WHERE n.agreement_id = signed.agreement AND n.party_id = NEW.party_id
    ) THEN
        RAISE EXCEPTION 'party % is not named in this agreement', NEW.party_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM processes_membership m
        WHERE m.party_id = NEW.party_id AND m.user_id = NEW.user_id
          AND m.role IN ('coordinator', 'deputy') AND m.role = NEW.role
          AND m.starts_on <= day AND (m.ends_on IS NULL OR m.ends_on >= day)
    ) THEN
        RAISE EXCEPTION 'user % does not bind party % on %', NEW.user_id, NEW.party_id, day
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sign_off_has_a_mandate BEFORE INSERT ON processes_signoff
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_sign_off();
"""
NOT_SIGNING = """
DROP TRIGGER sign_off_has_a_mandate ON processes_signoff;
DROP FUNCTION gm_refuse_sign_off();
"""

# In force: every named party signed this very version, and the council decided on it where powers move.
# What was loaded with its label of origin (not written in the portal, so without author) stays as it was.
IN_FORCE = """
CREATE FUNCTION gm_council_allows(version bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM processes_councildecision d WHERE d.version_id = version AND d.outcome = 'approved'
    )
$$;

CREATE FUNCTION gm_refuse_unsigned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'agreement % stays: nothing agreed is deleted', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.process_id, NEW.number, NEW.kind, NEW.origin)
        IS DISTINCT FROM (OLD.process_id, OLD.number, OLD.kind, OLD.origin) AND OLD.current_id IS NOT NULL THEN
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
    IF NEW.origin <> 'portal' AND held.author_id IS NULL THEN RETURN NEW; END IF;
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
CREATE TRIGGER agreement_in_force_is_signed BEFORE INSERT OR UPDATE OR DELETE ON processes_agreement
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_unsigned();
"""
NOT_IN_FORCE = """
DROP TRIGGER agreement_in_force_is_signed ON processes_agreement;
DROP FUNCTION gm_refuse_unsigned();
DROP FUNCTION gm_council_allows(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("processes", "0018_hash_what_was_agreed")]
    operations = [
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("adopted", "running", "evaluated")), _negated=True),
                    models.Q(("published", models.F("current")), ("published__isnull", False)),
                    _connector="OR",
                ),
                name="agreement_in_force_has_one_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("resumes_as__in", ("adopted", "running", "evaluated")),
                        ("state", "suspended"),
                        ("current__isnull", False),
                        ("published__isnull", False),
                        models.Q(("published", models.F("current")), _negated=True),
                    ),
                    models.Q(models.Q(("state", "suspended"), _negated=True), ("resumes_as", "")),
                    _connector="OR",
                ),
                name="agreement_suspended_by_a_next_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True),
                    models.Q(("replaces", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="agreement_replaces_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("content_hash__regex", "^[0-9a-f]{64}$")),
                name="agreement_version_has_its_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_public", True), models.Q(("private_reason", ""), _negated=True), _connector="OR"
                ),
                name="agreement_version_private_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("version_hash__regex", "^[0-9a-f]{64}$")), name="sign_off_has_the_hash"
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
        migrations.RunSQL(NAMED, UNNAMED),
        migrations.RunSQL(SIGNING, NOT_SIGNING),
        migrations.RunSQL(IN_FORCE, NOT_IN_FORCE),
    ]

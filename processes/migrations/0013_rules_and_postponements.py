# SPDX-License-Identifier: EUPL-1.2
"""The rules of congruence as data in frozen versions, and required findings that both sides put off together."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

FREEZE_RULES = """
CREATE FUNCTION gm_refuse_published_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'rules version % is published: % is refused', OLD.version, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION gm_refuse_rule_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
    published bool;
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.ruleset_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.ruleset_id; END IF;
    FOR published IN
        SELECT published_at IS NOT NULL FROM processes_ruleset WHERE id = ANY (touched) ORDER BY id FOR SHARE
    LOOP
        IF published THEN
            RAISE EXCEPTION '% belongs to published rules: % is refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ruleset_rows_are_frozen BEFORE UPDATE OR DELETE ON processes_ruleset
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_published_rules();
CREATE TRIGGER ruleset_is_frozen BEFORE TRUNCATE ON processes_ruleset
    FOR EACH STATEMENT EXECUTE FUNCTION gm_refuse_change();
CREATE TRIGGER ruletext_rows_are_frozen BEFORE INSERT OR UPDATE OR DELETE ON processes_ruletext
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_rule_of_published();
CREATE TRIGGER ruletext_is_frozen BEFORE TRUNCATE ON processes_ruletext
    FOR EACH STATEMENT EXECUTE FUNCTION gm_refuse_change();
"""
THAW_RULES = """
DROP TRIGGER ruleset_rows_are_frozen ON processes_ruleset;
DROP TRIGGER ruleset_is_frozen ON processes_ruleset;
DROP TRIGGER ruletext_rows_are_frozen ON processes_ruletext;
DROP TRIGGER ruletext_is_frozen ON processes_ruletext;
DROP FUNCTION gm_refuse_published_rules();
DROP FUNCTION gm_refuse_rule_of_published();
"""
# Only a required rule is put off, by two sides of the same process; what was said about it stays as it was said.
HOLD_POSTPONEMENTS = """
CREATE FUNCTION gm_hold_postponement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'postponement % is definitive: % is refused', OLD.id, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        (NEW.process_id, NEW.rule_id, NEW.code, NEW.agreement_number, NEW.reason, NEW.proposed_on, NEW.until,
         NEW.party_id, NEW.proposed_by_id, NEW.proposed_at)
        IS DISTINCT FROM
        (OLD.process_id, OLD.rule_id, OLD.code, OLD.agreement_number, OLD.reason, OLD.proposed_on, OLD.until,
         OLD.party_id, OLD.proposed_by_id, OLD.proposed_at)
        OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at)
        OR (OLD.closed_at IS NOT NULL AND NEW IS DISTINCT FROM OLD)
    ) THEN
        RAISE EXCEPTION 'postponement % is definitive: % is refused', OLD.id, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM processes_ruletext
        WHERE id = NEW.rule_id AND code = NEW.code AND severity = 'vereist'
    ) THEN
        RAISE EXCEPTION 'only a required rule is put off, not %', NEW.code USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM processes_party WHERE id = NEW.party_id AND process_id = NEW.process_id
    ) OR NEW.confirmed_party_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM processes_party AS own, processes_party AS other
        WHERE own.id = NEW.party_id AND other.id = NEW.confirmed_party_id
            AND other.process_id = NEW.process_id AND other.kind <> own.kind
    ) THEN
        RAISE EXCEPTION 'a postponement is of two sides of one process' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER postponement_rows_are_held BEFORE INSERT OR UPDATE OR DELETE ON processes_postponement
    FOR EACH ROW EXECUTE FUNCTION gm_hold_postponement();
CREATE TRIGGER postponement_is_held BEFORE TRUNCATE ON processes_postponement
    FOR EACH STATEMENT EXECUTE FUNCTION gm_refuse_change();
"""
LET_POSTPONEMENTS_GO = """
DROP TRIGGER postponement_rows_are_held ON processes_postponement;
DROP TRIGGER postponement_is_held ON processes_postponement;
DROP FUNCTION gm_hold_postponement();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0012_party_answers_from_paper"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(unique=True)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        max_length=10,
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("version",),
            },
        ),
        migrations.CreateModel(
            name="RuleText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                (
                    "from_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("N1", "adviseren"),
                            ("N2", "agenderen en initiatief nemen"),
                            ("N3", "verdelen en meebeslissen"),
                            ("N4", "overgedragen taak of bevoegdheid"),
                        ],
                        max_length=2,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("blokkerend", "moet eerst"),
                            ("vereist", "hoort erbij"),
                            ("waarschuwing", "let op"),
                            ("advies", "advies"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "value_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), default=list, size=None
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rol", "Rol"),
                            ("taak", "Taak (ook uitdaagrecht)"),
                            ("budget", "Budget"),
                            ("bevoegdheid", "Overdracht van bevoegdheid"),
                            ("procesgarantie", "Procesgarantie"),
                            ("informatie", "Informatie"),
                            ("evaluatiemoment", "Evaluatiemoment"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "sort",
                    models.CharField(
                        blank=True, help_text="The sort of promise that answers it", max_length=24
                    ),
                ),
                ("name", models.CharField(help_text="What is arranged when the rule is met", max_length=120)),
                ("ask", models.CharField(help_text="What to do, with a verb", max_length=300)),
                ("reason", models.CharField(help_text="The sentence the rule rests on", max_length=300)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "ruleset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="processes.ruleset",
                    ),
                ),
            ],
            options={
                "ordering": ("ruleset", "position"),
            },
        ),
        migrations.CreateModel(
            name="Postponement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                (
                    "agreement_number",
                    models.PositiveSmallIntegerField(
                        help_text="Where the rule looks at each agreement for itself", null=True
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("proposed_on", models.DateField()),
                ("until", models.DateField(help_text="The last day; the finding comes back after it")),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "closed_at",
                    models.DateTimeField(
                        help_text="Declined, withdrawn, or followed by a next one", null=True
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.party",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.party",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        help_text="Who proposed it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.party",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postponements",
                        to="processes.process",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        help_text="As it read when proposed",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.ruletext",
                    ),
                ),
            ],
            options={
                "ordering": ("process", "code", "-proposed_at"),
            },
        ),
        migrations.AddConstraint(
            model_name="ruletext",
            constraint=models.UniqueConstraint(
                models.F("ruleset"), models.F("code"), name="rule_code_once_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruletext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", "CR-17"), _negated=True), ("severity", "blokkerend"), _connector="OR"
                ),
                name="rule_council_decision_always_blocks",
            ),
        ),
        migrations.AddConstraint(
            model_name="postponement",
            constraint=models.UniqueConstraint(
                models.F("process"),
                models.F("code"),
                models.F("agreement_number"),
                condition=models.Q(("closed_at__isnull", True)),
                name="postponement_one_open_per_finding",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="postponement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__gt", models.F("proposed_on")),
                    (
                        "until__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("proposed_on"), "+", models.Value(datetime.timedelta(days=366))
                        ),
                    ),
                ),
                name="postponement_at_most_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="postponement",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="postponement_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="postponement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_at__isnull", True),
                        ("confirmed_by__isnull", True),
                        ("confirmed_party__isnull", True),
                    ),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("confirmed_party__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="postponement_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="postponement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_party__isnull", True),
                    models.Q(("confirmed_party", models.F("party")), _negated=True),
                    _connector="OR",
                ),
                name="postponement_confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="postponement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_by__isnull", True), ("closed_party__isnull", True)),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("closed_party__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="postponement_closed_has_moment",
            ),
        ),
        migrations.RunSQL(FREEZE_RULES, THAW_RULES),
        migrations.RunSQL(HOLD_POSTPONEMENTS, LET_POSTPONEMENTS_GO),
    ]

# SPDX-License-Identifier: EUPL-1.2
"""Promises, reports, evidence and answers; they never change, and an answer comes from across the table."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FROZEN_TABLES = (
    "processes_promise",
    "processes_promisereport",
    "processes_promiseevidence",
    "processes_promiseanswer",
)
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
# Nobody confirms what his own side reports: the gebiedsteam answers residents, and the other way round.
ACROSS = """
CREATE FUNCTION gm_answer_from_across() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM processes_promisereport AS report
        JOIN processes_promise AS promise ON promise.id = report.promise_id
        JOIN processes_agreement AS agreement ON agreement.id = promise.agreement_id
        JOIN processes_party AS owes ON owes.id = promise.party_id
        JOIN processes_party AS answers ON answers.id = NEW.party_id
        WHERE report.id = NEW.report_id AND answers.process_id = agreement.process_id
            AND (owes.kind = 'area_team') <> (answers.kind = 'area_team')
    ) THEN
        RAISE EXCEPTION 'a report is answered from across the table' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER promise_answer_from_across BEFORE INSERT ON processes_promiseanswer
    FOR EACH ROW EXECUTE FUNCTION gm_answer_from_across();
"""
ANYWHERE = """
DROP TRIGGER promise_answer_from_across ON processes_promiseanswer;
DROP FUNCTION gm_answer_from_across();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0013_rules_and_postponements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="1, 2, 3… within the agreement")),
                ("text", models.CharField(max_length=300)),
                ("due_on", models.DateField(null=True)),
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
                        default="portal",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="processes.agreement",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        help_text="Who owes it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="processes.party",
                    ),
                ),
            ],
            options={
                "ordering": ("agreement", "number"),
            },
        ),
        migrations.CreateModel(
            name="PromiseReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("done", "gedaan"),
                            ("partly", "deels gedaan"),
                            ("dropped", "gaat niet door"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.CharField(max_length=800)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="processes.promise",
                    ),
                ),
            ],
            options={
                "ordering": ("promise", "number"),
            },
        ),
        migrations.CreateModel(
            name="PromiseEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stored_as",
                    models.CharField(
                        help_text="Its name in the storage of evidence", max_length=120, unique=True
                    ),
                ),
                ("name", models.CharField(help_text="As the person called it, made safe", max_length=120)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField(help_text="Bytes")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="processes.promisereport",
                    ),
                ),
            ],
            options={
                "ordering": ("report", "pk"),
            },
        ),
        migrations.CreateModel(
            name="PromiseAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("confirmed", "bevestigd"), ("disputed", "betwist")], max_length=10
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.party"
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="processes.promisereport",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.UniqueConstraint(
                models.F("agreement"), models.F("number"), name="promise_number_once_per_agreement"
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="promise_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="promisereport",
            constraint=models.UniqueConstraint(
                models.F("promise"), models.F("number"), name="promise_report_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="promisereport",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="promise_report_says_how"
            ),
        ),
        migrations.AddConstraint(
            model_name="promiseanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "disputed"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="promise_dispute_has_reason",
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
        migrations.RunSQL(ACROSS, ANYWHERE),
    ]

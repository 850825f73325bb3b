# SPDX-License-Identifier: EUPL-1.2
"""Looking back: days move by agreement, sides answer apart, outcomes keep their trace, lessons are followed."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

TABLES = ("processes_evaluationmove", "processes_agreementoutcome")
FREEZE = "".join(
    f"""
CREATE TRIGGER {table}_rows_are_frozen BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_change();
CREATE TRIGGER {table}_is_frozen BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION gm_refuse_change();
"""
    for table in TABLES
)
THAW = "".join(
    f"DROP TRIGGER {table}_rows_are_frozen ON {table}; DROP TRIGGER {table}_is_frozen ON {table};\n"
    for table in TABLES
)
# A sheet is the party's own until it is shared; from then on it says what it said.
FREEZE_SHEETS = """
CREATE FUNCTION gm_refuse_shared_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.shared_at IS NOT NULL THEN
        RAISE EXCEPTION 'evaluation sheet % is shared and definitive: % is refused', OLD.id, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evaluation_sheet_rows_are_frozen BEFORE UPDATE OR DELETE ON processes_evaluationsheet
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_shared_sheet();
"""
THAW_SHEETS = """
DROP TRIGGER evaluation_sheet_rows_are_frozen ON processes_evaluationsheet;
DROP FUNCTION gm_refuse_shared_sheet();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0008_texts_save_themselves"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("keep", "behouden"),
                            ("adapt", "aanpassen"),
                            ("stop", "stoppen"),
                            ("widen", "uitbreiden"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "wish",
                    models.CharField(
                        blank=True, help_text="What has to change, or why it stops", max_length=500
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("evaluation", "agreement"),
            },
        ),
        migrations.CreateModel(
            name="EvaluationCycle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "short_weeks",
                    models.PositiveSmallIntegerField(help_text="A short check, this long after adoption"),
                ),
                (
                    "yearly_weeks",
                    models.PositiveSmallIntegerField(
                        help_text="A yearly evaluation, this long after adoption"
                    ),
                ),
                (
                    "round_weeks",
                    models.PositiveSmallIntegerField(help_text="Within this time after a round was closed"),
                ),
                (
                    "final_weeks",
                    models.PositiveSmallIntegerField(help_text="This long before an agreement ends"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EvaluationLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        help_text="Stands in the address and the QR code", max_length=32, unique=True
                    ),
                ),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-opens_at",),
            },
        ),
        migrations.CreateModel(
            name="EvaluationSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contents",
                    models.JSONField(
                        default=dict, help_text="Per code a content: see rules/conversations.py"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        default=0, help_text="How often it was saved, to notice each other"
                    ),
                ),
                ("saved_at", models.DateTimeField()),
                ("shared_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("evaluation", "party"),
            },
        ),
        migrations.CreateModel(
            name="EvaluationVoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField()),
                ("day", models.DateField()),
                (
                    "contents",
                    models.JSONField(
                        default=dict, help_text="Per code a content: see rules/conversations.py"
                    ),
                ),
            ],
            options={
                "ordering": ("link", "pk"),
            },
        ),
        migrations.CreateModel(
            name="MoveProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_day", models.DateField()),
                ("to_day", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "wacht op bevestiging"),
                            ("confirmed", "bevestigd"),
                            ("declined", "niet overgenomen"),
                            ("withdrawn", "ingetrokken"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("reply", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ("evaluation", "at"),
            },
        ),
        migrations.AddField(
            model_name="evaluation",
            name="follows",
            field=models.ForeignKey(
                help_text="The moment this one came from",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="led_to",
                to="processes.evaluation",
            ),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="guide_version",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="The version of the questions this moment is held with: it never changes"
            ),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="next_round",
            field=models.ForeignKey(
                help_text="The round it led to",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.conversation",
            ),
        ),
        migrations.AddField(
            model_name="evaluationmove",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.party"
            ),
        ),
        migrations.AddField(
            model_name="evaluationmove",
            name="proposed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.party"
            ),
        ),
        migrations.AddField(
            model_name="lesson",
            name="answered_at",
            field=models.DateTimeField(help_text="When the owner last said what became of it", null=True),
        ),
        migrations.AddField(
            model_name="lesson",
            name="block_codes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=8), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="lesson",
            name="changed",
            field=models.CharField(
                blank=True, help_text="What it changed, or why nothing did", max_length=500
            ),
        ),
        migrations.AddField(
            model_name="lesson",
            name="changed_agreement",
            field=models.ForeignKey(
                help_text="The agreement it changed",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lessons",
                to="processes.agreement",
            ),
        ),
        migrations.AddField(
            model_name="lesson",
            name="drawn_on",
            field=models.DateField(help_text="Empty when the source names no day", null=True),
        ),
        migrations.AddField(
            model_name="lesson",
            name="for_whom",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="lesson",
            name="owner",
            field=models.ForeignKey(
                help_text="Who sees to it: never a person",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lessons",
                to="processes.party",
            ),
        ),
        migrations.AddField(
            model_name="lesson",
            name="result",
            field=models.CharField(
                choices=[
                    ("unknown", "nog niet bekend"),
                    ("changed", "er is iets veranderd"),
                    ("busy", "we zijn ermee bezig"),
                    ("nothing", "er is niets veranderd"),
                ],
                default="unknown",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="lesson",
            name="value_codes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=8), blank=True, default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="evaluationmove",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="processes.evaluation"
            ),
        ),
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(fields=["result", "drawn_on"], name="lesson_unanswered"),
        ),
        migrations.AddConstraint(
            model_name="lesson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("result", "unknown")),
                    models.Q(
                        models.Q(("result", "unknown"), _negated=True),
                        ("answered_at__isnull", False),
                        models.Q(("changed", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lesson_result_has_words_and_moment",
            ),
        ),
        migrations.AddField(
            model_name="agreementoutcome",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="processes.agreement"
            ),
        ),
        migrations.AddField(
            model_name="agreementoutcome",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="processes.evaluation",
            ),
        ),
        migrations.AddField(
            model_name="agreementoutcome",
            name="made",
            field=models.ForeignKey(
                help_text="The draft it started",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="came_from",
                to="processes.agreementversion",
            ),
        ),
        migrations.AddField(
            model_name="agreementoutcome",
            name="version",
            field=models.ForeignKey(
                help_text="What held then",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.agreementversion",
            ),
        ),
        migrations.AddField(
            model_name="evaluationcycle",
            name="process",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="evaluation_cycle",
                to="processes.process",
            ),
        ),
        migrations.AddField(
            model_name="evaluationlink",
            name="evaluation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="link", to="processes.evaluation"
            ),
        ),
        migrations.AddField(
            model_name="evaluationlink",
            name="party",
            field=models.ForeignKey(
                help_text="Who opened it",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.party",
            ),
        ),
        migrations.AddField(
            model_name="evaluationsheet",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="processes.evaluation"
            ),
        ),
        migrations.AddField(
            model_name="evaluationsheet",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evaluation_sheets",
                to="processes.party",
            ),
        ),
        migrations.AddField(
            model_name="evaluationvoice",
            name="area",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.area"
            ),
        ),
        migrations.AddField(
            model_name="evaluationvoice",
            name="link",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="voices",
                to="processes.evaluationlink",
            ),
        ),
        migrations.AddField(
            model_name="moveproposal",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.party"
            ),
        ),
        migrations.AddField(
            model_name="moveproposal",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="move_proposals",
                to="processes.evaluation",
            ),
        ),
        migrations.AddField(
            model_name="moveproposal",
            name="party",
            field=models.ForeignKey(
                help_text="Who proposes",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.party",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementoutcome",
            constraint=models.UniqueConstraint(
                models.F("evaluation"), models.F("agreement"), name="agreement_outcome_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationcycle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("final_weeks__range", (1, 520)),
                    ("round_weeks__range", (1, 520)),
                    ("short_weeks__range", (1, 520)),
                    ("yearly_weeks__range", (1, 520)),
                ),
                name="evaluation_cycle_is_longer_than_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                name="evaluation_link_closes_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationsheet",
            constraint=models.UniqueConstraint(
                models.F("evaluation"), models.F("party"), name="evaluation_sheet_one_per_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationvoice",
            constraint=models.UniqueConstraint(
                models.F("link"), models.F("key"), name="evaluation_voice_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="moveproposal",
            constraint=models.UniqueConstraint(
                models.F("evaluation"),
                condition=models.Q(("state", "proposed")),
                name="move_proposal_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="moveproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", True), ("answered_by__isnull", True), ("state", "proposed")
                    ),
                    models.Q(
                        models.Q(("state", "proposed"), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="move_proposal_answered_has_party_and_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="moveproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_day", models.F("to_day")), _negated=True),
                name="move_proposal_names_another_day",
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
        migrations.RunSQL(FREEZE_SHEETS, THAW_SHEETS),
    ]

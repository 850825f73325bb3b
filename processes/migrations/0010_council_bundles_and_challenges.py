# SPDX-License-Identifier: EUPL-1.2
"""Bundles for the council with its yes or no, and tasks on the route of the right to challenge.

Submissions and steps taken are definitive. A decision is about a version that is on the table, of its own bundle.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FROZEN_TABLES = ("processes_councilbundle", "processes_councilbundleitem", "processes_challengemove")
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

# Who records a decision while a party amends waits for that party, and is refused when the text changed.
DECIDE = """
CREATE FUNCTION gm_decide_on_what_is_on_the_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM processes_agreement
        WHERE id = NEW.agreement_id AND current_id = NEW.version_id FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'version % is not on the table: a decision on it is refused', NEW.version_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.bundle_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM processes_councilbundleitem
        WHERE bundle_id = NEW.bundle_id AND version_id = NEW.version_id AND agreement_id = NEW.agreement_id
    ) THEN
        RAISE EXCEPTION 'version % is not in bundle %', NEW.version_id, NEW.bundle_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER council_decision_is_on_the_table BEFORE INSERT ON processes_councildecision
    FOR EACH ROW EXECUTE FUNCTION gm_decide_on_what_is_on_the_table();
"""
UNDECIDE = """
DROP TRIGGER council_decision_is_on_the_table ON processes_councildecision;
DROP FUNCTION gm_decide_on_what_is_on_the_table();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0009_look_back_apart_and_keep_the_trace"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CouncilBundleItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "ordering": ("bundle", "agreement__number"),
            },
        ),
        migrations.CreateModel(
            name="GivingParty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("department", "afdeling van de gemeente"),
                            ("partner", "partner die de taak uitvoert"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "consent",
                    models.CharField(
                        choices=[
                            ("open", "nog geen antwoord"),
                            ("yes", "akkoord"),
                            ("no", "niet akkoord"),
                            ("not_needed", "hoeft niet meer"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("consent_on", models.DateField(null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "giving parties",
                "ordering": ("challenge", "kind", "name"),
            },
        ),
        migrations.AddField(
            model_name="councildecision",
            name="conditions",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="councildecision",
            name="ends_on",
            field=models.DateField(help_text="The last day on which an approval holds", null=True),
        ),
        migrations.AddField(
            model_name="councildecision",
            name="outcome",
            field=models.CharField(
                choices=[("approved", "de raad zei ja"), ("rejected", "de raad zei nee")],
                default="approved",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="councildecision",
            name="reason",
            field=models.TextField(blank=True, help_text="Why the council said no"),
        ),
        migrations.AlterField(
            model_name="councildecision",
            name="scope_text",
            field=models.TextField(blank=True, help_text="What was decided and within which limits"),
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="1, 2, 3… within the process")),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("eigen", "eigen taak"),
                            ("uitdaagrecht", "uitdaagrecht"),
                            ("omgekeerd", "omgekeerd uitdaagrecht"),
                        ],
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("idea", models.CharField(max_length=800)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("idea", "idee"),
                            ("exploration", "verkenning"),
                            ("feasibility", "maakbaarheid"),
                            ("consent", "akkoord van wie iets weggeeft"),
                            ("proposal", "voorstel"),
                            ("decision", "besluit"),
                            ("trial", "proefperiode"),
                            ("running", "loopt"),
                            ("evaluation", "evaluatie"),
                            ("continued", "voortgezet"),
                            ("given_back", "teruggegeven"),
                            ("stopped", "gestopt"),
                        ],
                        default="idea",
                        max_length=12,
                    ),
                ),
                (
                    "stopped_from",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("idea", "idee"),
                            ("exploration", "verkenning"),
                            ("feasibility", "maakbaarheid"),
                            ("consent", "akkoord van wie iets weggeeft"),
                            ("proposal", "voorstel"),
                            ("decision", "besluit"),
                            ("trial", "proefperiode"),
                            ("running", "loopt"),
                            ("evaluation", "evaluatie"),
                            ("continued", "voortgezet"),
                            ("given_back", "teruggegeven"),
                            ("stopped", "gestopt"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "answer_due_on",
                    models.DateField(help_text="Six weeks after the exploration began", null=True),
                ),
                (
                    "domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                    ),
                ),
                ("portfolios", models.CharField(blank=True, max_length=200)),
                ("wijk_people", models.PositiveSmallIntegerField(null=True)),
                ("wijk_hours", models.PositiveSmallIntegerField(null=True)),
                ("wijk_knowledge", models.CharField(blank=True, max_length=800)),
                ("wijk_support", models.CharField(blank=True, max_length=800)),
                ("team_hours", models.PositiveSmallIntegerField(null=True)),
                ("team_money_cents", models.PositiveBigIntegerField(null=True)),
                ("team_knowledge", models.CharField(blank=True, max_length=800)),
                ("team_responsible", models.CharField(blank=True, max_length=200)),
                (
                    "decided_by",
                    models.CharField(
                        blank=True, choices=[("college", "het college"), ("raad", "de raad")], max_length=7
                    ),
                ),
                ("decided_on", models.DateField(null=True)),
                ("decision_reference", models.CharField(blank=True, max_length=80)),
                ("trial_ends_on", models.DateField(null=True)),
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
                ("source", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                (
                    "agreement",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenge",
                        to="processes.agreement",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        help_text="Who had the idea",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.party",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="processes.process",
                    ),
                ),
            ],
            options={
                "ordering": ("process", "number"),
            },
        ),
        migrations.AddField(
            model_name="lesson",
            name="challenge",
            field=models.ForeignKey(
                help_text="The task that stopped",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lessons",
                to="processes.challenge",
            ),
        ),
        migrations.CreateModel(
            name="ChallengeMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "source_step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("idea", "idee"),
                            ("exploration", "verkenning"),
                            ("feasibility", "maakbaarheid"),
                            ("consent", "akkoord van wie iets weggeeft"),
                            ("proposal", "voorstel"),
                            ("decision", "besluit"),
                            ("trial", "proefperiode"),
                            ("running", "loopt"),
                            ("evaluation", "evaluatie"),
                            ("continued", "voortgezet"),
                            ("given_back", "teruggegeven"),
                            ("stopped", "gestopt"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "target_step",
                    models.CharField(
                        choices=[
                            ("idea", "idee"),
                            ("exploration", "verkenning"),
                            ("feasibility", "maakbaarheid"),
                            ("consent", "akkoord van wie iets weggeeft"),
                            ("proposal", "voorstel"),
                            ("decision", "besluit"),
                            ("trial", "proefperiode"),
                            ("running", "loopt"),
                            ("evaluation", "evaluatie"),
                            ("continued", "voortgezet"),
                            ("given_back", "teruggegeven"),
                            ("stopped", "gestopt"),
                        ],
                        max_length=12,
                    ),
                ),
                ("moved_on", models.DateField()),
                (
                    "when",
                    models.CharField(
                        blank=True, help_text="The words of a source that knows no day", max_length=40
                    ),
                ),
                ("reason", models.TextField(blank=True)),
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
                ("source", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="processes.challenge",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.party",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("challenge", "number"),
            },
        ),
        migrations.CreateModel(
            name="CouncilBundle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="1, 2, 3… within the process")),
                ("explanation", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        help_text="Who submitted it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.party",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="council_bundles",
                        to="processes.process",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("process", "number"),
            },
        ),
        migrations.AddField(
            model_name="councildecision",
            name="bundle",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="processes.councilbundle",
            ),
        ),
        migrations.AddConstraint(
            model_name="councildecision",
            constraint=models.UniqueConstraint(
                models.F("bundle"), models.F("version"), name="council_decision_once_per_bundle"
            ),
        ),
        migrations.AddConstraint(
            model_name="councildecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "approved"), models.Q(("scope_text", ""), _negated=True)),
                    models.Q(("outcome", "rejected"), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="council_decision_says_what_or_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="councildecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    models.Q(("ends_on__gte", models.F("decided_on")), ("outcome", "approved")),
                    _connector="OR",
                ),
                name="council_decision_ends_after_it_began",
            ),
        ),
        migrations.AddField(
            model_name="councilbundleitem",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bundle_items",
                to="processes.agreement",
            ),
        ),
        migrations.AddField(
            model_name="councilbundleitem",
            name="bundle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="processes.councilbundle",
            ),
        ),
        migrations.AddField(
            model_name="councilbundleitem",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bundle_items",
                to="processes.agreementversion",
            ),
        ),
        migrations.AddField(
            model_name="givingparty",
            name="challenge",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="giving", to="processes.challenge"
            ),
        ),
        migrations.AddField(
            model_name="givingparty",
            name="recorded_by",
            field=models.ForeignKey(
                help_text="For the gebiedsteam",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.UniqueConstraint(
                models.F("process"), models.F("number"), name="challenge_number_once_per_process"
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("step", "stopped"), models.Q(("stopped_from", ""), _negated=True)),
                    models.Q(models.Q(("step", "stopped"), _negated=True), ("stopped_from", "")),
                    _connector="OR",
                ),
                name="challenge_stopped_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("step", "exploration"), _negated=True),
                    ("answer_due_on__isnull", False),
                    _connector="OR",
                ),
                name="challenge_explored_gets_an_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "step__in",
                            ("decision", "trial", "running", "evaluation", "continued", "given_back"),
                        ),
                        _negated=True,
                    ),
                    ("agreement__isnull", False),
                    _connector="OR",
                ),
                name="challenge_decided_has_agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="challengemove",
            constraint=models.UniqueConstraint(
                models.F("challenge"), models.F("number"), name="challenge_move_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="challengemove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("target_step", "stopped"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="challenge_stop_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="councilbundle",
            constraint=models.UniqueConstraint(
                models.F("process"), models.F("number"), name="council_bundle_number_once_per_process"
            ),
        ),
        migrations.AddConstraint(
            model_name="councilbundleitem",
            constraint=models.UniqueConstraint(
                models.F("bundle"), models.F("agreement"), name="agreement_once_per_bundle"
            ),
        ),
        migrations.AddConstraint(
            model_name="givingparty",
            constraint=models.UniqueConstraint(
                models.F("challenge"), models.F("name"), name="giving_party_once_per_challenge"
            ),
        ),
        migrations.AddConstraint(
            model_name="givingparty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("consent", "open"),
                    models.Q(
                        ("consent_on__isnull", False),
                        ("recorded_at__isnull", False),
                        ("recorded_by__isnull", False),
                        models.Q(("source", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="giving_party_answer_has_day_and_source",
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
        migrations.RunSQL(DECIDE, UNDECIDE),
    ]

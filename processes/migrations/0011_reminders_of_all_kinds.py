# SPDX-License-Identifier: EUPL-1.2
"""Reminders of all kinds: about any thing, waiting until they are due, as often as people want them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WAITS = models.Q(state="waiting")
KINDS = [
    ("six_weeks_before", "zes weken vooraf"),
    ("two_weeks_before", "twee weken vooraf"),
    ("on_the_day", "op de dag"),
    ("two_weeks_late", "twee weken later"),
    ("six_weeks_late", "zes weken later"),
    ("conversation_quiet", "gesprek dat stil ligt"),
    ("answer_waits", "antwoord van de andere kant"),
    ("joint_waits", "gezamenlijk voorstel dat wacht"),
    ("signature_waits", "versie die op een handtekening wacht"),
    ("seat_ends", "mandaat dat afloopt"),
    ("agreement_ends", "afspraak die afloopt"),
    ("one_person_left", "partij met nog één persoon"),
    ("council_overview", "overzicht voor de raad"),
]
STATES = [
    ("waiting", "wacht"),
    ("queued", "in een mail gezet"),
    ("skipped", "overgeslagen"),
    ("stopped", "tegengehouden door beheer"),
]
REASONS = [
    ("newer", "er was een nieuwere"),
    ("told", "kort geleden al verteld"),
    ("done", "niet meer nodig"),
    ("expired", "te lang geleden"),
    ("unwanted", "wil geen mail hierover"),
    ("no_address", "geen adres dat werkt"),
]
TOPICS = [
    ("looking_back", "Samen terugkijken"),
    ("conversation", "Het gesprek"),
    ("signing", "Ondertekenen"),
    ("ending", "Wat afloopt"),
    ("people", "De mensen van uw partij"),
    ("council", "Overzicht voor de raad"),
]
RHYTHMS = [
    ("daily", "elke dag als er iets is"),
    ("weekly", "één keer per week, op maandag"),
    ("never", "geen mail"),
]
# What was handled so far was about evaluations, and due at its moment.
NAME_THE_THING = """
    UPDATE processes_reminder AS r
    SET object_type = 'evaluation', object_id = r.evaluation_id, process_id = e.process_id,
        due = r.moment, expires_at = r.moment + interval '14 days',
        why = CASE WHEN r.state = 'skipped' THEN 'newer' ELSE '' END
    FROM processes_evaluation AS e WHERE e.id = r.evaluation_id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""
TIE_TO_THE_EVALUATION = """
    DELETE FROM processes_reminder WHERE object_type <> 'evaluation' OR state NOT IN ('queued', 'skipped');
    UPDATE processes_reminder SET evaluation_id = object_id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


def _id() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_mail_in_full_and_what_comes_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("processes", "0010_council_bundles_and_challenges"),
    ]
    operations = [
        # The thing a reminder is about: any thing, where it was always an evaluation.
        migrations.AddField("reminder", "object_type", models.CharField(max_length=24, null=True)),
        migrations.AddField("reminder", "object_id", models.BigIntegerField(null=True)),
        migrations.AddField(
            "reminder",
            "process",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="processes.process",
            ),
        ),
        migrations.AddField("reminder", "due", models.DateTimeField(null=True)),
        migrations.AddField("reminder", "expires_at", models.DateTimeField(null=True)),
        migrations.AddField("reminder", "leased_until", models.DateTimeField(null=True)),
        migrations.AddField(
            "reminder",
            "why",
            models.CharField(
                blank=True, choices=REASONS, default="", help_text="Why it was put aside", max_length=12
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint("reminder", "reminder_once"),
        migrations.RemoveConstraint("reminder", "reminder_queued_has_mail"),
        migrations.AlterField(
            "reminder",
            "evaluation",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="processes.evaluation",
            ),
        ),
        migrations.AlterField("reminder", "handled_at", models.DateTimeField(null=True)),
        migrations.AlterField("reminder", "kind", models.CharField(choices=KINDS, max_length=24)),
        migrations.RunSQL(NAME_THE_THING, TIE_TO_THE_EVALUATION),
        migrations.RemoveField("reminder", "evaluation"),
        migrations.AlterField("reminder", "object_type", models.CharField(max_length=24)),
        migrations.AlterField("reminder", "object_id", models.BigIntegerField()),
        migrations.AlterField(
            "reminder", "due", models.DateTimeField(help_text="From when on it may be mailed")
        ),
        migrations.AlterField(
            "reminder", "expires_at", models.DateTimeField(help_text="From when on it no longer matters")
        ),
        migrations.AlterField(
            "reminder",
            "moment",
            models.DateTimeField(help_text="When it happens; what moved to another day has new moments"),
        ),
        migrations.AlterField(
            "reminder", "state", models.CharField(choices=STATES, default="waiting", max_length=8)
        ),
        migrations.AlterField(
            "reminder",
            "mail",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="core.outgoingmail",
            ),
        ),
        migrations.AddIndex(
            "reminder", models.Index(fields=("due", "recipient"), condition=WAITS, name="reminder_due")
        ),
        migrations.AddIndex(
            "reminder", models.Index(fields=("recipient", "due"), condition=WAITS, name="reminder_of_person")
        ),
        migrations.AddConstraint(
            "reminder",
            models.UniqueConstraint(
                "kind", "object_type", "object_id", "recipient", "moment", name="reminder_once"
            ),
        ),
        migrations.AddConstraint(
            "reminder",
            models.CheckConstraint(
                condition=models.Q(state="waiting", mail__isnull=True, handled_at__isnull=True, why="")
                | models.Q(state="queued", mail__isnull=False, handled_at__isnull=False, why="")
                | (models.Q(state="skipped", mail__isnull=True, handled_at__isnull=False) & ~models.Q(why=""))
                | models.Q(state="stopped", handled_at__isnull=False),
                name="reminder_state_tells_all",
            ),
        ),
        migrations.AddConstraint(
            "reminder",
            models.CheckConstraint(
                condition=models.Q(due__gte=models.F("moment"), expires_at__gt=models.F("moment")),
                name="reminder_in_order",
            ),
        ),
        # How far each source was looked through, and what people want to hear of.
        migrations.CreateModel(
            "ReminderRun",
            [
                ("id", _id()),
                ("source", models.CharField(max_length=24, unique=True)),
                ("planned_until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            "ReminderPreference",
            [
                ("id", _id()),
                ("topic", models.CharField(choices=TOPICS, max_length=16)),
                ("rhythm", models.CharField(choices=RHYTHMS, max_length=8)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("user", "topic")},
        ),
        migrations.AddConstraint(
            "reminderpreference",
            models.UniqueConstraint("user", "topic", name="reminder_preference_once"),
        ),
        migrations.CreateModel(
            "ReminderPause",
            [
                ("id", _id()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_pause",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("user",)},
        ),
        migrations.AddConstraint(
            "reminderpause",
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="reminder_pause_ends_after_start"
            ),
        ),
        # What the sources look through: windows of days, not everything there is.
        migrations.AddIndex("membership", models.Index(fields=("ends_on",), name="membership_ends")),
        migrations.AddIndex(
            "agreementversion", models.Index(fields=("at",), name="agreement_version_written")
        ),
        migrations.AddIndex(
            "agreementversion", models.Index(fields=("ends_on",), name="agreement_version_ends")
        ),
        migrations.AddIndex("signoff", models.Index(fields=("at",), name="sign_off_given")),
        migrations.AddIndex("answer", models.Index(fields=("shared_at",), name="answer_shared")),
        migrations.AddIndex("answerrevision", models.Index(fields=("at",), name="answer_revision_written")),
        migrations.AddIndex("jointrevision", models.Index(fields=("at",), name="joint_revision_written")),
    ]

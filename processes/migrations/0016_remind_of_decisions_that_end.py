# SPDX-License-Identifier: EUPL-1.2
"""Decisions of the council that end are a kind of reminder; found along an index on their last day."""

from django.db import migrations, models

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
    ("promise_waits", "melding die op bevestiging wacht"),
    ("seat_ends", "mandaat dat afloopt"),
    ("agreement_ends", "afspraak die afloopt"),
    ("decision_ends", "raadsbesluit dat afloopt"),
    ("one_person_left", "partij met nog één persoon"),
    ("council_overview", "overzicht voor de raad"),
]


class Migration(migrations.Migration):
    dependencies = [("processes", "0015_remind_of_reports")]
    operations = [
        migrations.AlterField("reminder", "kind", models.CharField(choices=KINDS, max_length=24)),
        migrations.AddIndex(
            "councildecision", models.Index(fields=["ends_on"], name="council_decision_ends")
        ),
    ]

# SPDX-License-Identifier: EUPL-1.2
"""A lesson of a year ago is a kind of reminder, found along indexes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0020_a_decision_carries_until_its_last_day"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reminder",
            name="kind",
            field=models.CharField(
                choices=[
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
                    ("lesson_waits", "leerpunt van een jaar geleden"),
                    ("seat_ends", "mandaat dat afloopt"),
                    ("agreement_ends", "afspraak die afloopt"),
                    ("decision_ends", "raadsbesluit dat afloopt"),
                    ("one_person_left", "partij met nog één persoon"),
                    ("council_overview", "overzicht voor de raad"),
                ],
                max_length=24,
            ),
        ),
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(fields=["drawn_on"], name="lesson_drawn"),
        ),
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(fields=["answered_at"], name="lesson_answered"),
        ),
        migrations.AddIndex(
            model_name="lesson",
            index=models.Index(fields=["created_at"], name="lesson_created"),
        ),
    ]

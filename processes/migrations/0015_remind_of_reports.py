# SPDX-License-Identifier: EUPL-1.2
"""Reports that wait are a kind of reminder; found along an index on their moment."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0014_promises_under_agreements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                    ("seat_ends", "mandaat dat afloopt"),
                    ("agreement_ends", "afspraak die afloopt"),
                    ("one_person_left", "partij met nog één persoon"),
                    ("council_overview", "overzicht voor de raad"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="reminderpreference",
            name="topic",
            field=models.CharField(
                choices=[
                    ("looking_back", "Samen terugkijken"),
                    ("conversation", "Het gesprek"),
                    ("signing", "Ondertekenen"),
                    ("promises", "Wat is beloofd en gedaan"),
                    ("ending", "Wat afloopt"),
                    ("people", "De mensen van uw partij"),
                    ("council", "Overzicht voor de raad"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddIndex(
            model_name="promisereport",
            index=models.Index(fields=["at"], name="promise_report_at"),
        ),
    ]

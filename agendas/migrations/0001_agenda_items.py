# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("processes", "0001_gronings_model"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="1, 2, 3… within the process")),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("theme", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "ingebracht"),
                            ("taken_up", "opgepakt"),
                            ("agreed", "afspraak gemaakt"),
                            ("done", "klaar"),
                            ("dropped", "gaat niet door"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="Why it does not go on", max_length=300)),
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
                    "agreements",
                    models.ManyToManyField(blank=True, related_name="agenda_items", to="processes.agreement"),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_items",
                        to="processes.party",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_items",
                        to="processes.process",
                    ),
                ),
            ],
            options={
                "ordering": ("process", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("process"), models.F("number"), name="item_number_once_per_process"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dropped"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="item_dropped_has_reason",
                    ),
                ],
            },
        ),
    ]

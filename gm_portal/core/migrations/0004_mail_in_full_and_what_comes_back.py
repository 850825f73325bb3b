# SPDX-License-Identifier: EUPL-1.2
"""A mail in HTML, with headers and a calendar; what comes back, and addresses that get nothing more."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_mail_that_holds_a_secret"),
    ]

    operations = [
        migrations.CreateModel(
            name="UndeliverableAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hard", "het adres bestaat niet of weigert mail"),
                            ("soft", "de mail kwam deze keer niet aan"),
                            ("complaint", "iemand meldde de mail als ongewenst"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "detail",
                    models.CharField(blank=True, help_text="What the other mail server said", max_length=300),
                ),
                ("since", models.DateTimeField()),
            ],
            options={
                "ordering": ("-since", "pk"),
            },
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="bounced_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="calendar",
            field=models.TextField(
                blank=True, help_text="An iCalendar file that goes along; it names its METHOD"
            ),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="headers",
            field=models.JSONField(default=dict, help_text="Extra headers, such as List-Unsubscribe"),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="html",
            field=models.TextField(blank=True, help_text="The same in HTML, for mails that have it"),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="message_id",
            field=models.CharField(
                blank=True, db_index=True, help_text="What a bounce refers to", max_length=120
            ),
        ),
        migrations.AlterField(
            model_name="outgoingmail",
            name="body",
            field=models.TextField(help_text="Plain text; every mail has it"),
        ),
        migrations.AlterField(
            model_name="outgoingmail",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "staat klaar"),
                    ("sending", "wordt verstuurd"),
                    ("sent", "verstuurd"),
                    ("failed", "niet gelukt"),
                    ("bounced", "kwam terug"),
                    ("stopped", "tegengehouden"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bounced_at__isnull", False), ("state", "bounced")),
                    models.Q(("state", "bounced"), _negated=True),
                    _connector="OR",
                ),
                name="mail_bounced_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="undeliverableaddress",
            constraint=models.CheckConstraint(
                condition=models.Q(("address", django.db.models.functions.text.Lower("address"))),
                name="undeliverable_in_small_letters",
            ),
        ),
        migrations.AddConstraint(
            model_name="undeliverableaddress",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "soft"), _negated=True), name="undeliverable_for_good"
            ),
        ),
    ]

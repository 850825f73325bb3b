# SPDX-License-Identifier: EUPL-1.2
"""A person chooses the language of the mail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_invitation_says_for_what"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=[("nl", "Nederlands"), ("en", "Engels")],
                default="nl",
                max_length=2,
                verbose_name="taal van de mail",
            ),
        ),
    ]

# SPDX-License-Identifier: EUPL-1.2
"""A mail whose text opens something loses that text once it is sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_refuse_change")]
    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="holds_secret",
            field=models.BooleanField(
                default=False, help_text="The text opens something (a token): it goes once it is sent."
            ),
        ),
    ]

# SPDX-License-Identifier: EUPL-1.2
"""A mail that failed for now is tried again later, and later still."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_mail_in_full_and_what_comes_back")]
    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="next_attempt_at",
            field=models.DateTimeField(
                null=True,
                help_text="Not before this moment: it failed for now; empty for as soon as possible",
            ),
        ),
    ]

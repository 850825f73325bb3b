# SPDX-License-Identifier: EUPL-1.2
"""A text that saved itself while somebody was typing is known as such: its author may go on in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("processes", "0007_wait_for_who_publishes")]
    operations = [
        migrations.AddField(
            model_name="answerrevision",
            name="while_typing",
            field=models.BooleanField(
                default=False, help_text="Saved by itself: the same author may go on in it for ten minutes."
            ),
        ),
    ]

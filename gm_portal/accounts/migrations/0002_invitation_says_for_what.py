# SPDX-License-Identifier: EUPL-1.2
"""An invitation remembers in words what it is for, so that the page behind the link can say it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_and_invitations")]
    operations = [
        migrations.AddField(
            model_name="invitation",
            name="for_what",
            field=models.CharField(
                blank=True, help_text="Completes the sentence: nodigt u uit om …", max_length=300
            ),
        ),
    ]

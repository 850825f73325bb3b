# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("processes", "0005_rounds_contributions_and_sittings")]
    operations = [
        migrations.AddField(
            model_name="jointrevision",
            name="praatplaat_version",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="The version whose question this text answers; versions may word it differently.",
            ),
        ),
    ]

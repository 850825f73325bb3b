# SPDX-License-Identifier: EUPL-1.2
"""A joint answer keeps the text all confirmed while a next proposal waits."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0002_freeze_definitive_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="jointanswer",
            name="confirmed",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.jointrevision",
            ),
        ),
        migrations.AlterField(
            model_name="jointanswer",
            name="confirmed_at",
            field=models.DateTimeField(
                help_text="When the last party confirmed the text in `confirmed`.", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="jointanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed__isnull", True), ("confirmed_at__isnull", True)),
                    models.Q(("confirmed__isnull", False), ("confirmed_at__isnull", False)),
                    _connector="OR",
                ),
                name="joint_confirmed_has_moment",
            ),
        ),
    ]

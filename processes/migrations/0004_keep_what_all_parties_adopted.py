# SPDX-License-Identifier: EUPL-1.2
"""An amendment leaves the adopted version in force; a decision of the council is about one version."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# What was public until now had one version that everybody read.
PUBLISH = """
UPDATE processes_agreement AS agreement
   SET published_id = agreement.current_id, published_numbers = ARRAY[version.number]
  FROM processes_agreementversion AS version
 WHERE version.id = agreement.current_id
   AND agreement.state IN ('adopted', 'running', 'evaluated', 'ended');
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("processes", "0003_keep_the_confirmed_joint_text")]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="asks_council_at",
            field=models.DateTimeField(
                help_text="Since when all parties signed and only a decision of the council is missing",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="published",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.agreementversion",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="published_numbers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(),
                blank=True,
                default=list,
                help_text="Numbers of all versions that were ever published; the others stay with the parties",
                size=None,
            ),
        ),
        migrations.RunSQL(PUBLISH, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=~models.Q(state__in=("adopted", "running", "evaluated"))
                | models.Q(published__isnull=False),
                name="agreement_in_force_is_published",
            ),
        ),
        migrations.RemoveConstraint(model_name="councildecision", name="council_decision_once"),
        # Nowhere was a decision recorded before this version of the portal, so nothing is filled in between.
        migrations.AddField(
            model_name="councildecision",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="council_decisions",
                to="processes.agreementversion",
            ),
        ),
        migrations.AlterField(
            model_name="councildecision",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="council_decisions",
                to="processes.agreementversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="councildecision",
            constraint=models.UniqueConstraint("version", "reference", name="council_decision_once"),
        ),
    ]

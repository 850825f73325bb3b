# SPDX-License-Identifier: EUPL-1.2
"""Versions get their hash and reason, signatures their mandate; agreements name parties and keep their trace."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0016_remind_of_decisions_that_end"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="AgreementEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discussed", "voorgelegd aan de andere partij"),
                            ("suspended", "opgeschort"),
                            ("adopted", "vastgesteld"),
                            ("taken_back", "voorstel ingetrokken"),
                            ("withdrawn", "concept ingetrokken"),
                            ("ended", "beëindigd"),
                            ("replaced", "vervangen"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                (
                    "is_public",
                    models.BooleanField(help_text="Whether readers see this step, or only the parties"),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("agreement", "at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="AgreementParty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agreement parties",
                "ordering": ("agreement", "party"),
            },
        ),
        migrations.CreateModel(
            name="AgreementSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "ordering": ("agreement", "pk"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="agreement",
            name="agreement_in_force_is_published",
        ),
        migrations.AddField(
            model_name="agreement",
            name="replaces",
            field=models.ForeignKey(
                help_text="The agreement that ends when this one comes in force",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replacements",
                to="processes.agreement",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="resumes_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("draft", "concept"),
                    ("discussed", "in gesprek"),
                    ("adopted", "vastgesteld"),
                    ("running", "van kracht"),
                    ("evaluated", "geëvalueerd"),
                    ("suspended", "opgeschort"),
                    ("ended", "beëindigd"),
                ],
                help_text="While suspended: the state it comes back to when the proposal is taken back",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="content_hash",
            field=models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="is_public",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="private_reason",
            field=models.CharField(blank=True, help_text="Why not everybody may read this", max_length=200),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="reason",
            field=models.CharField(
                blank=True, help_text="Why this version: what was wrong before", max_length=400
            ),
        ),
        migrations.AddField(
            model_name="signoff",
            name="mandate_from",
            field=models.DateField(help_text="Since when this person held the role", null=True),
        ),
        migrations.AddField(
            model_name="signoff",
            name="mandate_until",
            field=models.DateField(help_text="Until when, as it was known on the day of signing", null=True),
        ),
        migrations.AddField(
            model_name="signoff",
            name="version_hash",
            field=models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="agreement",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "concept"),
                    ("discussed", "in gesprek"),
                    ("adopted", "vastgesteld"),
                    ("running", "van kracht"),
                    ("evaluated", "geëvalueerd"),
                    ("suspended", "opgeschort"),
                    ("ended", "beëindigd"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="agreementevent",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="processes.agreement"
            ),
        ),
        migrations.AddField(
            model_name="agreementevent",
            name="other",
            field=models.ForeignKey(
                help_text="The agreement that came instead",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.agreement",
            ),
        ),
        migrations.AddField(
            model_name="agreementevent",
            name="party",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.party"
            ),
        ),
        migrations.AddField(
            model_name="agreementevent",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="agreementevent",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.agreementversion",
            ),
        ),
        migrations.AddField(
            model_name="agreementparty",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="named", to="processes.agreement"
            ),
        ),
        migrations.AddField(
            model_name="agreementparty",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.party"
            ),
        ),
        migrations.AddField(
            model_name="agreementsource",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sources", to="processes.agreement"
            ),
        ),
        migrations.AddField(
            model_name="agreementsource",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreements",
                to="processes.jointrevision",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementparty",
            constraint=models.UniqueConstraint(
                models.F("agreement"), models.F("party"), name="agreement_names_a_party_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementsource",
            constraint=models.UniqueConstraint(
                models.F("agreement"), models.F("revision"), name="agreement_grew_out_once"
            ),
        ),
    ]

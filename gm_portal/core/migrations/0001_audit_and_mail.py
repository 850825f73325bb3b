# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("by_system", models.BooleanField(default=False)),
                ("party_id", models.BigIntegerField(null=True)),
                ("verb", models.CharField(max_length=60)),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.BigIntegerField(null=True)),
                ("process_id", models.BigIntegerField(null=True)),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "iedereen"),
                            ("process", "de partijen"),
                            ("party", "alleen de eigen partij"),
                            ("admin", "alleen beheer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "indexes": [
                    models.Index(fields=["process_id", "visibility", "-at"], name="audit_by_process"),
                    models.Index(fields=["object_type", "object_id", "-at"], name="audit_by_object"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("actor_id__isnull", True), ("by_system", True)),
                            models.Q(("actor_id__isnull", False), ("by_system", False)),
                            _connector="OR",
                        ),
                        name="audit_has_one_actor",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Names the occasion: one occasion, one mail.", max_length=200, unique=True
                    ),
                ),
                ("to", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "staat klaar"),
                            ("sending", "wordt verstuurd"),
                            ("sent", "verstuurd"),
                            ("failed", "niet gelukt"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=500)),
                ("queued_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-queued_at", "-pk"),
                "indexes": [models.Index(fields=["state", "queued_at"], name="mail_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(("state", "sent"), _negated=True),
                            _connector="OR",
                        ),
                        name="mail_sent_has_moment",
                    )
                ],
            },
        ),
    ]

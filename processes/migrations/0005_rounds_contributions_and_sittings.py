# SPDX-License-Identifier: EUPL-1.2

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0004_keep_what_all_parties_adopted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="needs_check",
            field=models.BooleanField(
                default=False, help_text="Came along to a version where the question changed."
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="skipped_at",
            field=models.DateTimeField(help_text="The party said: komt later.", null=True),
        ),
        migrations.AddField(
            model_name="answerrevision",
            name="on_paper",
            field=models.BooleanField(default=False, help_text="Typed in from a paper sheet."),
        ),
        migrations.AddField(
            model_name="answerrevision",
            name="praatplaat_version",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="The version whose question this text answers; versions may word it differently.",
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="reveal_together",
            field=models.BooleanField(
                default=False,
                help_text="A shared answer is shown to the other side once all signing parties shared theirs.",
            ),
        ),
        migrations.AddField(
            model_name="jointanswer",
            name="needs_check",
            field=models.BooleanField(
                default=False, help_text="Came along to a version where the question changed."
            ),
        ),
        migrations.CreateModel(
            name="ContributionLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        help_text="Stands in the address and the QR code", max_length=32, unique=True
                    ),
                ),
                (
                    "sheet_code",
                    models.CharField(help_text="Stands on the paper sheets", max_length=8, unique=True),
                ),
                ("title", models.CharField(max_length=120)),
                ("intro", models.TextField(blank=True)),
                (
                    "question_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), size=None
                    ),
                ),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="processes.conversation",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="processes.party",
                    ),
                ),
            ],
            options={
                "ordering": ("conversation", "-opens_at"),
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("on_paper", models.BooleanField(default=False)),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="processes.contributionlink",
                    ),
                ),
            ],
            options={
                "ordering": ("link", "at"),
            },
        ),
        migrations.CreateModel(
            name="ContributionPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content",
                    models.JSONField(default=dict, help_text="As an answer's: see rules/conversations.py"),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="processes.contribution",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contribution_parts",
                        to="processes.question",
                    ),
                ),
            ],
            options={
                "ordering": ("contribution", "question"),
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "gevraagd"), ("welcome", "welkom"), ("not_now", "nu niet")],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("reply", models.CharField(blank=True, max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="join_requests",
                        to="processes.process",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="join_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("process", "-asked_at"),
            },
        ),
        migrations.CreateModel(
            name="PraatplaatImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                (
                    "rows",
                    models.JSONField(
                        default=list, help_text="What was read from the file; emptied when done."
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "staat klaar"),
                            ("reading", "wordt gelezen"),
                            ("done", "klaar"),
                            ("refused", "niet ingelezen"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("errors", models.JSONField(default=list, help_text="Each: row, column, sentence")),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "praatplaat",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="imports",
                        to="processes.praatplaat",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "beat",
                    models.PositiveIntegerField(
                        default=1, help_text="Raised with each change, so that screens can ask cheaply"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sittings",
                        to="processes.conversation",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        help_text="What is on the screen",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.question",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("conversation", "-started_at"),
            },
        ),
        migrations.AddConstraint(
            model_name="contributionlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                name="contribution_link_closes_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(models.F("link"), models.F("key"), name="contribution_once"),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("checked_at__isnull", True),
                        ("checked_by__isnull", True),
                        ("on_paper", False),
                        ("typed_by__isnull", True),
                    ),
                    models.Q(("on_paper", True), ("typed_by__isnull", False)),
                    _connector="OR",
                ),
                name="contribution_on_screen_has_no_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                    models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                    _connector="OR",
                ),
                name="contribution_checked_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by__isnull", True),
                    models.Q(("checked_by", models.F("typed_by")), _negated=True),
                    _connector="OR",
                ),
                name="contribution_checked_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionpart",
            constraint=models.UniqueConstraint(
                models.F("contribution"), models.F("question"), name="contribution_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="joinrequest",
            constraint=models.UniqueConstraint(
                models.F("process"),
                models.F("user"),
                condition=models.Q(("state", "asked")),
                name="join_request_one_open_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="joinrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("state", "asked")),
                    models.Q(models.Q(("state", "asked"), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="join_request_answered_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.UniqueConstraint(
                models.F("conversation"),
                condition=models.Q(("ended_at__isnull", True)),
                name="sitting_one_at_a_time",
            ),
        ),
    ]

# SPDX-License-Identifier: EUPL-1.2
"""A party's own answers from paper wait for a second person; a link says whether it asks points per topic."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0011_reminders_of_all_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperAnswer",
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
                ("typed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("conversation", "typed_at"),
            },
        ),
        migrations.AddField(
            model_name="answerrevision",
            name="checked_by",
            field=models.ForeignKey(
                help_text="The second person who held a text from paper against its sheet.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="contributionlink",
            name="per_topic",
            field=models.BooleanField(
                default=False, help_text="The party chose to ask the points of the accent per topic too."
            ),
        ),
        # Until now every link asked them, on the screen.
        migrations.RunSQL(
            "UPDATE processes_contributionlink SET per_topic = true", reverse_sql=migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="answerrevision",
            name="on_paper",
            field=models.BooleanField(default=False, help_text="Typed in from a paper sheet by its author."),
        ),
        migrations.AddConstraint(
            model_name="answerrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_by__isnull", True), ("on_paper", False)),
                    models.Q(
                        ("checked_by__isnull", False),
                        ("on_paper", True),
                        models.Q(("checked_by", models.F("author")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answer_revision_from_paper_is_checked_by_a_second_person",
            ),
        ),
        migrations.AddField(
            model_name="paperanswer",
            name="conversation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="processes.conversation",
            ),
        ),
        migrations.AddField(
            model_name="paperanswer",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="processes.party"
            ),
        ),
        migrations.AddField(
            model_name="paperanswer",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="processes.question"
            ),
        ),
        migrations.AddField(
            model_name="paperanswer",
            name="typed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="paperanswer",
            constraint=models.UniqueConstraint(
                models.F("conversation"),
                models.F("party"),
                models.F("question"),
                name="paper_answer_one_waits_per_question",
            ),
        ),
    ]

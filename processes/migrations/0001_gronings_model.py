# SPDX-License-Identifier: EUPL-1.2

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_people_and_invitations"),
        ("core", "0002_refuse_change"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="1, 2, 3… within the process")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rol", "Rol"),
                            ("taak", "Taak (ook uitdaagrecht)"),
                            ("budget", "Budget"),
                            ("bevoegdheid", "Overdracht van bevoegdheid"),
                            ("procesgarantie", "Procesgarantie"),
                            ("informatie", "Informatie"),
                            ("evaluatiemoment", "Evaluatiemoment"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "concept"),
                            ("discussed", "in gesprek"),
                            ("adopted", "vastgesteld"),
                            ("running", "van kracht"),
                            ("evaluated", "geëvalueerd"),
                            ("ended", "beëindigd"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "question_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), blank=True, default=list, size=None
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        default="portal",
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("adopted_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("process", "number"),
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "concept"), ("shared", "gedeeld"), ("published", "openbaar")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("shared_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("conversation", "question", "party"),
            },
        ),
        migrations.CreateModel(
            name="Archetype",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=1, unique=True)),
                ("name", models.CharField(max_length=60)),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), size=None
                    ),
                ),
                ("description", models.TextField()),
                ("role_wijk", models.TextField()),
                ("role_gemeente", models.TextField()),
                ("role_raad", models.TextField()),
                (
                    "examples",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=80)),
                ("kind", models.CharField(choices=[("wijk", "wijk"), ("dorp", "dorp")], max_length=4)),
                ("population", models.PositiveIntegerField(null=True)),
                ("population_year", models.PositiveSmallIntegerField(null=True)),
                ("is_residential", models.BooleanField(default=True)),
                ("geometry", models.JSONField(help_text="GeoJSON, WGS84 (longitude, latitude)")),
                ("geometry_year", models.PositiveSmallIntegerField()),
                ("outline", models.TextField()),
                (
                    "box",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.FloatField(),
                        help_text="x, y, width, height in the map's view box",
                        size=4,
                    ),
                ),
                ("label_x", models.FloatField()),
                ("label_y", models.FloatField()),
                ("note", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "loopt"), ("closed", "afgesloten")], default="open", max_length=8
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("process", "-round"),
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("section", models.CharField(max_length=80)),
                ("text", models.TextField()),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.TextField(blank=True)),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="LevelOfSay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=2, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("description", models.TextField()),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "levels of say",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Party",
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
                            ("resident_organisation", "bewonersorganisatie"),
                            ("area_team", "gebiedsteam"),
                            ("residents", "inwoners (achterban)"),
                        ],
                        max_length=24,
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("short_name", models.CharField(max_length=60)),
            ],
            options={
                "verbose_name_plural": "parties",
                "ordering": ("-kind", "name"),
            },
        ),
        migrations.CreateModel(
            name="Praatplaat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(unique=True)),
                ("title", models.CharField(max_length=120)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300)),
                ("published_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "praatplaten",
                "ordering": ("version",),
            },
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("text", models.CharField(max_length=800)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("N1", "adviseren"),
                            ("N2", "agenderen en initiatief nemen"),
                            ("N3", "verdelen en meebeslissen"),
                            ("N4", "overgedragen taak of bevoegdheid"),
                        ],
                        max_length=2,
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("evaluate_on", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="processes.agreement",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        help_text="Who wrote this version",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="processes.party",
                    ),
                ),
            ],
            options={
                "ordering": ("agreement", "-number"),
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="current",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.agreementversion",
            ),
        ),
        migrations.CreateModel(
            name="AnswerRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "content",
                    models.JSONField(
                        default=dict,
                        help_text="text, text_gemeente, choices, scale, levels, points, topic_points: see rules/conversations.py",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="processes.answer",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("answer", "-number"),
            },
        ),
        migrations.AddField(
            model_name="answer",
            name="latest",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.answerrevision",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="published",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.answerrevision",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="shared",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.answerrevision",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="conversation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="processes.conversation",
            ),
        ),
        migrations.CreateModel(
            name="CouncilDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("decided_on", models.DateField()),
                ("reference", models.CharField(max_length=80)),
                ("scope_text", models.TextField(help_text="What was decided and within which limits")),
                ("at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="council_decisions",
                        to="processes.agreement",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("agreement", "-decided_on"),
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
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
                            ("short", "korte check"),
                            ("yearly", "jaarevaluatie"),
                            ("after_round", "na een ronde"),
                            ("final", "eindevaluatie"),
                        ],
                        default="yearly",
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "gepland"),
                            ("held", "gehouden"),
                            ("cancelled", "niet doorgegaan"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("planned_on", models.DateField()),
                ("held_on", models.DateField(null=True)),
                ("summary", models.TextField(blank=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("keep", "behouden"),
                            ("adapt", "aanpassen"),
                            ("stop", "stoppen"),
                            ("widen", "uitbreiden"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        default="portal",
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                (
                    "agreements",
                    models.ManyToManyField(blank=True, related_name="evaluations", to="processes.agreement"),
                ),
            ],
            options={
                "ordering": ("process", "planned_on"),
            },
        ),
        migrations.CreateModel(
            name="EvaluationMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_day", models.DateField()),
                ("to_day", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="processes.evaluation",
                    ),
                ),
            ],
            options={
                "ordering": ("evaluation", "at"),
            },
        ),
        migrations.CreateModel(
            name="Experiment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=4, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("text", models.TextField()),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(max_length=300)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experiments",
                        to="processes.area",
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="JointAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        help_text="When the last party confirmed the current text.", null=True
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joint_answers",
                        to="processes.conversation",
                    ),
                ),
            ],
            options={
                "ordering": ("conversation", "question"),
            },
        ),
        migrations.CreateModel(
            name="JointRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("agreed", "hier zijn we het over eens"),
                            ("agreed_with_difference", "eens, met een verschil dat is opgeschreven"),
                            ("not_yet", "hier zijn we het nog niet over eens"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "content",
                    models.JSONField(
                        default=dict,
                        help_text="text, text_gemeente, choices, scale, levels, points, topic_points: see rules/conversations.py",
                    ),
                ),
                ("difference", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "joint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="processes.jointanswer",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.party"
                    ),
                ),
            ],
            options={
                "ordering": ("joint", "-number"),
            },
        ),
        migrations.AddField(
            model_name="jointanswer",
            name="current",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.jointrevision",
            ),
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("coordinator", "coördinator"), ("member", "lid"), ("deputy", "vervanger")],
                        max_length=12,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="vanaf")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="tot en met")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="processes.party",
                    ),
                ),
            ],
            options={
                "ordering": ("party", "starts_on"),
            },
        ),
        migrations.CreateModel(
            name="JointConfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="processes.jointrevision",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.party"
                    ),
                ),
            ],
            options={
                "ordering": ("revision", "at"),
            },
        ),
        migrations.AddField(
            model_name="answer",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="processes.party"
            ),
        ),
        migrations.CreateModel(
            name="PartyInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("coordinator", "coördinator"), ("member", "lid"), ("deputy", "vervanger")],
                        max_length=12,
                    ),
                ),
                (
                    "invitation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seat",
                        to="accounts.invitation",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="processes.party",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="conversation",
            name="praatplaat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="conversations",
                to="processes.praatplaat",
            ),
        ),
        migrations.CreateModel(
            name="CompassValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=80)),
                ("definition", models.TextField()),
                (
                    "indicators",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.TextField(blank=True)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "praatplaat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="processes.praatplaat",
                    ),
                ),
            ],
            options={
                "ordering": ("praatplaat", "position"),
            },
        ),
        migrations.CreateModel(
            name="BuildingBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=80)),
                ("subtitle", models.CharField(max_length=200)),
                (
                    "anchor",
                    models.TextField(
                        blank=True, help_text="The sentence of the council paper this rests on."
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "praatplaat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="processes.praatplaat",
                    ),
                ),
            ],
            options={
                "ordering": ("praatplaat", "position"),
            },
        ),
        migrations.CreateModel(
            name="Process",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("title", models.CharField(max_length=120)),
                ("intro", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "loopt"), ("finished", "afgerond")],
                        default="running",
                        max_length=10,
                    ),
                ),
                (
                    "step",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "In gesprek"), (2, "Afspraken maken"), (3, "Doen en terugkijken")],
                        default=1,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("phase_text", models.CharField(blank=True, max_length=200)),
                (
                    "phase_origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        default="portal",
                        max_length=10,
                    ),
                ),
                ("phase_source", models.CharField(blank=True, max_length=300)),
                (
                    "accent_text",
                    models.CharField(
                        blank=True, help_text="The accent as documented, in words.", max_length=200
                    ),
                ),
                (
                    "accent_origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        default="portal",
                        max_length=10,
                    ),
                ),
                ("accent_source", models.CharField(blank=True, max_length=300)),
                ("areas", models.ManyToManyField(related_name="processes", to="processes.area")),
            ],
            options={
                "verbose_name_plural": "processes",
                "ordering": ("title",),
            },
        ),
        migrations.AddField(
            model_name="party",
            name="process",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="processes.process"
            ),
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="1, 2, 3… within the process")),
                ("text", models.TextField()),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        default="portal",
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                (
                    "evaluation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lessons",
                        to="processes.evaluation",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lessons",
                        to="processes.process",
                    ),
                ),
            ],
            options={
                "ordering": ("process", "number"),
            },
        ),
        migrations.AddField(
            model_name="evaluation",
            name="process",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evaluations",
                to="processes.process",
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="process",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="conversations",
                to="processes.process",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="process",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="processes.process"
            ),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=16)),
                ("text", models.CharField(max_length=300)),
                ("help", models.TextField(blank=True)),
                (
                    "answer_type",
                    models.CharField(
                        choices=[
                            ("text", "open tekst"),
                            ("two_columns", "open tekst in twee kolommen"),
                            ("one_choice", "één keuze"),
                            ("many_choices", "meer dan één keuze"),
                            ("scale", "schaal van 1 tot 5"),
                            ("level_per_topic", "keuze per onderwerp"),
                            ("accent", "tien punten over de drie archetypen"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "with_text",
                    models.BooleanField(
                        default=False, help_text="Besides the choice or scale, ask for a text."
                    ),
                ),
                (
                    "per_side",
                    models.BooleanField(
                        default=False, help_text="Each side gives its own figure; no joint figure."
                    ),
                ),
                ("max_choices", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("options", models.JSONField(blank=True, default=list)),
                (
                    "value_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), blank=True, default=list, size=None
                    ),
                ),
                ("anchor", models.TextField(blank=True)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "block",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="processes.buildingblock",
                    ),
                ),
                (
                    "praatplaat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="processes.praatplaat",
                    ),
                ),
            ],
            options={
                "ordering": ("praatplaat", "position"),
            },
        ),
        migrations.AddField(
            model_name="jointanswer",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joint_answers",
                to="processes.question",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="processes.question"
            ),
        ),
        migrations.CreateModel(
            name="Reminder",
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
                            ("six_weeks_before", "zes weken vooraf"),
                            ("two_weeks_before", "twee weken vooraf"),
                            ("on_the_day", "op de dag"),
                            ("two_weeks_late", "twee weken later"),
                            ("six_weeks_late", "zes weken later"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "moment",
                    models.DateTimeField(help_text="When it was due; a moved evaluation has new moments"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "in een mail gezet"), ("skipped", "overgeslagen")], max_length=8
                    ),
                ),
                ("handled_at", models.DateTimeField()),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="processes.evaluation",
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.outgoingmail",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-moment", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_offs",
                        to="processes.party",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_offs",
                        to="processes.agreementversion",
                    ),
                ),
            ],
            options={
                "ordering": ("version", "at"),
            },
        ),
        migrations.CreateModel(
            name="StoryEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "when",
                    models.CharField(
                        help_text="As the source says it: 2022, 2023-10-10, uiterlijk begin 2023",
                        max_length=40,
                    ),
                ),
                ("sort_on", models.DateField(help_text="For the order only")),
                ("text", models.TextField()),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("seed", "uit het raadsstuk"),
                            ("found", "uit openbare bron"),
                            ("proposal", "voorstel"),
                            ("example", "voorbeeldtekst"),
                            ("portal", "in dit portaal vastgelegd"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300)),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="story",
                        to="processes.process",
                    ),
                ),
            ],
            options={
                "ordering": ("sort_on", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="answerrevision",
            constraint=models.UniqueConstraint(
                models.F("answer"), models.F("number"), name="answer_revision_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="answerrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="answer_revision_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="councildecision",
            constraint=models.UniqueConstraint(
                models.F("agreement"), models.F("reference"), name="council_decision_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="membership_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=(
                    (
                        models.Func(
                            "party",
                            "party",
                            models.Value("[]"),
                            function="int8range",
                            output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            "user",
                            "user",
                            models.Value("[]"),
                            function="int8range",
                            output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            "starts_on",
                            "ends_on",
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ),
                name="membership_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointrevision",
            constraint=models.UniqueConstraint(
                models.F("joint"), models.F("number"), name="joint_revision_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="jointrevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "agreed_with_difference"), _negated=True),
                    models.Q(("difference", ""), _negated=True),
                    _connector="OR",
                ),
                name="joint_difference_is_written_down",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointconfirmation",
            constraint=models.UniqueConstraint(
                models.F("revision"), models.F("party"), name="joint_confirmation_once_per_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.UniqueConstraint(
                models.F("agreement"), models.F("number"), name="agreement_version_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="agreement_version_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="compassvalue",
            constraint=models.UniqueConstraint(
                models.F("praatplaat"), models.F("code"), name="value_code_once_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="buildingblock",
            constraint=models.UniqueConstraint(
                models.F("praatplaat"), models.F("code"), name="block_code_once_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="process",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", [1, 2, 3])), name="process_step_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="process",
            constraint=models.CheckConstraint(
                condition=models.Q(("round__gte", 1)), name="process_round_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                models.F("process"), models.F("name"), name="party_once_per_process"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                models.F("process"),
                condition=models.Q(("kind", "area_team")),
                name="party_one_area_team_per_process",
            ),
        ),
        migrations.AddConstraint(
            model_name="lesson",
            constraint=models.UniqueConstraint(
                models.F("process"), models.F("number"), name="lesson_number_once_per_process"
            ),
        ),
        migrations.AddIndex(
            model_name="evaluation",
            index=models.Index(fields=["state", "planned_on"], name="evaluation_due"),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(
                models.F("process"),
                models.F("planned_on"),
                condition=models.Q(("state", "planned")),
                name="evaluation_one_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_on__isnull", False), ("state", "held")),
                    models.Q(models.Q(("state", "held"), _negated=True), ("held_on__isnull", True)),
                    _connector="OR",
                ),
                name="evaluation_held_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.UniqueConstraint(
                models.F("process"), models.F("round"), name="conversation_once_per_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.UniqueConstraint(
                models.F("process"),
                condition=models.Q(("state", "open")),
                name="conversation_one_open_per_process",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("state", "open")),
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    _connector="OR",
                ),
                name="conversation_closed_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                models.F("process"), models.F("number"), name="agreement_number_once_per_process"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                models.F("praatplaat"), models.F("code"), name="question_code_once_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("max_choices__isnull", True),
                    models.Q(("answer_type", "many_choices"), ("max_choices__gte", 1)),
                    _connector="OR",
                ),
                name="question_max_choices_for_many",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointanswer",
            constraint=models.UniqueConstraint(
                models.F("conversation"), models.F("question"), name="joint_answer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                models.F("conversation"),
                models.F("party"),
                models.F("question"),
                name="answer_once_per_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shared__isnull", True), ("shared_at__isnull", True)),
                    models.Q(("shared__isnull", False), ("shared_at__isnull", False)),
                    _connector="OR",
                ),
                name="answer_shared_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published__isnull", True), ("published_at__isnull", True)),
                    models.Q(("published__isnull", False), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="answer_published_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published__isnull", True), ("shared__isnull", True), ("state", "draft")),
                    models.Q(("published__isnull", True), ("shared__isnull", False), ("state", "shared")),
                    models.Q(("published__isnull", False), ("shared__isnull", False), ("state", "published")),
                    _connector="OR",
                ),
                name="answer_state_follows_revisions",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                models.F("kind"),
                models.F("evaluation"),
                models.F("recipient"),
                models.F("moment"),
                name="reminder_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mail__isnull", False), ("state", "queued")),
                    models.Q(("mail__isnull", True), ("state", "skipped")),
                    _connector="OR",
                ),
                name="reminder_queued_has_mail",
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.UniqueConstraint(
                models.F("version"), models.F("party"), name="sign_off_once_per_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="storyevent",
            constraint=models.UniqueConstraint(
                models.F("process"), models.F("when"), models.F("text"), name="story_event_once"
            ),
        ),
    ]

# SPDX-License-Identifier: EUPL-1.2
"""The praatplaat: a versioned question set. Once published, a trigger refuses every change (contract 5)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gm_portal.core.frozen import FrozenWhenPublished
from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from processes.enums import AnswerType, ImportState


class Praatplaat(FrozenWhenPublished):
    """One version of the shared question set."""

    version = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=120)
    origin = models.CharField(max_length=10, choices=Origin)
    source = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("version",)
        verbose_name_plural = "praatplaten"

    def __str__(self) -> str:
        return f"{self.title}, versie {self.version}"

    def is_frozen(self) -> bool:
        """A version is frozen once the database holds its moment of publication."""
        return Praatplaat.objects.filter(pk=self.pk, published_at__isnull=False).exists()

    @property
    def scope(self) -> Scope:
        """Published versions are public."""
        return Scope(is_open=self.published_at is None, is_public=self.published_at is not None)


class PartOfPraatplaat(FrozenWhenPublished):
    """Base of building blocks, values and questions."""

    praatplaat_id: int  # each part has the key

    class Meta:
        abstract = True

    def is_frozen(self) -> bool:
        """A part is frozen with its version."""
        return Praatplaat.objects.filter(pk=self.praatplaat_id, published_at__isnull=False).exists()


class BuildingBlock(PartOfPraatplaat):
    """A bouwsteen: samen denken, kiezen, beslissen, doen, leren."""

    praatplaat = models.ForeignKey(Praatplaat, models.CASCADE, related_name="blocks")
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=80)
    subtitle = models.CharField(max_length=200)
    anchor = models.TextField(blank=True, help_text="The sentence of the council paper this rests on.")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("praatplaat", "position")
        constraints = (models.UniqueConstraint("praatplaat", "code", name="block_code_once_per_version"),)

    def __str__(self) -> str:
        return self.name


class CompassValue(PartOfPraatplaat):
    """A democratic value of the compass."""

    praatplaat = models.ForeignKey(Praatplaat, models.CASCADE, related_name="values")
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=80)
    definition = models.TextField()
    indicators = ArrayField(models.TextField(), default=list)
    origin = models.CharField(max_length=10, choices=Origin)
    source = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("praatplaat", "position")
        constraints = (models.UniqueConstraint("praatplaat", "code", name="value_code_once_per_version"),)

    def __str__(self) -> str:
        return self.name


class Question(PartOfPraatplaat):
    """One question. `options` is a list of `{"code", "text"}`; `value_codes` names compass values of this version."""

    praatplaat = models.ForeignKey(Praatplaat, models.CASCADE, related_name="questions")
    block = models.ForeignKey(BuildingBlock, models.PROTECT, related_name="questions")
    code = models.SlugField(max_length=16)
    text = models.CharField(max_length=300)
    help = models.TextField(blank=True)
    answer_type = models.CharField(max_length=20, choices=AnswerType)
    with_text = models.BooleanField(default=False, help_text="Besides the choice or scale, ask for a text.")
    per_side = models.BooleanField(
        default=False, help_text="Each side gives its own figure; no joint figure."
    )
    max_choices = models.PositiveSmallIntegerField(null=True, blank=True)
    options = models.JSONField(default=list, blank=True)
    value_codes = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    anchor = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("praatplaat", "position")
        constraints = (
            models.UniqueConstraint("praatplaat", "code", name="question_code_once_per_version"),
            models.CheckConstraint(
                condition=Q(max_choices__isnull=True)
                | Q(answer_type=AnswerType.MANY_CHOICES, max_choices__gte=1),
                name="question_max_choices_for_many",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class PraatplaatImport(models.Model):
    """A question file that is being read into a draft version. Errors name row and column, all at once."""

    file_name = models.CharField(max_length=200)
    rows = models.JSONField(default=list, help_text="What was read from the file; emptied when done.")
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list, help_text="Each: row, column, sentence")
    praatplaat = models.ForeignKey(Praatplaat, models.SET_NULL, null=True, related_name="imports")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def scope(self) -> Scope:
        """Imports are of the portal as a whole."""
        return Scope()


class LevelOfSay(models.Model):
    """N1-N4 with their explanation (own proposal; the council's own levels were not found)."""

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=60)
    description = models.TextField()
    origin = models.CharField(max_length=10, choices=Origin)

    class Meta:
        ordering = ("code",)
        verbose_name_plural = "levels of say"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

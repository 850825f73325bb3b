# SPDX-License-Identifier: EUPL-1.2
"""Areas on the map, processes (oefengebieden) and their documented story."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from processes.enums import AreaKind, ProcessState, Step


class Area(models.Model):
    """A wijk or dorp with its border. `outline` is SVG path data in the map's shared view box."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=4, choices=AreaKind)
    population = models.PositiveIntegerField(null=True)
    population_year = models.PositiveSmallIntegerField(null=True)
    is_residential = models.BooleanField(default=True)
    geometry = models.JSONField(help_text="GeoJSON, WGS84 (longitude, latitude)")
    geometry_year = models.PositiveSmallIntegerField()
    outline = models.TextField()
    box = ArrayField(models.FloatField(), size=4, help_text="x, y, width, height in the map's view box")
    label_x = models.FloatField()
    label_y = models.FloatField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ProcessQuerySet(models.QuerySet["Process"]):
    """Small reads on processes."""

    def running(self) -> "ProcessQuerySet":
        """Processes that are still going through the model."""
        return self.filter(state=ProcessState.RUNNING)


class Process(models.Model):
    """One oefengebied: one or more areas going through the model together, in rounds."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    intro = models.TextField(blank=True)
    areas = models.ManyToManyField(Area, related_name="processes")
    state = models.CharField(max_length=10, choices=ProcessState, default=ProcessState.RUNNING)
    step = models.PositiveSmallIntegerField(choices=Step, default=Step.CONVERSATION)
    round = models.PositiveSmallIntegerField(default=1)
    phase_text = models.CharField(max_length=200, blank=True)
    phase_origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    phase_source = models.CharField(max_length=300, blank=True)
    accent_text = models.CharField(
        max_length=200, blank=True, help_text="The accent as documented, in words."
    )
    accent_origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    accent_source = models.CharField(max_length=300, blank=True)
    loaded_from = models.CharField(
        max_length=80,
        blank=True,
        default="",
        help_text="The data set it was loaded from; empty for what people made here",
    )

    objects = ProcessQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        verbose_name_plural = "processes"
        constraints = (
            models.CheckConstraint(condition=Q(step__in=Step.values), name="process_step_is_known"),
            models.CheckConstraint(condition=Q(round__gte=1), name="process_round_from_one"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page of the process."""
        return reverse("process", args=(self.slug,))

    @property
    def scope(self) -> Scope:
        """Processes are public; they are open while they run."""
        return Scope(self.pk, state=self.state, is_open=self.state == ProcessState.RUNNING, is_public=True)


class StoryEvent(models.Model):
    """One documented moment in the story of a process, with its source."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="story")
    when = models.CharField(
        max_length=40, help_text="As the source says it: 2022, 2023-10-10, uiterlijk begin 2023"
    )
    sort_on = models.DateField(help_text="For the order only")
    text = models.TextField()
    origin = models.CharField(max_length=10, choices=Origin)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("sort_on", "pk")
        constraints = (models.UniqueConstraint("process", "when", "text", name="story_event_once"),)

    def __str__(self) -> str:
        return f"{self.when}: {self.text[:60]}"


class Experiment(models.Model):
    """One of the five experiments of 2017-2019 that a source names. Unknown ones stay out."""

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, related_name="experiments")
    text = models.TextField()
    origin = models.CharField(max_length=10, choices=Origin)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Fact(models.Model):
    """A sourced fact about the model itself, for the page that says where everything comes from."""

    number = models.PositiveSmallIntegerField(unique=True)
    section = models.CharField(max_length=80)
    text = models.TextField()
    origin = models.CharField(max_length=10, choices=Origin)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.text[:60]

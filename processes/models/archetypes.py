# SPDX-License-Identifier: EUPL-1.2
"""The three archetypes. Their names are from the council paper; descriptions and roles are a proposal."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from gm_portal.core.origins import Origin


class Archetype(models.Model):
    """A form that inspires: an accent, never a box. A party divides ten points over the three."""

    code = models.CharField(max_length=1, unique=True)
    name = models.CharField(max_length=60)
    levels = ArrayField(models.CharField(max_length=2))
    description = models.TextField()
    role_wijk = models.TextField()
    role_gemeente = models.TextField()
    role_raad = models.TextField()
    examples = ArrayField(models.TextField(), default=list)
    origin = models.CharField(max_length=10, choices=Origin)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

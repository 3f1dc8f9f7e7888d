"""The names of regions as search needs them; derived from Region and kept in step by tps.search_index."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from tps.kinds import Level
from tps.models.regions import Region
from tps.search_querysets import NameTermQuerySet, PlaceNameQuerySet


class PlaceName(models.Model):
    """What one region is found by: `own` and `whole` its own name, `terms` also the names of all above it.

    In `terms` a term stands bare, with the digit of its level ("3:leuwidamar"), and, if it is of the region's own name,
    with an equals sign ("=leuwidamar"). `own` has a blank around each of its terms.
    """

    region = models.OneToOneField(Region, models.CASCADE, primary_key=True, related_name="names")
    level = models.CharField(max_length=10, choices=Level)
    own = models.TextField()
    whole = models.TextField()
    terms = ArrayField(models.TextField())

    objects = PlaceNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("nama untuk pencarian")
        verbose_name_plural = _("nama untuk pencarian")
        indexes = [GinIndex(fields=["terms"], name="place_terms", fastupdate=False)]

    def __str__(self) -> str:
        return self.region_id


class NameTerm(models.Model):
    """One term of any name, with marks of its runs of three letters and of what lies near it (tps.search_words)."""

    term = models.CharField(max_length=60, primary_key=True)
    grams = ArrayField(models.IntegerField())
    near = ArrayField(models.IntegerField())

    objects = NameTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("kata nama")
        verbose_name_plural = _("kata nama")
        indexes = [
            GinIndex(fields=["grams"], name="term_grams", fastupdate=False),
            GinIndex(fields=["near"], name="term_near", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.term

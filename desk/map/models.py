"""Areas of regions as they are drawn: official boundaries simplified, else derived from the stations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tps.kinds import Level
from tps.models import Election, Region


class AreaSet(models.Model):
    """One derivation of all areas of an election; `fingerprint` says from which positions they were drawn."""

    election = models.OneToOneField(Election, models.CASCADE, related_name="area_set", verbose_name=_("pemilihan"))
    fingerprint = models.CharField(max_length=80)
    made_at = models.DateTimeField(_("dibuat"))

    class Meta:
        verbose_name = _("himpunan area")
        verbose_name_plural = _("himpunan area")

    def __str__(self) -> str:
        return f"{self.election_id} ({self.fingerprint})"


class Area(models.Model):
    """The area of one region; `geometry` is the text of a GeoJSON geometry, (longitude, latitude) in degrees WGS 84."""

    area_set = models.ForeignKey(AreaSet, models.CASCADE, related_name="areas")
    region = models.ForeignKey(Region, models.CASCADE, related_name="areas", verbose_name=_("wilayah"))
    level = models.CharField(_("tingkat"), max_length=10, choices=Level)
    geometry = models.TextField()
    label_longitude = models.FloatField()
    label_latitude = models.FloatField()
    approximate = models.BooleanField(_("perkiraan"), default=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("area")
        constraints = [models.UniqueConstraint(fields=["area_set", "region"], name="area_once")]

    def __str__(self) -> str:
        return str(self.region_id)


class OutlineSet(models.Model):
    """The drawing of one level's official boundaries; `fingerprint` says of which ones (tps.boundaries.marks)."""

    level = models.CharField(_("tingkat"), max_length=10, choices=Level, unique=True)
    fingerprint = models.CharField(max_length=80)
    made_at = models.DateTimeField(_("dibuat"))

    class Meta:
        verbose_name = _("gambar batas resmi")
        verbose_name_plural = _("gambar batas resmi")

    def __str__(self) -> str:
        return f"{self.level} ({self.fingerprint})"


class Outline(models.Model):
    """An official boundary, or one joined from those of a level below, simplified for one band of zoom.

    `geometry` is the text of a GeoJSON geometry, (longitude, latitude) in degrees WGS 84.
    """

    outline_set = models.ForeignKey(OutlineSet, models.CASCADE, related_name="outlines")
    region = models.ForeignKey(Region, models.CASCADE, related_name="outlines", verbose_name=_("wilayah"))
    level = models.CharField(_("tingkat"), max_length=10, choices=Level)
    band = models.PositiveSmallIntegerField()
    geometry = models.TextField()
    label_longitude = models.FloatField()
    label_latitude = models.FloatField()

    class Meta:
        verbose_name = _("garis batas")
        verbose_name_plural = _("garis batas")
        constraints = [models.UniqueConstraint(fields=["outline_set", "region", "band"], name="outline_once")]
        indexes = [models.Index(fields=["level", "band"], name="outline_level")]

    def __str__(self) -> str:
        return f"{self.region_id} ({self.band})"

"""Areas of regions as they are drawn: derived from the stations where no official boundary is loaded."""

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

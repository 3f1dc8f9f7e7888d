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


class SquareSet(models.Model):
    """That an election's stations are summed up by square; until it is `ready`, changes are marked but not yet read."""

    election = models.OneToOneField(Election, models.CASCADE, related_name="square_set", verbose_name=_("pemilihan"))
    ready = models.BooleanField(default=False)
    made_at = models.DateTimeField(_("dibuat"))

    class Meta:
        verbose_name = _("ringkasan petak")
        verbose_name_plural = _("ringkasan petak")

    def __str__(self) -> str:
        return str(self.election_id)


class Square(models.Model):
    """The stations of one square (desk.map.squares.KEPT bits an axis) with their open risks, summed up; no filter.

    `latitude` and `longitude` are sums of degrees. It holds as long as no mark stands for its square.
    """

    election = models.ForeignKey(Election, models.CASCADE, related_name="+", db_index=False)
    square = models.BigIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    total = models.IntegerField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    station = models.BigIntegerField()
    first_region = models.CharField(max_length=13)
    last_region = models.CharField(max_length=13)
    flagged = models.IntegerField()
    worst = models.SmallIntegerField()
    blank_spot = models.IntegerField()
    flood = models.IntegerField()
    conflict = models.IntegerField()
    logistics = models.IntegerField()
    access = models.IntegerField()
    other = models.IntegerField()

    class Meta:
        verbose_name = _("petak")
        verbose_name_plural = _("petak")
        constraints = [models.UniqueConstraint(fields=["election", "square"], name="square_once")]

    def __str__(self) -> str:
        return f"{self.x}/{self.y}"


class SquareMark(models.Model):
    """That something in a square has changed since it was summed up; triggers write it with the change itself."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="+")
    square = models.BigIntegerField()

    class Meta:
        verbose_name = _("tanda petak")
        verbose_name_plural = _("tanda petak")

    def __str__(self) -> str:
        return str(self.square)

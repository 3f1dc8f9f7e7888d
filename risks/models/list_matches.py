"""Words of lists that only a person may settle: names of places and words for grades; settled once for each source."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from risks.kinds import Grade, Kind
from risks.models.imports import ListImport
from tps.models import Region


class NameFit(models.TextChoices):
    """How well the name of a place in a list is known."""

    SETTLED = "settled", _("sudah diputuskan")
    EXACT = "exact", _("tepat satu")
    SEVERAL = "several", _("perlu dipilih")
    UNKNOWN = "unknown", _("tidak dikenal")


class PlaceMatch(models.Model):
    """Which village a source means by a name, as a person has said once; `text` is risks.list_places.Said.key."""

    source = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("sumber"))
    text = models.TextField(_("nama di daftar"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("desa/kelurahan"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    decided_at = models.DateTimeField(_("diputuskan"))

    class Meta:
        verbose_name = _("arti nama di daftar")
        verbose_name_plural = _("arti nama di daftar")
        ordering = ["-decided_at"]
        constraints = [models.UniqueConstraint(fields=["source", "text"], name="place_match_once")]

    def __str__(self) -> str:
        return f"{self.text} → {self.region_id}"


class WordMatch(models.Model):
    """Which grade a source means by a word, as a person has said once; an empty grade means that none fits."""

    source = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("sumber"))
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    word = models.CharField(_("kata di daftar"), max_length=200)
    grade = models.CharField(_("tingkat"), max_length=12, choices=Grade, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    decided_at = models.DateTimeField(_("diputuskan"))

    class Meta:
        verbose_name = _("arti kata tingkat")
        verbose_name_plural = _("arti kata tingkat")
        ordering = ["-decided_at"]
        constraints = [models.UniqueConstraint(fields=["source", "kind", "word"], name="word_match_once")]

    def __str__(self) -> str:
        return f"{self.word} → {self.grade}"


class ListName(models.Model):
    """One name of a place in one list, with the rows that wait for it and the villages that it may mean."""

    list_import = models.ForeignKey(ListImport, models.CASCADE, related_name="names", verbose_name=_("impor"))
    text = models.TextField()
    said = models.TextField(_("nama di daftar"))
    rows = models.PositiveIntegerField(_("baris"))
    first_row = models.PositiveIntegerField(_("baris pertama"))
    fit = models.CharField(_("kecocokan"), max_length=8, choices=NameFit)
    candidates = ArrayField(models.CharField(max_length=13), default=list, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("desa/kelurahan")
    )

    class Meta:
        verbose_name = _("nama di daftar")
        verbose_name_plural = _("nama di daftar")
        ordering = ["list_import", "first_row"]
        constraints = [models.UniqueConstraint(fields=["list_import", "text"], name="list_name_once")]
        indexes = [models.Index(fields=["list_import", "fit", "first_row"], name="list_name_fit")]

    def __str__(self) -> str:
        return self.said

"""Published vulnerability indices: instruments, and the score and category that were published for a region."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from risks.claims_querysets import IndexQuerySet
from tps.models import Region


@pghistory.track()
class Instrument(models.Model):
    """One version of an index, such as Bawaslu's IKP 2024; what it measures is named, its weights are not ours."""

    code = models.SlugField(_("kode"), max_length=40)
    version = models.CharField(_("versi"), max_length=20)
    name = models.CharField(_("nama"), max_length=160)
    publisher = models.CharField(_("penerbit"), max_length=160)
    dimensions = models.JSONField(_("dimensi"), default=list, blank=True)
    subdimensions = models.PositiveSmallIntegerField(_("jumlah subdimensi"), null=True, blank=True)
    indicators = models.PositiveSmallIntegerField(_("jumlah indikator"), null=True, blank=True)

    class Meta:
        verbose_name = _("instrumen indeks")
        verbose_name_plural = _("instrumen indeks")
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="instrument_once")]

    def __str__(self) -> str:
        return f"{self.code.upper()} {self.version}"


@pghistory.track(exclude=["client_id"])
class IndexScore(models.Model):
    """What one publication says of one region: score and category as published, neither computed from the other."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="scores", verbose_name=_("instrumen"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="index_scores", verbose_name=_("wilayah"))
    score = models.DecimalField(_("skor terbit"), max_digits=9, decimal_places=4, null=True, blank=True)
    category = models.CharField(_("kategori terbit"), max_length=60, blank=True)
    source = models.CharField(_("sumber"), max_length=200)
    published_on = models.DateField(_("tanggal terbit"), null=True, blank=True)
    # A list of {"name", "score" (a text such as "51.20", or ""), "category"}, in the order of the publication.
    parts = models.JSONField(_("nilai per dimensi"), default=list, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pencatat")
    )
    recorded_at = models.DateTimeField(_("dicatat"))
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = IndexQuerySet.as_manager()

    class Meta:
        verbose_name = _("nilai indeks")
        verbose_name_plural = _("nilai indeks")
        ordering = ["instrument__code", "-instrument__version", "region", "source"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "region", "source"], name="index_score_once"),
            models.CheckConstraint(
                condition=models.Q(score__isnull=False) | ~models.Q(category=""),
                name="index_score_says_something",
                violation_error_message=_("Isi skor atau kategori yang diterbitkan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} · {self.region_id}"

    @property
    def shown_score(self) -> str:
        """Give the score as people read it, "" when none was published."""
        return shown(str(self.score)) if self.score is not None else ""

    @property
    def shown_parts(self) -> list[dict[str, str]]:
        """Give the dimensions with their scores as people read them."""
        return [{**each, "score": shown(each.get("score", ""))} for each in self.parts]


def shown(score: str) -> str:
    """Give a score with the reader's decimal sign and without the zeros that the database adds."""
    if "." in score:
        score = score.rstrip("0").rstrip(".")
    return score.replace(".", formats.get_format("DECIMAL_SEPARATOR"))

"""Evidence: photos and PDFs beside a risk or beside one source's statement; withdrawn at most, never deleted."""

from datetime import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.files.models import StoredFile
from risks.models.flags import Flag
from risks.models.observations import Observation


class EvidenceType(models.TextChoices):
    """What a file really is, whatever its name says."""

    PHOTO = "photo", _("foto")
    DOCUMENT = "document", _("dokumen PDF")


class EvidenceQuerySet(models.QuerySet):
    """Reads evidence."""

    def standing(self) -> "EvidenceQuerySet":
        """Keep what nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def for_page(self) -> "EvidenceQuerySet":
        """Fetch along what a gallery shows."""
        return self.select_related(
            "original",
            "shown",
            "thumb",
            "uploaded_by",
            "withdrawn_by",
            "flag__station__region",
            "flag__region",
            "observation__source",
            "observation__station__region",
            "observation__region",
        )


@pghistory.track()
class Evidence(models.Model):
    """One photo or PDF; `shown` and `thumb` are pictures of our own making without what the camera wrote into them."""

    flag = models.ForeignKey(
        Flag, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("risiko")
    )
    observation = models.ForeignKey(
        Observation, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("pengamatan")
    )
    type = models.CharField(_("jenis berkas"), max_length=8, choices=EvidenceType)
    original = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("berkas asli"))
    shown = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    thumb = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    width = models.PositiveIntegerField(_("lebar gambar"), null=True, blank=True)
    height = models.PositiveIntegerField(_("tinggi gambar"), null=True, blank=True)
    caption = models.CharField(_("keterangan"), max_length=300, blank=True)
    # A camera's clock has no time zone, so this is what it showed ("2024-02-14T09:12:00"), not a moment.
    taken_at = models.CharField(_("waktu kamera"), max_length=19, blank=True)
    latitude = models.FloatField(_("lintang kamera"), null=True, blank=True)
    longitude = models.FloatField(_("bujur kamera"), null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("pengunggah")
    )
    uploaded_at = models.DateTimeField(_("diunggah"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ditarik oleh"),
    )
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("alasan ditarik"), blank=True)
    client_id = models.UUIDField(unique=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("bukti")
        verbose_name_plural = _("bukti")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(flag__isnull=False, observation__isnull=True)
                | models.Q(flag__isnull=True, observation__isnull=False),
                name="evidence_flag_or_observation",
            ),
            models.CheckConstraint(
                condition=models.Q(type="document", shown__isnull=True, thumb__isnull=True)
                | models.Q(type="photo", shown__isnull=False, thumb__isnull=False),
                name="evidence_photo_is_shown",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~models.Q(withdrawn_reason=""),
                name="evidence_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="evidence_position",
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.original.name

    @property
    def photo(self) -> bool:
        """Tell whether there is a picture to show."""
        return self.type == EvidenceType.PHOTO

    @property
    def record(self) -> Flag | Observation:
        """Give the risk or the statement that this belongs to."""
        found = self.flag or self.observation
        assert found is not None
        return found

    @property
    def place(self) -> str:
        """Give the dotted code of the region in which the risk or statement lies."""
        record = self.record
        return record.station.region_id if record.station else str(record.region_id)

    @property
    def camera_time(self) -> datetime | None:
        """Give what the camera's clock showed, without a time zone."""
        return datetime.fromisoformat(self.taken_at) if self.taken_at else None

"""What the desk read of Sirekap: each reading, what was odd, and the addresses it may ask. Never a vote."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.files.models import StoredFile
from desk.recap.sirekap.kinds import Oddity, Way
from desk.work.models import Job
from tps.models import Election, PollingStation, Race


class SirekapReading(models.Model):
    """One reading of Sirekap's files: from where, and how many of them told what. It keeps no content."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name=_("pemilihan"))
    race = models.ForeignKey(
        Race, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("jenis surat suara")
    )
    way = models.CharField(_("asal"), max_length=6, choices=Way)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    read = models.PositiveIntegerField(_("dibaca"), default=0)
    created = models.PositiveIntegerField(_("terlihat"), default=0)
    unchanged = models.PositiveIntegerField(_("tidak berubah"), default=0)
    empty = models.PositiveIntegerField(_("kosong"), default=0)
    rejected = models.PositiveIntegerField(_("ditolak"), default=0)
    odd = models.PositiveIntegerField(_("janggal"), default=0)
    failed = models.PositiveIntegerField(_("tidak terjawab"), default=0)
    errors_head = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("diminta"))
    finished_at = models.DateTimeField(_("selesai"), null=True, blank=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("pembacaan Sirekap")
        verbose_name_plural = _("pembacaan Sirekap")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.asked_at:%Y-%m-%d %H:%M}"


class SirekapOddity(models.Model):
    """What was odd about a form when Sirekap was read last; the numbers themselves are not kept."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name=_("pemilihan"))
    station = models.ForeignKey(
        PollingStation, models.PROTECT, related_name="sirekap_oddities", verbose_name=_("TPS"), db_index=False
    )
    race = models.ForeignKey(Race, models.PROTECT, related_name="+", verbose_name=_("jenis surat suara"))
    kinds = ArrayField(models.CharField(max_length=8, choices=Oddity), verbose_name=_("yang janggal"))
    seen_at = models.DateTimeField(_("dilihat"))
    reading = models.ForeignKey(SirekapReading, models.PROTECT, related_name="oddities")

    class Meta:
        verbose_name = _("kejanggalan Sirekap")
        verbose_name_plural = _("kejanggalan Sirekap")
        ordering = ["-seen_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["station", "race"], name="sirekap_oddity_once")]
        indexes = [models.Index(fields=["election", "station"], name="sirekap_oddity_list")]

    def __str__(self) -> str:
        return f"{self.station_id} {', '.join(self.kinds)}"

    @property
    def words(self) -> list[str]:
        """Give what is odd in words."""
        return [str(each.label) for each in Oddity if each in self.kinds]


class SirekapAddress(models.Model):
    """An address of which Sirekap is asked for one form, with what to send next time and when it may be asked again."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name=_("pemilihan"))
    url = models.CharField(_("alamat"), max_length=400)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    due_at = models.DateTimeField(_("boleh ditanya lagi"))
    failures = models.PositiveSmallIntegerField(_("gagal berturut-turut"), default=0)
    status = models.PositiveSmallIntegerField(_("jawaban terakhir"), null=True, blank=True)

    class Meta:
        verbose_name = _("alamat Sirekap")
        verbose_name_plural = _("alamat Sirekap")
        ordering = ["due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["election", "url"], name="sirekap_address_once")]
        indexes = [models.Index(fields=["election", "due_at"], name="sirekap_address_due")]

    def __str__(self) -> str:
        return self.url

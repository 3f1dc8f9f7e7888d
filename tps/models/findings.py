"""What imports leave behind beside stations: remembered columns, findings about the file, corrections that stood."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.files.models import StoredFile
from tps.kinds import CorrectedField, FindingKind
from tps.models.imports import RosterImport
from tps.models.stations import PollingStation


class ColumnMapping(models.Model):
    """Which column holds which field in files of one source with one header; a person has set it once.

    `signature` is tps.columns.signature of the header; `places` maps fields to columns counted from 0, or to None
    for a field that nothing is taken for.
    """

    source = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asal berkas")
    )
    signature = models.CharField(max_length=64)
    header = models.JSONField(_("baris judul"), default=list)
    places = models.JSONField(_("kolom"), default=dict)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(_("disimpan"))

    class Meta:
        verbose_name = _("pemetaan kolom")
        verbose_name_plural = _("pemetaan kolom")
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["source", "signature"], name="column_mapping_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return ", ".join(str(name) for name in self.header)[:80]


class RosterFinding(models.Model):
    """One thing that an officer should look at in a roster: how many, the first of them, and the whole list."""

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="findings", verbose_name=_("impor"))
    kind = models.CharField(_("jenis"), max_length=20, choices=FindingKind)
    count = models.PositiveIntegerField(_("jumlah"))
    head = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("berkas"))

    class Meta:
        verbose_name = _("temuan impor")
        verbose_name_plural = _("temuan impor")
        ordering = ["roster", "pk"]
        constraints = [models.UniqueConstraint(fields=["roster", "kind"], name="roster_finding_once")]

    def __str__(self) -> str:
        return f"{FindingKind(self.kind).label}: {self.count}"


class KeptCorrection(models.Model):
    """A value that a person has corrected and that a file would have overwritten: the file's beside the desk's.

    Values are texts for people and for setting them again; `outdated` says that a later file spoke of the same.
    """

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="kept", verbose_name=_("impor"))
    station = models.ForeignKey(PollingStation, models.CASCADE, related_name="kept", verbose_name=_("TPS"))
    field = models.CharField(_("data"), max_length=10, choices=CorrectedField)
    file_value = models.JSONField(_("menurut berkas"))
    desk_value = models.JSONField(_("menurut desk"))
    outdated = models.BooleanField(_("didahului berkas lain"), default=False)
    accepted_at = models.DateTimeField(_("diterima"), null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("koreksi yang dipertahankan")
        verbose_name_plural = _("koreksi yang dipertahankan")
        ordering = ["roster", "pk"]
        constraints = [models.UniqueConstraint(fields=["roster", "station", "field"], name="kept_correction_once")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.field}"

"""Vote totals, which a desk has only if it turns them on: the switch of an election, what was read, who looked."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk.recap.models.sirekap import SirekapReading
from tps.models import Election, PollingStation, Race


@pghistory.track()
class TotalsSwitch(models.Model):
    """Whether vote totals are kept and shown for an election; without DESK_VOTE_TOTALS it means nothing."""

    election = models.OneToOneField(
        Election, models.PROTECT, related_name="totals_switch", verbose_name=_("pemilihan"), primary_key=True
    )
    on = models.BooleanField(_("jumlah suara dinyalakan"), default=False)
    reason = models.CharField(_("alasan"), max_length=300)
    changed_at = models.DateTimeField(_("diubah"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("sakelar jumlah suara")
        verbose_name_plural = _("sakelar jumlah suara")

    def __str__(self) -> str:
        return f"{self.election}"


class StationVotes(models.Model):
    """What Sirekap showed for one form when it was read last: votes by the number code in the file, nothing else.

    Kept only while the election's totals are on, and deleted when they are turned off; without a history, which would
    keep what was deleted. Numbers that cannot be right (`fit` is false) are not kept at all, only that there were some.
    """

    election = models.ForeignKey(Election, models.CASCADE, related_name="+", db_index=False)
    station = models.ForeignKey(PollingStation, models.CASCADE, related_name="+", db_index=False)
    race = models.ForeignKey(Race, models.CASCADE, related_name="+", db_index=False)
    votes = models.JSONField(default=dict)
    fit = models.BooleanField()
    seen_at = models.DateTimeField()
    reading = models.ForeignKey(SirekapReading, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("angka Sirekap satu TPS")
        verbose_name_plural = _("angka Sirekap satu TPS")
        constraints = [
            models.UniqueConstraint(fields=["station", "race"], name="station_votes_once"),
            models.CheckConstraint(condition=Q(fit=True) | Q(votes={}), name="station_votes_only_fit"),
        ]
        indexes = [models.Index(fields=["election", "race"], name="station_votes_race")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.race_id}"


class TotalsWay(models.TextChoices):
    """How somebody saw totals."""

    PAGE = "page", _("halaman")
    CSV = "csv", _("CSV")


@pghistory.track(pghistory.InsertEvent())
class TotalsView(models.Model):
    """That a person looked at the totals of a race in a place ("" is everywhere); rows are only added."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name=_("pemilihan"))
    race = models.ForeignKey(Race, models.PROTECT, related_name="+", verbose_name=_("jenis surat suara"))
    place = models.CharField(_("wilayah"), max_length=13, blank=True)
    way = models.CharField(_("cara"), max_length=4, choices=TotalsWay)
    viewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("orang"))
    viewed_at = models.DateTimeField(_("dilihat"))

    class Meta:
        verbose_name = _("jumlah suara dilihat")
        verbose_name_plural = _("jumlah suara dilihat")
        ordering = ["-viewed_at", "-pk"]
        indexes = [models.Index(fields=["election", "-viewed_at"], name="totals_view_recent")]
        triggers = [
            pgtrigger.ReadOnly(name="append_only"),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.race} {self.place}"

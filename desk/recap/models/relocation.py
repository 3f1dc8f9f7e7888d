"""Reserve sites of flood-prone stations, and what has to move there."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.recap.relocation.kinds import OPEN, RelocationState
from desk.recap.relocation.querysets import RelocationQuerySet
from tps.models import Election, PollingStation

_DEGREES = Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180)


@pghistory.track(exclude=["client_id"])
class Relocation(models.Model):
    """The reserve site of one station: where, until when it must be decided, by whom. Degrees WGS 84."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="relocations", verbose_name=_("pemilihan"))
    station = models.OneToOneField(PollingStation, models.PROTECT, related_name="relocation", verbose_name=_("TPS"))
    site = models.CharField(_("lokasi cadangan"), max_length=160)
    latitude = models.FloatField(_("lintang"), null=True, blank=True)
    longitude = models.FloatField(_("bujur"), null=True, blank=True)
    deadline = models.DateTimeField(_("tenggat keputusan"))
    decider = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("instansi yang memutuskan")
    )
    decider_role = models.CharField(_("jabatan yang memutuskan"), max_length=120, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=RelocationState, default=RelocationState.PROPOSED)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    version = models.PositiveIntegerField(_("versi"), default=1)
    made_at = models.DateTimeField(_("dibuat"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(_("diubah"))
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = RelocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("lokasi cadangan")
        verbose_name_plural = _("lokasi cadangan")
        ordering = ["deadline", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RelocationState.values), name="relocation_state_known"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False) & _DEGREES,
                name="relocation_position_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["election", "deadline"],
                name="relocation_open",
                condition=Q(state__in=[each.value for each in OPEN]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} → {self.site}"


@pghistory.track()
class RelocationItem(models.Model):
    """One thing that has to move, and when somebody ticked it."""

    relocation = models.ForeignKey(Relocation, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("yang dipindahkan"), max_length=160)
    done_at = models.DateTimeField(_("selesai"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("yang dipindahkan")
        verbose_name_plural = _("yang dipindahkan")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class CarryOver(models.Model):
    """That the stations of an election were carried over into a re-vote or a postponed vote: who, when, how many."""

    election = models.OneToOneField(Election, models.PROTECT, related_name="carried_over", verbose_name=_("pemilihan"))
    stations = models.PositiveIntegerField(_("jumlah TPS"))
    reason = models.CharField(_("alasan"), max_length=300)
    made_at = models.DateTimeField(_("dibuat"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("pemungutan yang membawa TPS")
        verbose_name_plural = _("pemungutan yang membawa TPS")

    def __str__(self) -> str:
        return f"{self.election}: {self.stations}"

"""The filters of the list of legs: from an address to rows, and back to the filter bar."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.recap.legs.kinds import LegState
from desk.recap.legs.querysets import CourierLegQuerySet
from desk.recap.models import CourierLeg
from risks.details import Mode
from tps import codes
from tps.kinds import Level
from tps.models import Region


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks the list for; unknown values are left out."""

    states: tuple[str, ...]
    modes: tuple[str, ...]
    late: bool
    region: str
    station: str

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Read an address."""
        return cls(
            states=tuple(each for each in query.getlist("state") if each in LegState.values),
            modes=tuple(each for each in query.getlist("mode") if each in Mode.values),
            late=query.get("late") == "1",
            region=_region(query.get("region", "")),
            station=query.get("station", "").replace("\x00", "")[:13],
        )

    @property
    def narrowed(self) -> bool:
        """Tell whether anything narrows."""
        return bool(self.states or self.modes or self.late or self.region or self.station)

    def base(self, election_id: int, place: str, at: datetime) -> CourierLegQuerySet:
        """Keep what region, station and lateness ask for: the rows that the counts beside the filters count."""
        rows: CourierLegQuerySet = CourierLeg.objects.of(election_id).within(place).within(self.region).with_state()
        if self.station:
            rows = rows.filter(station__code=self.station)
        return rows.late(at) if self.late else rows

    def rows(self, base: CourierLegQuerySet) -> CourierLegQuerySet:
        """Keep what the filter bar asks for."""
        if self.states:
            base = base.filter(state__in=self.states)
        return base.filter(mode__in=self.modes) if self.modes else base


def bar(wanted: Wanted, base: CourierLegQuerySet, place: str) -> list[dict[str, Any]]:
    """Give the filter bar, with how many legs each value would show."""
    states = dict(base.order_by().values_list("state").annotate(Count("pk")))
    modes = dict(base.order_by().values_list("mode").annotate(Count("pk")))
    regencies = Region.objects.within(place[:5]).at_level(Level.REGENCY).order_by("code")
    late = [("", _("Semua")), ("1", _("hanya yang terlambat"))]
    return [
        {
            "name": "state",
            "label": _("Status"),
            "options": [_option(each.value, each.label, wanted.states, states.get(each.value, 0)) for each in LegState],
        },
        {
            "name": "mode",
            "label": _("Moda"),
            "options": [_option(each.value, each.label, wanted.modes, modes.get(each.value, 0)) for each in Mode],
        },
        {
            "name": "late",
            "label": _("Keterlambatan"),
            "single": True,
            "options": [_option(value, label, ("1" if wanted.late else "",), None) for value, label in late],
        },
        {
            "name": "region",
            "label": _("Kabupaten/kota"),
            "single": True,
            "options": [
                _option("", _("Semua"), (wanted.region,), None),
                *(_option(each.code, each.name, (wanted.region,), None) for each in regencies),
            ],
        },
    ]


def _option(value: str, label: Any, chosen: tuple[str, ...], count: int | None) -> dict[str, Any]:
    return {"value": value, "label": label, "selected": value in chosen, "count": count}


def _region(text: str) -> str:
    try:
        return codes.dotted(text) if text else ""
    except ValueError:
        return ""

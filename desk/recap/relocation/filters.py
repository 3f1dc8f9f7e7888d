"""The filters of the list of reserve sites: from an address to stations, and back to the filter bar."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.recap.relocation.kinds import OPEN, RelocationState
from desk.recap.relocation.querysets import NONE, flood_prone, with_site
from tps import codes
from tps.kinds import Level
from tps.models import PollingStation, Region
from tps.querysets import StationQuerySet


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks the list for; unknown values are left out."""

    text: str
    states: tuple[str, ...]
    overdue: bool
    region: str

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Read an address."""
        known = (*RelocationState.values, NONE)
        return cls(
            text=query.get("q", "").replace("\x00", "")[:100].strip(),
            states=tuple(each for each in query.getlist("state") if each in known),
            overdue=query.get("overdue") == "1",
            region=_region(query.get("region", "")),
        )

    @property
    def narrowed(self) -> bool:
        """Tell whether anything narrows."""
        return bool(self.text or self.states or self.overdue or self.region)

    def base(self, election_id: int, place: str, at: datetime) -> StationQuerySet:
        """Keep flood-prone stations and those with a reserve site, as text, region and deadline ask for."""
        prone = flood_prone(election_id).values("pk")
        sited = PollingStation.objects.of(election_id).filter(relocation__isnull=False).values("pk")
        stations: StationQuerySet = PollingStation.objects.of(election_id)
        rows = with_site(stations.filter(pk__in=prone) | stations.filter(pk__in=sited))
        rows = rows.within(place).within(self.region)
        for word in self.text.split():
            rows = rows.filter(Q(region__name__icontains=word) | Q(code__startswith=word))
        if self.overdue:
            rows = rows.filter(relocation__deadline__lt=at, relocation__state__in=OPEN)
        return rows

    def rows(self, base: StationQuerySet) -> StationQuerySet:
        """Keep what the filter bar asks for."""
        return base.filter(site_state__in=self.states) if self.states else base


def bar(wanted: Wanted, base: StationQuerySet, place: str) -> list[dict[str, Any]]:
    """Give the filter bar, with how many stations each value would show."""
    states = dict(base.order_by().values_list("site_state").annotate(Count("pk", distinct=True)))
    regencies = Region.objects.within(place[:5]).at_level(Level.REGENCY).order_by("code")
    overdue = [("", _("Semua")), ("1", _("hanya yang lewat tenggat"))]
    return [
        {
            "name": "state",
            "label": _("Lokasi cadangan"),
            "options": [
                _option(NONE, _("belum ada"), wanted.states, states.get(NONE, 0)),
                *(
                    _option(each.value, each.label, wanted.states, states.get(each.value, 0))
                    for each in RelocationState
                ),
            ],
        },
        {
            "name": "overdue",
            "label": _("Tenggat"),
            "single": True,
            "options": [_option(value, label, ("1" if wanted.overdue else "",), None) for value, label in overdue],
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

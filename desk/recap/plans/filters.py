"""The filters of the list of plans: from an address to stations, and back to the filter bar."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.recap.plans.kinds import Lack, Means, PlanState
from desk.recap.plans.querysets import blank_spots, with_plan
from tps import codes
from tps.kinds import Level
from tps.models import Region
from tps.querysets import StationQuerySet

NONE = "none"  # in the address: stations for which no means was chosen


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks the list for; unknown values are left out."""

    text: str
    states: tuple[str, ...]
    means: tuple[str, ...]
    lack: str
    region: str

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Read an address."""
        lack = query.get("lack", "")
        return cls(
            text=query.get("q", "").replace("\x00", "")[:100].strip(),
            states=tuple(each for each in query.getlist("state") if each in PlanState.values),
            means=tuple(each for each in query.getlist("means") if each in (*Means.values, NONE)),
            lack=lack if lack in Lack.values else "",
            region=_region(query.get("region", "")),
        )

    @property
    def narrowed(self) -> bool:
        """Tell whether anything narrows."""
        return bool(self.text or self.states or self.means or self.lack or self.region)

    def base(self, election_id: int, place: str) -> StationQuerySet:
        """Keep what text and region ask for among the stations without signal: what the counts count."""
        rows = with_plan(blank_spots(election_id)).within(place).within(self.region)
        for word in self.text.split():
            rows = rows.filter(code__startswith=word) if word.isdigit() and len(word) > 3 else _named(rows, word)
        if self.lack:
            rows = rows.filter(fallback_plan__lacks__contains=[self.lack])
        return rows

    def rows(self, base: StationQuerySet) -> StationQuerySet:
        """Keep what the filter bar asks for."""
        if self.states:
            base = base.filter(plan_state__in=self.states)
        if self.means:
            chosen = ["" if each == NONE else each for each in self.means]
            wanted = Q(fallback_plan__means__in=chosen)
            base = base.filter(wanted | Q(fallback_plan__isnull=True) if NONE in self.means else wanted)
        return base


def bar(wanted: Wanted, base: StationQuerySet, place: str) -> list[dict[str, Any]]:
    """Give the filter bar, with how many stations each value would show; three queries."""
    states = dict(base.order_by().values_list("plan_state").annotate(Count("pk")))
    counted = base.order_by().values_list("means").annotate(n=Count("pk"))
    means: dict[str, int] = {}
    for value, number in counted:
        means[value or NONE] = means.get(value or NONE, 0) + number
    regencies = Region.objects.within(place[:5]).at_level(Level.REGENCY).order_by("code")
    lacks = [("", _("Semua")), *Lack.choices]
    return [
        {
            "name": "state",
            "label": _("Status rencana"),
            "options": [
                _option(each.value, each.label, wanted.states, states.get(each.value, 0)) for each in PlanState
            ],
        },
        {
            "name": "means",
            "label": _("Cara utama"),
            "options": [
                *(_option(each.value, each.label, wanted.means, means.get(each.value, 0)) for each in Means),
                _option(NONE, _("belum dipilih"), wanted.means, means.get(NONE, 0)),
            ],
        },
        {
            "name": "lack",
            "label": _("Yang kurang"),
            "single": True,
            "options": [_option(value, label, (wanted.lack,), None) for value, label in lacks],
        },
        {
            "name": "region",
            "label": _("Kabupaten/kota"),
            "single": True,
            "options": [
                _option("", _("Semua"), (wanted.region,), None),
                *(_option(each.code, each.name, (wanted.region,), None) for each in regencies),
                *([_option(wanted.region, wanted.region, (wanted.region,), None)] if len(wanted.region) > 5 else []),
            ],
        },
    ]


def _named(rows: StationQuerySet, word: str) -> StationQuerySet:
    # One condition, not two lists joined: those would double with each word.
    return rows.filter(Q(region__name__icontains=word) | Q(region__parent__name__icontains=word))


def _option(value: str, label: Any, chosen: tuple[str, ...], count: int | None) -> dict[str, Any]:
    return {"value": value, "label": label, "selected": value in chosen, "count": count}


def _region(text: str) -> str:
    try:
        return codes.dotted(text) if text else ""
    except ValueError:
        return ""

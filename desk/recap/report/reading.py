"""What worked: how long forms took from counted to visible, by region and by means, and which stations nobody saw."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from desk.recap.kinds import Online
from desk.recap.models import FormStanding
from desk.recap.planned import planned
from desk.recap.reach import Reach
from tps.models import PollingStation, Region

REGENCY = 5


@dataclass(frozen=True, slots=True)
class Times:
    """How long forms took from counted to visible: median and p90 in minutes, of `number` forms with both moments."""

    name: str
    number: int
    median: int | None
    slow: int | None
    seen: int

    @property
    def half_known(self) -> int:
        """Give how many visible forms have no moment of counting, or one after it."""
        return self.seen - self.number


@dataclass(frozen=True, slots=True)
class Report:
    """What worked in a place."""

    regions: list[Times]
    means: list[Times]
    whole: Times
    never: list[tuple[str, str, int]]
    plans: int
    plans_used: int


def report(election_id: int, place: str, reach: Reach) -> Report:
    """Give the report of a place ("" is everywhere); four queries. A regency without visible forms stands with none."""
    plans = planned(election_id)
    names = dict(
        Region.objects.within(place[:REGENCY] if len(place) > REGENCY else place)
        .at_level("regency")
        .values_list("code", "name")
    )
    regions: dict[str, list[int]] = defaultdict(list)
    means: dict[str, list[int]] = defaultdict(list)
    seen_in: dict[str, int] = defaultdict(int)
    seen_by: dict[str, int] = defaultdict(int)
    reached: set[int] = set()
    rows = FormStanding.objects.of(election_id).within(place).filter(online=Online.VISIBLE)
    fields = rows.values_list("place", "station_id", "counted_at", "visible_at")
    for code, station, counted, visible in fields.iterator(chunk_size=5000):
        regency, word = code[:REGENCY], _means(station, reach, plans)
        seen_in[regency] += 1
        seen_by[word] += 1
        reached.add(station)
        if counted is not None and visible is not None and visible >= counted:
            minutes = round((visible - counted) / timedelta(minutes=1))
            regions[regency].append(minutes)
            means[word].append(minutes)
    never = _never(election_id, place).annotate(child=Left("region_id", REGENCY)).order_by()
    unseen = dict(never.values_list("child").annotate(number=Count("pk")))
    everything = [each for values in regions.values() for each in values]
    return Report(
        regions=[_times(names[code], regions[code], seen_in[code]) for code in sorted(names)],
        means=[_times(word, means[word], seen_by[word]) for word in sorted(seen_by)],
        whole=_times(_("Semua"), everything, sum(seen_in.values())),
        never=[(code, names[code], unseen.get(code, 0)) for code in sorted(names)],
        plans=len(plans),
        plans_used=sum(station in reached for station in plans),
    )


def never_seen(election_id: int, place: str) -> QuerySet[PollingStation]:
    """Give the stations in a place of which nobody saw any form."""
    return _never(election_id, place).select_related("region__parent__parent").order_by("code")


def _never(election_id: int, place: str) -> QuerySet[PollingStation]:
    said = FormStanding.objects.filter(station=OuterRef("pk"), number__gt=0).exclude(state="not-known")
    return PollingStation.objects.of(election_id).within(place).filter(~Exists(said))


def _means(station: int, reach: Reach, plans: dict[int, str]) -> str:
    if station not in reach.blank:
        return _("langsung, ada sinyal")
    if station in plans:
        return plans[station] or _("dengan rencana")
    return _("tanpa sinyal, tanpa rencana")


def _times(name: str, minutes: Sequence[int], seen: int) -> Times:
    rows = sorted(minutes)
    if not rows:
        return Times(name, 0, None, None, seen)
    return Times(name, len(rows), rows[(len(rows) - 1) // 2], rows[(len(rows) * 9 + 9) // 10 - 1], seen)

"""Vote totals as the page and its file show them: sums by number code, and of how many stations they are."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, Q
from django.db.models.functions import Left

from desk.recap.models import StationVotes
from tps import codes
from tps.models import PollingStation, Race, Region
from tps.querysets import lies_within

LENGTHS = {"": 5, "province": 5, "regency": 8, "district": 13}  # characters of the codes one level down
SUMS = """
    SELECT {place}, counted.key, sum(counted.value::bigint)
    FROM recap_stationvotes kept
    JOIN tps_pollingstation station ON station.id = kept.station_id
    CROSS JOIN LATERAL jsonb_each_text(kept.votes) counted
    WHERE kept.race_id = %(race)s AND kept.fit AND station.withdrawn_at IS NULL
      AND (%(within)s = '' OR station.region_id = %(within)s OR station.region_id LIKE %(within)s || '.%%')
    GROUP BY 1, 2
"""


@dataclass(slots=True)
class Line:
    """One place: how many stations it has, of how many the sums are, how many were read but cannot be right."""

    code: str
    name: str
    expected: int = 0
    included: int = 0
    odd: int = 0
    sums: dict[str, int] = field(default_factory=dict)

    def numbers(self, columns: list[str]) -> list[int | None]:
        """Give the sums in the order of the columns; None where no station is included: no data is not 0."""
        return [self.sums.get(each, 0) if self.included else None for each in columns]


@dataclass(slots=True)
class Totals:
    """The totals of a race in a place; `columns` are the number codes in the files, `newest` when one was read last."""

    columns: list[str]
    lines: list[Line]
    whole: Line
    newest: datetime | None


def totals(election_id: int, race: Race, place: str) -> Totals:
    """Give the totals of a race by the places below one ("" is everywhere), by station in a village; four queries."""
    level = codes.level(place) if place else ""
    lines = _stations(election_id, place) if level == "village" else _places(election_id, place, LENGTHS[level])
    by = "station__code" if level == "village" else "child"
    kept = StationVotes.objects.filter(race=race, station__withdrawn_at__isnull=True)
    kept = kept.filter(lies_within(place, "station__region_id"))
    if level != "village":
        kept = kept.annotate(child=Left("station__region_id", LENGTHS[level]))
    newest = None
    counts = (
        kept.order_by()
        .values_list(by)
        .annotate(included=Count("pk", filter=Q(fit=True)), odd=Count("pk", filter=Q(fit=False)), last=Max("seen_at"))
    )
    for code, included, odd, last in counts:
        if code in lines:
            lines[code].included, lines[code].odd = included, odd
        newest = max(filter(None, (newest, last)))
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    column = "station.code" if level == "village" else f"left(station.region_id, {LENGTHS[level]})"
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(place=column), {"race": race.pk, "within": place})
        for code, key, number in cursor.fetchall():
            sums[code][key] = int(number)
    whole = Line(place, "")
    for code, line in lines.items():
        line.sums = sums.get(code, {})
        whole.expected += line.expected
        whole.included += line.included
        whole.odd += line.odd
        for key, number in line.sums.items():
            whole.sums[key] = whole.sums.get(key, 0) + number
    return Totals(sorted(whole.sums, key=lambda key: (len(key), key)), [*lines.values()], whole, newest)


def _places(election_id: int, place: str, length: int) -> dict[str, Line]:
    rows = PollingStation.objects.of(election_id).within(place)
    counts = dict(rows.annotate(child=Left("region_id", length)).order_by().values_list("child").annotate(Count("pk")))
    names = dict(Region.objects.filter(code__in=counts).values_list("code", "name"))
    return {code: Line(code, names.get(code, code), counts[code]) for code in sorted(counts)}


def _stations(election_id: int, place: str) -> dict[str, Line]:
    rows = PollingStation.objects.of(election_id).within(place)
    return {each.code: Line(each.code, str(each), 1) for each in rows.select_related("region").order_by("code")}

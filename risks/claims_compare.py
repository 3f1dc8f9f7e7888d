"""Which stations explain the difference between two lists: four disjoint parts, counted and paged in SQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from risks.claims_lapse import stale
from risks.claims_lists import end_of
from risks.kinds import HARMLESS, Grade
from risks.models import Observation


class Part(TextChoices):
    """Where a station stands when two lists are laid beside each other."""

    FIRST = "a", _("hanya di A")
    SECOND = "b", _("hanya di B")
    DIFFER = "differ", _("di keduanya, tingkat berbeda")
    SAME = "same", _("di keduanya, tingkat sama")


# {first} and {second} give one row for each station: a source's newest word on it.
BESIDE = """
WITH first AS ({first}), second AS ({second}), beside AS (
    SELECT station_id, first.grade AS a_grade, first.observed_at AS a_at, coalesce(first.stale, false) AS a_stale,
        second.grade AS b_grade, second.observed_at AS b_at, coalesce(second.stale, false) AS b_stale,
        CASE WHEN second.grade IS NULL THEN 'a' WHEN first.grade IS NULL THEN 'b'
            WHEN first.grade <> second.grade THEN 'differ' ELSE 'same' END AS part
    FROM first FULL JOIN second USING (station_id)
)
"""
COUNTED = """
SELECT part, count(*), count(*) FILTER (WHERE a_grade <> ALL(%s) AND NOT a_stale),
    count(*) FILTER (WHERE b_grade <> ALL(%s) AND NOT b_stale)
FROM beside GROUP BY part
"""
ROWS = """
SELECT beside.part, station.code, station.number, village.code, village.name, district.name, regency.name,
    beside.a_grade, beside.a_at, beside.a_stale, beside.b_grade, beside.b_at, beside.b_stale
FROM beside
JOIN tps_pollingstation station ON station.id = beside.station_id
JOIN tps_region village ON village.code = station.region_id
LEFT JOIN tps_region district ON district.code = village.parent_id
LEFT JOIN tps_region regency ON regency.code = district.parent_id
WHERE beside.part = ANY(%s) ORDER BY beside.part, station.code
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two lists: whose, and as it stood at the end of a day (None is today's)."""

    source_id: int
    code: str
    name: str
    lapse: datetime  # sightings of water up to then have lapsed for this side
    until: date | None = None

    @property
    def key(self) -> str:
        """Give the side's address, such as "kpu@2024-01-31"."""
        return f"{self.code}@{self.until.isoformat()}" if self.until else self.code


@dataclass(frozen=True, slots=True)
class Count:
    """One part: how many stations it has, and how many of them each side counts as bad."""

    part: Part
    stations: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Row:
    """One station and what both sides say of it; a side that is silent has neither grade nor moment."""

    part: Part
    code: str
    number: int
    village_code: str
    village: str
    district: str
    regency: str
    first: str | None
    first_at: datetime | None
    first_lapsed: bool
    second: str | None
    second_at: datetime | None
    second_lapsed: bool

    @property
    def first_word(self) -> str:
        """Give A's grade in words, "" where A is silent or knows no grades."""
        return _word(self.first, lapsed=self.first_lapsed)

    @property
    def second_word(self) -> str:
        """Give B's grade in words, "" where B is silent or knows no grades."""
        return _word(self.second, lapsed=self.second_lapsed)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two lists laid beside each other: kind and region as asked, both sides newest statements of each station."""

    election_id: int
    kind: str
    within: str
    first: Side
    second: Side

    def counts(self) -> list[Count]:
        """Count all four parts, also the empty ones (1 query)."""
        head, params = self._beside()
        harmless = sorted(each.value for each in HARMLESS)
        with connection.cursor() as cursor:
            cursor.execute(head + COUNTED, [*params, harmless, harmless])
            found = {part: Count(Part(part), *numbers) for part, *numbers in cursor.fetchall()}
        return [found.get(part.value, Count(part, 0, 0, 0)) for part in Part]

    def rows(self, parts: list[str], start: int, most: int) -> list[Row]:
        """Give some of the stations of some parts, by part and station code (1 query)."""
        head, params = self._beside()
        with connection.cursor() as cursor:
            cursor.execute(f"{head}{ROWS} LIMIT %s OFFSET %s", [*params, parts, most, start])
            return [_row(each) for each in cursor.fetchall()]

    def stream(self, parts: list[str]) -> Iterator[Row]:
        """Give all stations of some parts while they are read; memory does not grow with their number."""
        head, params = self._beside()
        with connection.chunked_cursor() as cursor:
            cursor.execute(head + ROWS, [*params, parts])
            while chunk := cursor.fetchmany(1000):
                yield from (_row(each) for each in chunk)

    def _beside(self) -> tuple[str, list[Any]]:
        first, first_params = self._side(self.first)
        second, second_params = self._side(self.second)
        return BESIDE.format(first=first, second=second), [*first_params, *second_params]

    def _side(self, side: Side) -> tuple[str, tuple[Any, ...]]:
        rows = Observation.objects.of(self.election_id).within(self.within).counting()
        rows = rows.filter(kind=self.kind, station__isnull=False, source=side.source_id)
        if side.until:
            rows = rows.filter(observed_at__lt=end_of(side.until))
        rows = rows.annotate(stale=stale(self.kind, side.lapse))
        newest = rows.order_by("station_id", "stale", "-observed_at", "-pk").distinct("station_id")
        return newest.values("station_id", "grade", "observed_at", "stale").query.sql_with_params()


def _word(grade: str | None, *, lapsed: bool) -> str:
    if not grade:
        return ""
    label = str(Grade(grade).label)
    return gettext("%(grade)s (kedaluwarsa)") % {"grade": label} if lapsed else label


def _row(values: tuple[Any, ...]) -> Row:
    part, *more = values
    return Row(Part(part), *more)

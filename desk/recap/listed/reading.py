"""The forms or stations behind a count of the board, a page at a time and as a stream; raw SQL, for no row exists yet
for a form of which nobody spoke."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection

from desk.recap.kinds import FormState, Online
from desk.recap.listed.kinds import CONDITIONS, OF_STATIONS, Group, What

CHUNK = 2000
FORMS = """
    FROM tps_pollingstation station
    JOIN tps_race race ON race.id = ANY(%(races)s)
    LEFT JOIN recap_formstanding form ON form.station_id = station.id AND form.race_id = race.id
    {names}
    WHERE station.election_id = %(election)s AND station.withdrawn_at IS NULL AND {place} AND {condition}
"""
STATIONS = """
    FROM tps_pollingstation station
    {names}
    WHERE station.election_id = %(election)s AND station.withdrawn_at IS NULL AND {place}
      AND station.id = ANY(%(chosen)s)
"""
NAMES = """
    JOIN tps_region village ON village.code = station.region_id
    LEFT JOIN tps_region district ON district.code = village.parent_id
    LEFT JOIN tps_region regency ON regency.code = district.parent_id
"""
PLACE = "(%(within)s = '' OR station.region_id = %(within)s OR station.region_id LIKE %(within)s || '.%%')"
NAMED = "station.id, station.code, station.number, village.name, district.name, regency.name"


@dataclass(frozen=True, slots=True)
class Row:
    """One form of a station, or (without a race) a station; `state` is empty where nobody spoke of the form."""

    station_id: int
    code: str
    number: int
    village: str
    district: str | None
    regency: str | None
    race: str = ""
    state: str = ""
    online: str = ""
    seen_at: datetime | None = None

    @property
    def station(self) -> str:
        """Give the station's name as everywhere."""
        return f"TPS {self.number:03d} {self.village}"

    @property
    def state_label(self) -> str:
        """Give the state in words."""
        return str(FormState(self.state).label) if self.state else ""

    @property
    def online_label(self) -> str:
        """Give how far the photo went, "" where nobody spoke of the form."""
        return str(Online(self.online).label) if self.state else ""


@dataclass(frozen=True)
class Listed:
    """What is listed, as a sequence of rows for a paginator.

    `unreachable` are station ids; `chosen` those of a list of stations, None for one of forms.
    """

    election_id: int
    place: str
    races: Sequence[int]
    what: What
    group: Group
    unreachable: Sequence[int]
    chosen: Sequence[int] | None = None
    ordered = True

    @cached_property
    def numbers(self) -> tuple[int, int]:
        """Give how many rows there are, and of how many stations; one query."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*), count(DISTINCT station.id) {self._from('')}", self._given)
            rows, stations = cursor.fetchone()
        return rows, stations

    def count(self) -> int:
        """Give how many rows there are."""
        return self.numbers[0]

    __len__ = count

    def __getitem__(self, part: slice) -> list[Row]:
        """Give some rows in the order of station and race; one query."""
        start, stop = part.start or 0, part.stop
        given = self._given | {"start": start, "most": max(stop - start, 0) if stop is not None else None}
        with connection.cursor() as cursor:
            cursor.execute(f"{self._select} LIMIT %(most)s OFFSET %(start)s", given)
            return [Row(*each) for each in cursor.fetchall()]

    def stream(self) -> Iterator[Row]:
        """Give all rows, not held in memory at once."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(self._select, self._given)
            while rows := cursor.fetchmany(CHUNK):
                yield from (Row(*each) for each in rows)

    @property
    def of_stations(self) -> bool:
        """Tell whether the rows are stations."""
        return self.what in OF_STATIONS

    @property
    def _select(self) -> str:
        if self.of_stations:
            return f"SELECT {NAMED} {self._from(NAMES)} ORDER BY station.code"
        columns = (
            f"{NAMED}, race.name, CASE WHEN form.number > 0 THEN form.state ELSE '' END, form.online, form.seen_at"
        )
        columns = columns.replace("form.online", "coalesce(form.online, '')")
        return f'SELECT {columns} {self._from(NAMES)} ORDER BY station.code, race."order", race.code'

    def _from(self, names: str) -> str:
        if self.of_stations:
            return STATIONS.format(names=names, place=PLACE)
        parts = [CONDITIONS[self.what]]
        if self.group is Group.REACHABLE:
            parts.append("NOT station.id = ANY(%(unreachable)s)")
        if self.group is Group.UNREACHABLE:
            parts.append("station.id = ANY(%(unreachable)s)")
        return FORMS.format(names=names, place=PLACE, condition=" AND ".join(parts))

    @property
    def _given(self) -> dict[str, Any]:
        return {
            "election": self.election_id,
            "within": self.place,
            "races": list(self.races),
            "unreachable": list(self.unreachable),
            "chosen": list(self.chosen or ()),
        }

"""The risks of the whole province: open ones, what happened to others in the window, what sources said of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from desk.briefings.content.facts import DismissedFacts, RiskFacts, Statement
from desk.clock import Window
from risks.kinds import OPEN_STATUSES, Status
from risks.models import Flag, Observation, Transition
from risks.querysets import severity_rank
from tps.kinds import PositionSource

NOTE_MOST = 400
UNREAL = (PositionSource.NONE.value, PositionSource.DISTRICT_CENTRE.value)
_COLUMNS = (
    "pk",
    "kind",
    "severity",
    "status",
    "outcome",
    "note",
    "reported_at",
    "verified_at",
    "closed_at",
    "owner_id",
    "owner__name",
    "station_id",
    "station__code",
    "station__number",
    "station__region_id",
    "station__region__name",
    "station__latitude",
    "station__longitude",
    "station__position_source",
    "region_id",
    "region__name",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One risk: its moments as they stand, and the facts that a paper prints; `point` is (longitude, latitude)."""

    facts: RiskFacts
    region: str
    station: int | None
    open: bool
    owned: bool
    reported_at: datetime | None
    verified_at: datetime | None
    closed_at: datetime | None
    status: str
    point: tuple[float, float] | None
    dismissed: DismissedFacts | None = None

    @property
    def kind(self) -> str:
        """Give its kind."""
        return self.facts.kind


@dataclass(slots=True)
class _Words:
    """What is said of one risk, gathered in the order of time."""

    statements: dict[str, Statement]
    variables: tuple[str, ...] = ()
    mode: str = ""
    minutes: int | None = None


def risks(
    election_id: int, scope: str, window: Window, at: datetime, names: Mapping[str, str], tasks: Mapping[int, list[str]]
) -> list[Row]:
    """Give the risks that are open, and those to which something happened in the window, the worst first; 3 queries."""
    touched = Q(reported_at__gte=window.start) | Q(verified_at__gte=window.start) | Q(closed_at__gte=window.start)
    rows = list(
        Flag.objects.of(election_id)
        .within(scope)
        .filter(touched | Q(status__in=OPEN_STATUSES))
        .order_by(severity_rank().desc(), F("reported_at").desc(nulls_last=True), "pk")
        .values(*_COLUMNS)
    )
    words = _words(election_id, scope, at)
    reasons = _reasons(row["pk"] for row in rows if row["status"] == Status.DISMISSED)
    return [
        _row(row, at, names, words.get(row["pk"], _Words({})), tasks.get(row["pk"], []), reasons.get(row["pk"], ""))
        for row in rows
    ]


def _row(
    row: dict[str, Any], at: datetime, names: Mapping[str, str], words: _Words, tasks: Iterable[str], reason: str
) -> Row:
    region = row["station__region_id"] or row["region_id"]
    number, place, note = f"R-{row['pk']:04d}", place_of(row, names), row["note"][:NOTE_MOST]
    known = row["reported_at"] is None or row["reported_at"] <= at
    placed = row["station__latitude"] is not None and row["station__position_source"] not in UNREAL
    return Row(
        facts=RiskFacts(
            number=number,
            kind=row["kind"],
            severity=row["severity"],
            status=row["status"],
            station=row["station__code"] or "",
            place=place,
            reported=row["reported_at"].isoformat() if row["reported_at"] else None,
            owner=row["owner__name"] or "",
            note=note,
            statements=tuple(words.statements[source] for source in sorted(words.statements)),
            tasks=tuple(tasks),
            region=region,
            variables=words.variables,
            mode=words.mode,
            minutes=words.minutes,
        ),
        region=region,
        station=row["station_id"],
        open=known and row["status"] in OPEN_STATUSES,
        owned=row["owner_id"] is not None,
        reported_at=row["reported_at"],
        verified_at=row["verified_at"],
        closed_at=row["closed_at"],
        status=row["status"],
        point=(row["station__longitude"], row["station__latitude"]) if placed else None,
        dismissed=DismissedFacts(
            number,
            row["kind"],
            row["outcome"],
            place,
            note,
            reason[:NOTE_MOST],
            row["closed_at"].isoformat() if row["closed_at"] else "",
        )
        if row["status"] == Status.DISMISSED
        else None,
    )


def place_of(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Write where a row lies: TPS 005 Kanekes, Leuwidamar, Kabupaten Lebak; or the region and what it lies in."""
    if row["station__code"]:
        village = row["station__region_id"]
        first = f"TPS {row['station__number']:03d} {row['station__region__name']}"
    else:
        village, first = row["region_id"], row["region__name"]
    parts = village.split(".")
    above = (names.get(".".join(parts[:count])) for count in range(len(parts) - 1, 1, -1))
    return ", ".join(part for part in (first, *above) if part)


def _words(election_id: int, scope: str, at: datetime) -> dict[int, _Words]:
    """Give for each risk the newest accepted word of each source, and the newest details that any of them names."""
    rows = (
        Observation.objects.of(election_id)
        .within(scope)
        .counting()
        .filter(flag__isnull=False, observed_at__lte=at)
        .order_by("observed_at", "pk")
        .values_list("flag_id", "source__name", "grade", "observed_at", "variables", "mode", "minutes")
    )
    found: dict[int, _Words] = defaultdict(lambda: _Words({}))
    for flag, source, grade, seen, variables, mode, minutes in rows.iterator(chunk_size=5000):
        words = found[flag]
        words.statements[source] = Statement(source, grade, seen.isoformat())
        words.variables = tuple(variables) if variables else words.variables
        if mode or minutes:
            words.mode, words.minutes = mode, minutes
    return found


def _reasons(keys: Iterable[int]) -> dict[int, str]:
    """Give what was written down when these risks were dismissed."""
    rows = Transition.objects.filter(flag_id__in=list(keys), after=Status.DISMISSED).order_by("at", "pk")
    return dict(rows.values_list("flag_id", "comment"))

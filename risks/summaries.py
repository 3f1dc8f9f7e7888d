"""Counts over risks and observations, each one grouped query; Beranda, lists and briefings share them.

A place counts once for each source and kind: of what that source said the newest verified statement speaks, else the
newest (risks.speaking); at a moment, lapsed sightings of water are left out. Sources
are never added up. What nobody has said is absent from the answer, never 0.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce, Left

from risks import policy
from risks.kinds import HARMLESS, OPEN_STATUSES, SIGHTINGS, Grade, Kind, Severity, Standing, Status
from risks.models import Flag, Observation
from risks.querysets import ObservationQuerySet
from tps.models import Region

REGENCY_CODE = 5  # characters of a dotted regency code, "36.02"


@dataclass(frozen=True, slots=True)
class RegencyKind:
    """Open risks of one kind in one kabupaten/kota; `stations` counts distinct TPS, `flags` also those of regions."""

    code: str
    name: str
    kind: str
    flags: int
    stations: int
    low: int
    medium: int
    high: int
    critical: int


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What one source says: distinct TPS by the grade of its newest observation there, and when it last spoke."""

    code: str
    name: str
    as_of: datetime
    stations: int
    adverse: int
    grades: dict[str, int] = field(default_factory=dict)

    @property
    def harmless(self) -> int:
        """Count the TPS of which this source says that all is well."""
        return self.stations - self.adverse


@dataclass(frozen=True, slots=True)
class KindTotal:
    """Open risks of one kind, with the distinct TPS and the severities they have."""

    kind: str
    flags: int
    stations: int
    severities: dict[str, int]


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to risks of one kind in a window of time."""

    kind: str
    reported: int
    verified: int
    resolved: int
    dismissed: int


def _severities() -> dict[str, Count]:
    return {severity.value: Count("pk", filter=Q(severity=severity)) for severity in Severity}


def counts_by_kind_and_regency(election_id: int, within: str = "") -> list[RegencyKind]:
    """Count the open risks by kabupaten/kota and kind, in the order of codes; combinations without any are absent."""
    rows = list(
        Flag.objects.of(election_id)
        .within(within)
        .open()
        .annotate(regency=Left(Coalesce("station__region_id", "region_id"), REGENCY_CODE))
        .values("regency", "kind")
        .annotate(flags=Count("pk"), stations=Count("station_id", distinct=True), **_severities())
        .order_by("regency", "kind")
    )
    names = dict(Region.objects.filter(code__in={row["regency"] for row in rows}).values_list("code", "name"))
    return [
        RegencyKind(
            code=row["regency"],
            name=names.get(row["regency"], row["regency"]),
            kind=row["kind"],
            flags=row["flags"],
            stations=row["stations"],
            low=row["low"],
            medium=row["medium"],
            high=row["high"],
            critical=row["critical"],
        )
        for row in rows
    ]


def open_by_kind(election_id: int, within: str = "") -> list[KindTotal]:
    """Count the open risks by kind; kinds without any are absent."""
    rows = (
        Flag.objects.of(election_id)
        .within(within)
        .open()
        .values("kind")
        .annotate(flags=Count("pk"), stations=Count("station_id", distinct=True), **_severities())
        .order_by("kind")
    )
    return [
        KindTotal(row["kind"], row["flags"], row["stations"], {each.value: row[each.value] for each in Severity})
        for row in rows
    ]


def open_by_severity(election_id: int, within: str = "", kind: str = "") -> dict[str, int]:
    """Count the open risks by severity, of one kind or of all; all four severities are in the answer."""
    rows = Flag.objects.of(election_id).within(within).open()
    if kind:
        rows = rows.filter(kind=kind)
    return rows.aggregate(**_severities())


def stations_open_at(election_id: int, at: datetime, within: str = "") -> dict[str, int]:
    """Count the distinct TPS by kind that had an open risk at a moment, from the dates of report and closing.

    A risk without a date of report counts as always known; one that was reopened counts as never closed.
    """
    known = Q(reported_at__isnull=True) | Q(reported_at__lt=at)
    rows = (
        Flag.objects.of(election_id)
        .within(within)
        .filter(known, Q(closed_at__isnull=True, status__in=OPEN_STATUSES) | Q(closed_at__gte=at))
        .filter(station__isnull=False)
        .values("kind")
        .annotate(stations=Count("station_id", distinct=True))
        .order_by("kind")
    )
    return {row["kind"]: row["stations"] for row in rows}


def stations_by_source(election_id: int, kind: str, within: str = "", at: datetime | None = None) -> list[SourceCount]:
    """Count the distinct TPS by source and grade, by each source's newest accepted observation of each TPS.

    The most adverse source comes first; with `at` only what was observed before that moment counts.
    """
    rows = (
        newest_of_each_source(election_id, kind, within, at)
        .values("source__code", "source__name", "grade")
        .annotate(stations=Count("pk"), as_of=Max("observed_at"))
        .order_by("source__code", "grade")
    )
    found: dict[str, SourceCount] = {}
    for row in rows:
        code, before = row["source__code"], found.get(row["source__code"])
        grades = {**(before.grades if before else {}), row["grade"]: row["stations"]}
        found[code] = SourceCount(
            code=code,
            name=row["source__name"],
            as_of=max(row["as_of"], before.as_of) if before else row["as_of"],
            stations=sum(grades.values()),
            adverse=sum(count for grade, count in grades.items() if grade not in HARMLESS),
            grades=grades,
        )
    return sorted(found.values(), key=lambda each: (-each.adverse, each.code))


def changes_between(election_id: int, start: datetime, end: datetime, within: str = "") -> list[Changes]:
    """Count by kind what was reported, verified, resolved and dismissed in [start, end); quiet kinds are absent."""
    rows = (
        Flag.objects.of(election_id)
        .within(within)
        .values("kind")
        .annotate(
            reported=Count("pk", filter=Q(reported_at__gte=start, reported_at__lt=end)),
            verified=Count("pk", filter=Q(verified_at__gte=start, verified_at__lt=end)),
            resolved=Count("pk", filter=Q(status=Status.RESOLVED, closed_at__gte=start, closed_at__lt=end)),
            dismissed=Count("pk", filter=Q(status=Status.DISMISSED, closed_at__gte=start, closed_at__lt=end)),
        )
        .filter(Q(reported__gt=0) | Q(verified__gt=0) | Q(resolved__gt=0) | Q(dismissed__gt=0))
        .order_by("kind")
    )
    return [Changes(row["kind"], row["reported"], row["verified"], row["resolved"], row["dismissed"]) for row in rows]


def newest_statement(election_id: int, within: str = "") -> datetime | None:
    """Give the moment of the newest accepted observation, the as-of time of all counts of observations."""
    found = Observation.objects.of(election_id).within(within).counting().aggregate(newest=Max("observed_at"))
    return found["newest"]


def newest_of_each_source(
    election_id: int, kind: str, within: str = "", at: datetime | None = None
) -> QuerySet[Observation]:
    """Give the observation that speaks for each source and TPS: the newest verified one, else the newest.

    With `at` of what was observed before that moment; sightings of water that had lapsed by then say nothing.
    """
    rows = Observation.objects.of(election_id).within(within).counting().filter(kind=kind, station__isnull=False)
    verified = Q(verified_at__isnull=False)
    if at is not None:
        rows = rows.filter(observed_at__lt=at)
        verified &= Q(verified_at__lt=at)
    if at is not None and kind == Kind.FLOOD:
        rows = _still_known(rows, at)
    newest = (
        rows.annotate(checked=Case(When(verified, then=1), default=0, output_field=IntegerField()))
        .order_by("source_id", "station_id", "-checked", "-observed_at", "-pk")
        .distinct("source_id", "station_id")
        .values("pk")
    )
    return Observation.objects.filter(pk__in=newest).order_by()


def _still_known(rows: ObservationQuerySet, at: datetime) -> ObservationQuerySet:
    """Leave out sightings of water that have lapsed, and what the same source called dry before them."""
    limit = at - timedelta(hours=policy.speaking().sighting_hours)
    lapsed = Q(grade__in=SIGHTINGS, observed_at__lte=limit)
    overtaken = Observation.objects.filter(
        lapsed,
        standing=Standing.ACCEPTED,
        election=OuterRef("election"),
        station=OuterRef("station"),
        source=OuterRef("source"),
        kind=Kind.FLOOD,
        observed_at__gt=OuterRef("observed_at"),
    )
    return rows.exclude(lapsed).exclude(Q(grade=Grade.DRY) & Exists(overtaken))

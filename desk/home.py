"""What Beranda shows, read from all apps: what needs somebody, and the state in figures. One moment, few queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Coalesce, Left
from django.utils.translation import gettext as _

from desk import clock
from desk.coordination.querysets import TaskQuerySet
from desk.work.querysets import JobQuerySet
from risks import summaries
from risks.kinds import OPEN_STATUSES, SEVERITY_ORDER, Kind
from risks.models import Flag, Observation
from tps.kinds import Level
from tps.models import PollingStation, Region

MAIN_KINDS = (Kind.BLANK_SPOT, Kind.FLOOD, Kind.CONFLICT)
TREND_WEEKS = 8
WORST = 3
REGENCY, DISTRICT = 5, 8  # characters of a dotted code


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom Beranda is drawn: what to read, and which duties to remind of."""

    election_id: int
    place: str
    person_id: int
    tasks: TaskQuerySet
    agency_id: int | None = None
    judges: bool = False
    gives_tasks: bool = False
    reads_briefings: bool = False
    authorises: bool = False
    drafts: bool = False
    jobs: JobQuerySet | None = None


@dataclass(frozen=True, slots=True)
class Stations:
    """How many stations there are; special ones are counted in the whole too."""

    total: int
    special: int
    regencies: int


@dataclass(frozen=True, slots=True)
class KindFigure:
    """Stations with an open risk of a kind now and at the start of today; None where nobody has said anything."""

    kind: str
    label: Any
    stations: int | None
    change: int | None

    @property
    def tone(self) -> str:
        """Give the tone of the change: worse, better or nothing."""
        if not self.change:
            return ""
        return "worse" if self.change > 0 else "better"


@dataclass(frozen=True, slots=True)
class RegencyRow:
    """Open risks of a kabupaten/kota by severity, with their number at the end of each of the last weeks."""

    code: str
    name: str
    known: bool
    severities: dict[str, int]
    trend: list[int]

    @property
    def total(self) -> int:
        """Count all open risks."""
        return sum(self.severities.values())

    @property
    def trend_words(self) -> str:
        """Say the trend in words, for those who cannot see the line."""
        numbers = ", ".join(str(number) for number in self.trend)
        return _("%(name)s, risiko terbuka pada akhir 8 minggu terakhir: %(numbers)s") % {
            "name": self.name,
            "numbers": numbers,
        }


@dataclass(frozen=True, slots=True)
class Worsened:
    """A district with more open risks of a kind than a week ago."""

    code: str
    name: str
    above: str
    kind: str
    before: int
    now: int

    @property
    def more(self) -> int:
        """Count by how many it got worse."""
        return self.now - self.before


def stations(election_id: int, place: str) -> Stations:
    """Count the stations of a place."""
    found = (
        PollingStation.objects.of(election_id)
        .within(place)
        .aggregate(
            total=Count("pk"),
            special=Count("pk", filter=Q(special=True)),
            regencies=Count(Left("region_id", REGENCY), distinct=True),
        )
    )
    return Stations(**found)


def kind_figures(election_id: int, place: str, at: datetime) -> list[KindFigure]:
    """Give the figure of each main kind, and of the others where there is one."""
    said = set(Observation.objects.of(election_id).within(place).counting().order_by().values_list("kind").distinct())
    now = {each.kind: each.stations for each in summaries.open_by_kind(election_id, place)}
    morning = clock.day_window(clock.day_of(at)).start
    before = summaries.stations_open_at(election_id, morning, place)
    heard = {kind for (kind,) in said} | set(now) | set(before)
    return [
        KindFigure(
            kind=kind.value,
            label=kind.label,
            stations=now.get(kind.value, 0) if kind.value in heard else None,
            change=now.get(kind.value, 0) - before.get(kind.value, 0) if kind.value in heard else None,
        )
        for kind in Kind
        if kind in MAIN_KINDS or now.get(kind.value)
    ]


def regency_rows(election_id: int, place: str, at: datetime) -> list[RegencyRow]:
    """Give each kabupaten/kota of a place with its open risks, the most critical first."""
    names = dict(
        Region.objects.within(place[:REGENCY]).at_level(Level.REGENCY).order_by("code").values_list("code", "name")
    )
    ends = [at - timedelta(weeks=weeks) for weeks in reversed(range(TREND_WEEKS))]
    rows = (
        Flag.objects.of(election_id)
        .within(place)
        .order_by()
        .annotate(code=Left(Coalesce("station__region_id", "region_id"), REGENCY))
        .values("code")
        .annotate(
            **{name.value: Count("pk", filter=Q(severity=name, status__in=OPEN_STATUSES)) for name in SEVERITY_ORDER},
            **{f"week_{index}": Count("pk", filter=_open_at(end)) for index, end in enumerate(ends)},
        )
    )
    found = {row["code"]: row for row in rows}
    table = [
        RegencyRow(
            code=code,
            name=name,
            known=code in found,
            severities={each.value: found.get(code, {}).get(each.value, 0) for each in SEVERITY_ORDER},
            trend=[found[code][f"week_{index}"] for index in range(TREND_WEEKS)] if code in found else [],
        )
        for code, name in names.items()
    ]
    return sorted(table, key=lambda row: (-row.severities["critical"], -row.severities["high"], -row.total, row.code))


def worsened(election_id: int, place: str, at: datetime) -> list[Worsened]:
    """Give the districts where a kind of risk grew most in seven days."""
    rows = (
        Flag.objects.of(election_id)
        .within(place)
        .order_by()
        .annotate(code=Left(Coalesce("station__region_id", "region_id"), DISTRICT))
        .values("code", "kind")
        .annotate(
            now=Count("pk", filter=Q(status__in=OPEN_STATUSES)),
            before=Count("pk", filter=_open_at(at - timedelta(days=7))),
        )
    )
    grown = sorted(
        (row for row in rows if row["now"] > row["before"]), key=lambda row: (row["before"] - row["now"], row["code"])
    )[:WORST]
    regions = Region.objects.filter(code__in=[row["code"] for row in grown]).select_related("parent")
    named = {region.code: region for region in regions}
    return [
        Worsened(
            code=row["code"],
            name=named[row["code"]].name,
            above=named[row["code"]].parent.name if named[row["code"]].parent else "",
            kind=row["kind"],
            before=row["before"],
            now=row["now"],
        )
        for row in grown
    ]


def _open_at(at: datetime) -> Q:
    known = Q(reported_at__isnull=True) | Q(reported_at__lt=at)
    return known & (Q(closed_at__isnull=True, status__in=OPEN_STATUSES) | Q(closed_at__gte=at))

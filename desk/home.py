"""What Beranda shows, read from all apps: what needs somebody, and the state in figures. One moment, few queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from desk import clock
from desk.coordination.grants.querysets import GrantQuerySet
from desk.coordination.meetings.querysets import MeetingQuerySet
from desk.coordination.querysets import TaskQuerySet
from desk.coordination.referrals.querysets import ReferralQuerySet
from desk.home_risks import counted
from desk.work.querysets import JobQuerySet
from risks.kinds import SEVERITY_ORDER, Kind
from risks.models import Observation
from tps.kinds import Level
from tps.models import PollingStation, Region

MAIN_KINDS = (Kind.BLANK_SPOT, Kind.FLOOD, Kind.CONFLICT)
TREND_WEEKS = 8
WORST = 3
REGENCY = 5  # characters of a dotted code


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom Beranda is drawn: what to read, and which duties to remind of."""

    election_id: int
    place: str
    person_id: int
    tasks: TaskQuerySet
    referrals: ReferralQuerySet | None = None
    watches_referrals: bool = False
    agency_id: int | None = None
    agency_code: str = ""
    judges: bool = False
    inbox: str | None = None  # the region code within which they verify; "" is everywhere, None nowhere
    accepts: bool = False
    gives_tasks: bool = False
    reads_briefings: bool = False
    authorises: bool = False
    drafts: bool = False
    jobs: JobQuerySet | None = None
    imports: bool = False
    keeps_contacts: bool = False
    meetings: MeetingQuerySet | None = None
    minutes: bool = False  # whether minutes that nobody approved are theirs to see to
    grants: GrantQuerySet | None = None


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


@dataclass(frozen=True, slots=True)
class State:
    """The risks of a place in figures, all of one moment."""

    kinds: list[KindFigure]
    regencies: list[RegencyRow]
    worsened: list[Worsened]
    newest: datetime | None


def state(election_id: int, place: str, at: datetime) -> State:
    """Read the state of the risks of a place: three queries, folded here by kind, kabupaten/kota and kecamatan."""
    rows = _flags(election_id, place, at)
    heard = (
        Observation.objects.of(election_id)
        .within(place)
        .counting()
        .order_by()
        .values_list("kind")
        .annotate(newest=Max("observed_at"))
    )
    said = dict(heard)
    grown = sorted((row for row in rows if row["now"] > row["week_ago"]), key=lambda row: row["week_ago"] - row["now"])
    worst = grown[:WORST]
    regions = Region.objects.within(place[:REGENCY]).filter(
        Q(level=Level.REGENCY) | Q(code__in=[row["code"] for row in worst])
    )
    names = {region.code: region.name for region in regions.order_by("code")}
    return State(
        kinds=_kind_figures(rows, set(said)),
        regencies=_regency_rows(rows, {code: name for code, name in names.items() if len(code) == REGENCY}),
        worsened=[
            Worsened(
                code=row["code"],
                name=names.get(row["code"], row["code"]),
                above=names.get(row["code"][:REGENCY], "") if len(row["code"]) > REGENCY else "",
                kind=row["kind"],
                before=row["week_ago"],
                now=row["now"],
            )
            for row in worst
        ],
        newest=max(said.values(), default=None),
    )


def _flags(election_id: int, place: str, at: datetime) -> list[dict[str, Any]]:
    """Count the risks by kecamatan (or the wider region that a risk concerns) and kind, now and at earlier moments."""
    morning = clock.day_window(clock.day_of(at)).start
    ends = [at - timedelta(weeks=weeks) for weeks in reversed(range(TREND_WEEKS))]
    return counted(election_id, place, morning=morning, week_ago=at - timedelta(days=7), ends=ends)


def _kind_figures(rows: list[dict[str, Any]], said: set[str]) -> list[KindFigure]:
    """Give the figure of each main kind, and of the others where there is one."""
    now: dict[str, int] = {}
    before: dict[str, int] = {}
    for row in rows:
        now[row["kind"]] = now.get(row["kind"], 0) + row["stations"]
        before[row["kind"]] = before.get(row["kind"], 0) + row["stations_before"]
    heard = said | set(now)
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


def _regency_rows(rows: list[dict[str, Any]], names: dict[str, str]) -> list[RegencyRow]:
    """Give each kabupaten/kota with its open risks, the most critical first."""
    table = []
    for code, name in names.items():
        here = [row for row in rows if row["code"][:REGENCY] == code]
        table.append(
            RegencyRow(
                code=code,
                name=name,
                known=bool(here),
                severities={each.value: sum(row[each.value] for row in here) for each in SEVERITY_ORDER},
                trend=[sum(row[f"week_{index}"] for row in here) for index in range(TREND_WEEKS)] if here else [],
            )
        )
    return sorted(table, key=lambda row: (-row.severities["critical"], -row.severities["high"], -row.total, row.code))

"""The board's figures: how many forms are where, by place, from counters and not from the forms themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Left

from desk.recap.kinds import SETTLED, FormState, Online
from desk.recap.models import FormCount, FormStanding
from desk.recap.planned import planned
from desk.recap.policy import Deadlines
from desk.recap.reach import Reach
from tps import codes
from tps.models import PollingStation, Region

LENGTHS = {"": 5, "province": 5, "regency": 8, "district": 13}  # characters of the codes one level down
DISTRICT = 8
KEPT = 600  # seconds; a new pulse makes a new key
How = tuple[str, str]  # state and how far the photo went


@dataclass(slots=True)
class Tally:
    """Forms of some stations: how many there should be, and how many of them are where. `overdue` None: not yet due."""

    expected: int = 0
    reported: int = 0
    sent: int = 0
    visible: int = 0
    carried: int = 0
    unknown: int = 0
    silent: int = 0
    settled: int = 0
    overdue: int | None = None

    def take(self, how: How, number: int) -> None:
        """Add forms that stand so."""
        state, online = how
        known = state != FormState.NOT_KNOWN
        self.reported += number * known
        self.unknown += number * (not known)
        self.sent += number * (online != Online.NO)
        self.visible += number * (online == Online.VISIBLE)
        self.carried += number * (state in {FormState.HANDED, FormState.REPHOTOGRAPHED, FormState.MANUAL})
        self.settled += number * (state in SETTLED)
        self.silent -= number

    def due(self, passed: bool) -> None:
        """Say how many are late once their moment has passed."""
        self.silent = max(self.silent + self.expected, 0)
        self.overdue = max(self.expected - self.settled, 0) if passed else None


@dataclass(slots=True)
class Line:
    """One place of the board; stations out of reach are counted apart and never as missing."""

    code: str
    name: str
    stations: int = 0
    blank: int = 0
    planned: int = 0
    reachable: Tally = field(default_factory=Tally)
    unreachable: Tally = field(default_factory=Tally)
    unreachable_stations: int = 0
    disputed: int = 0
    back: int = 0

    @property
    def unplanned(self) -> int:
        """Give how many blank spots have no complete plan."""
        return self.blank - self.planned


@dataclass(slots=True)
class Board:
    """What is known of a place: a line for each place below it and one for all of it, at a moment."""

    place: str
    races: int
    lines: list[Line]
    whole: Line
    at: datetime


def board(
    election_id: int,
    place: str,
    *,
    races: list[int],
    reach: Reach,
    deadlines: Deadlines,
    at: datetime,
    version: int,
) -> Board:
    """Give the figures of a province, regency or district ("" is everywhere) for these races; at most five queries.

    The same pulse gives the same figures for ten minutes, so that many watchers cost one look.
    """
    picture = hash((tuple(sorted(reach.blank)), tuple(sorted(reach.unreachable))))
    bucket = int(at.timestamp()) // KEPT
    key = f"recap.board.{election_id}.{version}.{place}.{deadlines.phase(at)}.{bucket}.{picture}.{sorted(races)}"
    key = key.replace(" ", "")
    found = cache.get(key) if version else None
    if found is None:
        found = _board(election_id, place, races, reach, deadlines, at)
        cache.set(key, found, KEPT)
    return found


def _board(election_id: int, place: str, races: list[int], reach: Reach, deadlines: Deadlines, at: datetime) -> Board:
    length = LENGTHS[codes.level(place) if place else ""]
    lines = {code: Line(code, name, number) for code, name, number in _below(election_id, place, length)}

    def line(code: str) -> Line:
        return lines.setdefault(code[:length], Line(code[:length], code[:length]))

    inside = {station: code for station, code in reach.unreachable.items() if _lies(code, place)}
    plans = planned(election_id)
    for code in inside.values():
        line(code).unreachable_stations += 1
    for child, how, number in _counts(election_id, place, length, races):
        line(child).reachable.take(how, number)
    for code, how, number, listed in _apart(election_id, place, inside, races):
        # Counted with all others above: taken out there, and put where they belong; withdrawn ones belong nowhere.
        line(code).reachable.take(how, -number)
        if listed:
            line(code).unreachable.take(how, number)
    for station, code in reach.blank.items():
        if _lies(code, place):
            line(code).blank += 1
            line(code).planned += station in plans
    for code, disputed, back in _odd(election_id, place, races):
        line(code).disputed += disputed
        line(code).back += back
    whole = Line(place, "")
    for each in lines.values():
        each.unreachable.expected = each.unreachable_stations * len(races)
        each.reachable.expected = (each.stations - each.unreachable_stations) * len(races)
        each.reachable.due(at >= deadlines.reachable)
        each.unreachable.due(at >= deadlines.unreachable)
        _add(whole, each)
    shown = sorted((each for each in lines.values() if each.stations or each.blank), key=lambda each: each.code)
    return Board(place, len(races), shown, whole, at)


def regencies(election_id: int) -> dict[str, Counter[How]]:
    """Count the forms of each regency by state and photo, from the counters alone: one query for a whole country."""
    found: dict[str, Counter[How]] = defaultdict(Counter)
    for child, how, number in _counts(election_id, "", LENGTHS[""], None):
        found[child][how] += number
    return dict(found)


def apart(
    election_id: int, unreachable: dict[int, str], races: list[int]
) -> tuple[dict[str, Counter[How]], dict[str, Counter[How]]]:
    """Count by regency what `regencies` counts without setting it apart: one query.

    First the forms of the stations out of reach (ids with village codes), then those of withdrawn stations, which
    belong nowhere.
    """
    far: dict[str, Counter[How]] = defaultdict(Counter)
    gone: dict[str, Counter[How]] = defaultdict(Counter)
    for code, how, number, listed in _apart(election_id, "", unreachable, races):
        (far if listed else gone)[code[: LENGTHS[""]]][how] += number
    return far, gone


def _below(election_id: int, place: str, length: int) -> Iterable[tuple[str, str, int]]:
    """Give code, name and stations of each place below this one; one query."""
    level = {5: "regency", 8: "district", 13: "village"}[length]
    regions = Region.objects.within(place).at_level(level).order_by()
    named = regions.values_list("code", "name", Value(0))
    stations = PollingStation.objects.of(election_id).within(place).order_by().annotate(child=Left("region_id", length))
    counted = stations.values_list("child").annotate(name=Value(""), number=Count("pk"))
    found: dict[str, tuple[str, int]] = {}
    for code, name, number in named.union(counted, all=True):
        before = found.get(code, ("", 0))
        found[code] = (name or before[0], number or before[1])
    return [(code, name or code, number) for code, (name, number) in found.items()]


def _counts(election_id: int, place: str, length: int, races: list[int] | None) -> Iterable[tuple[str, How, int]]:
    if length > DISTRICT:
        forms = FormStanding.objects.of(election_id).within(place).filter(number__gt=0).order_by()
        rows = forms.filter(race__in=races or []).values_list("place", "state", "online").annotate(total=Count("pk"))
    else:
        counters = FormCount.objects.of(election_id).within(place).order_by()
        counters = counters if races is None else counters.filter(race__in=races)
        rows = (
            counters.annotate(child=Left("district", length))
            .values_list("child", "state", "online")
            .annotate(total=Sum("number"))
        )
    for child, state, online, number in rows:
        yield child, (state, online), number


def _apart(
    election_id: int, place: str, inside: dict[int, str], races: list[int]
) -> Iterable[tuple[str, How, int, bool]]:
    forms = FormStanding.objects.of(election_id).filter(number__gt=0, race__in=races).order_by()
    listed = forms.filter(station__in=list(inside)).values_list("place", "state", "online").annotate(total=Count("pk"))
    gone = PollingStation.objects.filter(election_id=election_id, withdrawn_at__isnull=False).values("pk")
    withdrawn = forms.within(place).filter(station__in=gone).values_list("place", "state", "online")
    withdrawn = withdrawn.annotate(total=Count("pk"))
    both = [rows.annotate(listed=Value(number)) for rows, number in ((listed, 1), (withdrawn, 0))]
    for code, state, online, number, kept in both[0].union(both[1], all=True):
        yield code, (state, online), number, bool(kept)


def _odd(election_id: int, place: str, races: list[int]) -> Iterable[tuple[str, int, int]]:
    forms = FormStanding.objects.of(election_id).within(place).filter(Q(disputed=True) | Q(back=True)).order_by()
    rows = forms.filter(race__in=races, station__withdrawn_at__isnull=True).values_list("place")
    return rows.annotate(disputes=Count("pk", filter=Q(disputed=True)), backs=Count("pk", filter=Q(back=True)))


def _lies(code: str, place: str) -> bool:
    return not place or code == place or code.startswith(f"{place}.")


def _add(whole: Line, line: Line) -> None:
    for name in ("stations", "blank", "planned", "unreachable_stations", "disputed", "back"):
        setattr(whole, name, getattr(whole, name) + getattr(line, name))
    for mine, other in ((whole.reachable, line.reachable), (whole.unreachable, line.unreachable)):
        for name in ("expected", "reported", "sent", "visible", "carried", "unknown", "silent", "settled"):
            setattr(mine, name, getattr(mine, name) + getattr(other, name))
        if other.overdue is not None:
            mine.overdue = (mine.overdue or 0) + other.overdue

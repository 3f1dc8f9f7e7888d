"""The recap as briefings take it: one frozen picture of a place at a moment."""

from dataclasses import dataclass
from datetime import datetime

from desk.recap.board import pulse
from desk.recap.board.reading import Line, Tally, board
from desk.recap.policy import deadlines
from desk.recap.reach import reach
from desk.recap.report.reading import report
from risks.speaking import Rule
from tps.models import Election, Race


@dataclass(frozen=True, slots=True)
class RecapPlace:
    """One place of the picture, in forms; `overdue` is None before its moment, `unreachable_*` stand apart."""

    code: str
    name: str
    expected: int
    reported: int
    sent: int
    visible: int
    overdue: int | None
    unreachable_stations: int
    unreachable_expected: int
    unreachable_reported: int
    disputed: int


@dataclass(frozen=True, slots=True)
class RecapSituation:
    """How an election's result forms stand at a moment; minutes are from counted to visible, None where unknown."""

    at: datetime
    races: int
    whole: RecapPlace
    places: tuple[RecapPlace, ...]
    blank: int
    unplanned: int | None
    median_minutes: int | None
    slow_minutes: int | None
    never_seen: int

    @property
    def begun(self) -> bool:
        """Tell whether anybody reported anything."""
        return bool(self.whole.reported or self.whole.unreachable_reported)


def recap_situation(election: Election, place: str, *, rule: Rule, at: datetime) -> RecapSituation:
    """Give the picture of a place above the villages ("" is everywhere); about ten queries, no vote totals."""
    races = list(Race.objects.filter(election=election).values_list("pk", flat=True))
    reached = reach(election.pk, rule=rule, at=at)
    found = board(
        election.pk, place, races=races, reach=reached, deadlines=deadlines(election.polling_date), at=at,
        version=pulse.version(election.pk),
    )  # fmt: skip
    worked = report(election.pk, place, reached)
    return RecapSituation(
        at=at,
        races=len(races),
        whole=_place(found.whole.code, "", found.whole.reachable, found.whole.unreachable, found.whole),
        places=tuple(_place(each.code, each.name, each.reachable, each.unreachable, each) for each in found.lines),
        blank=found.whole.blank,
        unplanned=found.whole.unplanned,
        median_minutes=worked.whole.median,
        slow_minutes=worked.whole.slow,
        never_seen=sum(number for _code, _name, number in worked.never),
    )


def _place(code: str, name: str, near: Tally, far: Tally, line: Line) -> RecapPlace:
    return RecapPlace(
        code=code,
        name=name,
        expected=near.expected,
        reported=near.reported,
        sent=near.sent,
        visible=near.visible,
        overdue=near.overdue,
        unreachable_stations=line.unreachable_stations,
        unreachable_expected=far.expected,
        unreachable_reported=far.reported,
        disputed=line.disputed,
    )

"""What a briefing knows: frozen facts at one moment for one agency, as plain values that go through JSON unchanged.

Moments are ISO texts with their zone; what nobody has said is None or absent, never 0.
"""

from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class KindFacts:
    """Open risks of one kind; `stations` counts distinct TPS, `before` those at the beginning of the window."""

    kind: str
    flags: int
    stations: int
    before: int
    severities: dict[str, int]


@dataclass(frozen=True, slots=True)
class RegencyFacts:
    """One kabupaten/kota: registered TPS (None while no roster is loaded) and its open risks."""

    code: str
    name: str
    stations: int | None
    flags: int
    severities: dict[str, int]
    kinds: dict[str, int]


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What one source says about one kind: TPS at risk now and before the window, and when it last spoke."""

    kind: str
    source: str
    adverse: int
    stations: int
    before: int | None
    as_of: str
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Statement:
    """One source's newest word about a risk."""

    source: str
    grade: str
    at: str


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """One open risk by its number, with what each source says and the tasks about it that are not ended."""

    number: str
    kind: str
    severity: str
    status: str
    station: str
    place: str
    reported: str | None
    owner: str
    note: str
    statements: tuple[Statement, ...]
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """One task that is not ended."""

    number: str
    title: str
    owner_code: str
    owner: str
    due: str
    overdue: bool
    state: str
    priority: str
    risk: str
    place: str


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    """How many tasks an agency owes."""

    code: str
    name: str
    alive: int
    overdue: int


@dataclass(frozen=True, slots=True)
class DismissedFacts:
    """A risk dismissed in the window, with the reason."""

    number: str
    kind: str
    outcome: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What happened to risks of one kind in the window."""

    kind: str
    reported: int
    verified: int
    resolved: int
    dismissed: int


@dataclass(frozen=True, slots=True)
class Situation:
    """All that one issue says; `profile` chooses the content, `missed` names scheduled periods that had no issue.

    `at_risk` counts the distinct TPS with an open risk of any kind; None where it was not counted.
    """

    profile: str
    agency_code: str
    agency: str
    place: str
    election_code: str
    election: str
    polling_day: str
    simulated: bool
    edition: str
    period: str
    start: str
    end: str
    as_of: str
    preceding: str
    stations: int | None
    voters: int | None
    heard: str | None
    at_risk: int | None = None
    kinds: tuple[KindFacts, ...] = ()
    regencies: tuple[RegencyFacts, ...] = ()
    sources: tuple[SourceFacts, ...] = ()
    changes: tuple[ChangeFacts, ...] = ()
    risks: tuple[RiskFacts, ...] = ()
    risks_total: int = 0
    waiting: tuple[RiskFacts, ...] = ()
    waiting_total: int = 0
    dismissed: tuple[DismissedFacts, ...] = ()
    dismissed_total: int = 0
    tasks: tuple[TaskFacts, ...] = ()
    tasks_total: int = 0
    others: tuple[TaskFacts, ...] = ()
    others_total: int = 0
    owners: tuple[OwnerFacts, ...] = ()
    missed: tuple[str, ...] = ()

    def kind(self, name: str) -> KindFacts | None:
        """Give the facts of a kind, None when no risk of it is open."""
        return next((each for each in self.kinds if each.kind == name), None)

    def sources_of(self, kind: str) -> tuple[SourceFacts, ...]:
        """Give what the sources say about a kind."""
        return tuple(each for each in self.sources if each.kind == kind)

    def knows(self, kind: str) -> bool:
        """Tell whether anybody has said anything about a kind: without it there is no number, not even 0."""
        return bool(self.kind(kind) or self.sources_of(kind) or any(change.kind == kind for change in self.changes))

    def silent(self) -> bool:
        """Tell whether nobody has said anything about any risk."""
        return not (self.kinds or self.changes or self.sources or self.heard)

    def severities(self) -> dict[str, int]:
        """Sum the open risks of all kinds by severity."""
        total: dict[str, int] = {}
        for each in self.kinds:
            for name, count in each.severities.items():
                total[name] = total.get(name, 0) + count
        return total


def to_json(situation: Situation) -> dict[str, Any]:
    """Give a situation as JSON values."""
    return asdict(situation)


def from_json(data: dict[str, Any]) -> Situation:
    """Give the situation that `to_json` wrote; ValueError when it is none."""
    try:
        found: Situation = _revive(Situation, data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"This is not a situation: {error}") from error
    return found


def _revive(wanted: Any, value: Any) -> Any:
    if is_dataclass(wanted):
        hints = get_type_hints(wanted)
        known = {
            field.name: _revive(hints[field.name], value[field.name]) for field in fields(wanted) if field.name in value
        }
        return wanted(**known)  # type: ignore[operator]  # a table of functions of several shapes
    if get_origin(wanted) is tuple:
        return tuple(_revive(get_args(wanted)[0], each) for each in value)
    return value

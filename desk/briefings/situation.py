"""What a briefing knows: frozen facts at one moment for one agency, as plain values that go through JSON unchanged.

Moments are ISO texts with their zone; what nobody has said is None or absent, never 0.
"""

from dataclasses import asdict, dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from desk.briefings.content.facts import (
    ChangeFacts,
    DismissedFacts,
    KindFacts,
    OwnerFacts,
    RegencyFacts,
    RiskFacts,
    SourceFacts,
    Statement,
    TaskFacts,
)
from desk.briefings.content.facts_ready import (
    AreaFacts,
    ClaimFacts,
    PlanFacts,
    PlanLine,
    ReadinessFacts,
    RecapFacts,
    ReferralFacts,
    ReferredFacts,
    ScoreFacts,
    SiteFacts,
    SiteLine,
    VariableFacts,
)

__all__ = [
    "ChangeFacts",
    "DismissedFacts",
    "KindFacts",
    "OwnerFacts",
    "RegencyFacts",
    "RiskFacts",
    "Situation",
    "SourceFacts",
    "Statement",
    "TaskFacts",
    "from_json",
    "to_json",
]
FIRST, WIDER = 1, 2  # how much a situation holds: issues of before keep their own shape for ever


@dataclass(frozen=True, slots=True)
class Situation:
    """All that one issue says; `profile` chooses the content, `missed` names scheduled periods that had no issue.

    `at_risk` counts the distinct TPS with an open risk of any kind; None where it was not counted. What begins at
    `verified` stands only in those of version 2; there None means that nobody said anything.
    `decides` counts the proposed reserve sites that wait for this agency.
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
    version: int = FIRST
    verified: int | None = None
    differing: int | None = None
    unattended: int | None = None
    preceding_as_of: str = ""
    before: dict[str, int] | None = None
    fresh: tuple[RiskFacts, ...] = ()
    fresh_total: int = 0
    hard: tuple[RiskFacts, ...] = ()
    hard_total: int = 0
    soon: tuple[TaskFacts, ...] = ()
    soon_total: int = 0
    plans: tuple[PlanFacts, ...] = ()
    plan_lacks: dict[str, int] = field(default_factory=dict)
    plan_means: dict[str, int] = field(default_factory=dict)
    plan_lines: tuple[PlanLine, ...] = ()
    plan_lines_total: int = 0
    sites: tuple[SiteFacts, ...] = ()
    site_lines: tuple[SiteLine, ...] = ()
    site_lines_total: int = 0
    sites_overdue: int = 0
    decides: int = 0
    claims: tuple[ClaimFacts, ...] = ()
    scores: tuple[ScoreFacts, ...] = ()
    areas: tuple[AreaFacts, ...] = ()
    variables: tuple[VariableFacts, ...] = ()
    referrals: tuple[ReferralFacts, ...] = ()
    referrals_total: int = 0
    referred: tuple[ReferredFacts, ...] = ()
    readiness: tuple[ReadinessFacts, ...] = ()
    subjects: tuple[ReadinessFacts, ...] = ()
    recap: tuple[RecapFacts, ...] = ()
    races: int = 0

    def kind(self, name: str) -> KindFacts | None:
        """Give the facts of a kind, None when no risk of it is open."""
        return next((each for each in self.kinds if each.kind == name), None)

    def sources_of(self, kind: str) -> tuple[SourceFacts, ...]:
        """Give what the sources say about a kind."""
        return tuple(each for each in self.sources if each.kind == kind)

    def claims_of(self, *kinds: str) -> tuple[ClaimFacts, ...]:
        """Give the stated numbers about some kinds."""
        return tuple(each for each in self.claims if each.kind in kinds)

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

    def flags(self) -> int:
        """Count the open risks of all kinds."""
        return sum(each.flags for each in self.kinds)


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


@cache
def _shape(wanted: Any) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(wanted)
    return tuple((each.name, hints[each.name]) for each in fields(wanted))


def _revive(wanted: Any, value: Any) -> Any:
    if isinstance(wanted, type) and is_dataclass(wanted):
        known = {name: _revive(hint, value[name]) for name, hint in _shape(wanted) if name in value}
        return wanted(**known)
    if get_origin(wanted) is tuple:
        return tuple(_revive(get_args(wanted)[0], each) for each in value)
    return value

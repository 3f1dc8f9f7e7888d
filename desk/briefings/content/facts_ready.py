"""What a situation is made of, second part: preparations, published numbers, areas, referrals, the recap.

Moments are ISO texts with their zone. A `code` is a dotted region code.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """TPS without signal in one region by the state of their fallback plan; they add up to `stations`."""

    code: str
    name: str
    stations: int
    complete: int
    incomplete: int
    missing: int


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One TPS without signal whose fallback plan is missing or incomplete, with what it lacks."""

    station: str
    place: str
    state: str
    means: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Flood-prone TPS in one region by the state of their reserve site; a called-off site counts as none."""

    code: str
    name: str
    stations: int
    agreed: int
    proposed: int
    none: int


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One flood-prone TPS and its reserve site; `site` is "" where there is none."""

    station: str
    place: str
    site: str
    state: str
    deadline: str | None
    decider_code: str
    decider: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A number that a source states of a region without a list of stations."""

    number: str
    kind: str
    code: str
    name: str
    source: str
    count: int
    unit: str
    counts: str
    as_of: str | None
    reference: str


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """A published index score of a region, as published; "" where the publication says nothing."""

    code: str
    name: str
    instrument: str
    score: str
    category: str
    source: str
    published: str | None


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """The area of one agency: TPS in it (None where that is not known), open risks by kind, and conflicts."""

    body: str
    name: str
    agency: str
    stations: int | None
    kinds: dict[str, int]
    conflict: dict[str, int]
    grave: int


@dataclass(frozen=True, slots=True)
class VariableFacts:
    """Open conflict risks about which one of Bawaslu's seven variables is named."""

    variable: str
    verified: int
    waiting: int


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """A referral that nobody has answered."""

    number: str
    risk: str
    place: str
    to_code: str
    to: str
    by_code: str
    question: str
    asked: str
    answer_by: str
    late: bool
    read: bool


@dataclass(frozen=True, slots=True)
class ReferredFacts:
    """How many referrals an agency has not answered, and since when the oldest waits."""

    code: str
    name: str
    waiting: int
    late: int
    oldest: str


@dataclass(frozen=True, slots=True)
class ReadinessFacts:
    """How the items of readiness stand in one region, or of one subject; stale ones are unknown."""

    code: str
    name: str
    red: int
    amber: int
    green: int
    unknown: int
    late: int


@dataclass(frozen=True, slots=True)
class RecapFacts:
    """How the result forms of one region stand: all there are, and those that were seen, sent and visible.

    The TPS out of reach stand apart since they are told apart (`far_stations` and what follows); before that all stood
    in the first numbers.
    """

    code: str
    name: str
    expected: int
    reported: int
    sent: int
    visible: int
    far_stations: int = 0
    far_expected: int = 0
    far_reported: int = 0
    far_sent: int = 0
    far_carried: int = 0

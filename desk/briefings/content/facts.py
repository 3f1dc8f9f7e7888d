"""What a situation is made of, first part: risks, what sources say of them, tasks about them."""

from dataclasses import dataclass


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
    """What one source says about one kind: TPS at risk now and before the window, and when it last spoke.

    `last` and `last_grades` are what the preceding issue said of it, None where it said nothing.
    """

    kind: str
    source: str
    adverse: int
    stations: int
    before: int | None
    as_of: str
    grades: dict[str, int]
    last: int | None = None
    last_grades: dict[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One source's newest word about a risk."""

    source: str
    grade: str
    at: str


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """One open risk by its number, with what each source says and the tasks about it that are not ended.

    `variables` are Bawaslu's, `mode` and `minutes` the way there, each as the newest statement that has any says.
    """

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
    region: str = ""
    variables: tuple[str, ...] = ()
    mode: str = ""
    minutes: int | None = None

    @property
    def differing(self) -> bool:
        """Tell whether its sources say different things."""
        return len({each.grade for each in self.statements}) > 1


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
    region: str = ""


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    """How many tasks an agency owes."""

    code: str
    name: str
    alive: int
    overdue: int


@dataclass(frozen=True, slots=True)
class DismissedFacts:
    """A risk dismissed in the window, with the reason that was written down with it, "" for none."""

    number: str
    kind: str
    outcome: str
    place: str
    note: str
    reason: str = ""
    closed: str = ""


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What happened to risks of one kind in the window."""

    kind: str
    reported: int
    verified: int
    resolved: int
    dismissed: int

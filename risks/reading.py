"""What a page shows of a risk beside its own row: what each source says of the place, and whether they agree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

from risks import speaking
from risks.kinds import Kind
from risks.models import Flag, Observation
from risks.speaking import Rule, Spoken

BATCH = 1000  # risks whose statements are fetched at once


@dataclass(frozen=True)
class Told:
    """The statements about one place and kind, newest first; `spoken` says which one counts, and why."""

    kind: str
    statements: list[Observation]
    spoken: Spoken[Observation]
    latest: list[Observation]
    rule: Rule

    @property
    def current(self) -> Observation | None:
        """Give the statement that speaks for the place."""
        return self.spoken.statement

    @property
    def label(self) -> str:
        """Name the kind."""
        return str(Kind(self.kind).label)

    @property
    def rule_words(self) -> str:
        """Say by which rule the statement was chosen."""
        return self.rule.words(self.kind)

    @property
    def sources(self) -> int:
        """Count the sources whose statements count."""
        return len(self.latest)

    @property
    def disputed(self) -> bool:
        """Tell whether the statements that speak for the sources differ."""
        return len({each.grade for each in self.latest}) > 1


@dataclass(frozen=True)
class Read(Told):
    """A risk with what was told of its place and kind."""

    flag: Flag


def tell(kind: str, statements: list[Observation], rule: Rule, at: datetime) -> Told:
    """Give the statements about one place and kind with the one that speaks at a moment."""
    spoken = speaking.speaks(statements, rule, at)
    return Told(kind, statements, spoken, speaking.each_source(statements, rule, at), rule)


def by_kind(statements: Iterable[Observation], rule: Rule, at: datetime) -> list[Told]:
    """Give what was told of one place for each kind; the statements come in the order of kinds, newest first."""
    return [tell(kind, list(rows), rule, at) for kind, rows in groupby(statements, key=lambda each: each.kind)]


def read_flags(
    flags: Iterable[Flag], agency_id: int | None = None, *, rule: Rule, at: datetime, narrow: bool = False
) -> Iterator[Read]:
    """Give each risk with its statements, one query for a thousand; `narrow` hides other agencies' proposals."""
    waiting = iter(flags)
    while batch := list(islice(waiting, BATCH)):
        said: dict[tuple[int | None, str | None, str], list[Observation]] = defaultdict(list)
        rows = Observation.objects.about(list(batch)).select_related("source")
        if narrow:
            rows = rows.shown_to(agency_id)
        for each in rows.order_by("-observed_at", "-pk"):
            said[(each.station_id, each.region_id, each.kind)].append(each)
        for flag in batch:
            told = tell(flag.kind, said[(flag.station_id, flag.region_id, flag.kind)], rule, at)
            yield Read(told.kind, told.statements, told.spoken, told.latest, rule, flag=flag)

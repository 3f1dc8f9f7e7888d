"""What a page shows of a risk beside its own row: what each source says of the place, and whether they agree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from risks import rules
from risks.models import Flag, Observation

BATCH = 1000  # risks whose statements are fetched at once


@dataclass(frozen=True, slots=True)
class Read:
    """A risk with the statements about its place and kind, newest first; `current` is the one that speaks."""

    flag: Flag
    statements: list[Observation]
    current: Observation | None

    @property
    def sources(self) -> int:
        """Count the sources whose statements count."""
        return len({each.source_id for each in self.latest})

    @property
    def latest(self) -> list[Observation]:
        """Give each source's newest accepted statement, newest first."""
        found: dict[int, Observation] = {}
        for each in self.statements:
            if each.standing == "accepted":
                found.setdefault(each.source_id, each)
        return list(found.values())

    @property
    def disputed(self) -> bool:
        """Tell whether the sources' newest statements differ."""
        return len({each.grade for each in self.latest}) > 1


def read_flags(flags: Iterable[Flag], agency_id: int | None = None, *, narrow: bool = False) -> Iterator[Read]:
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
            statements = said[(flag.station_id, flag.region_id, flag.kind)]
            yield Read(flag, statements, rules.current(statements))

"""What changed between two issues: two frozen situations in, lines out. Pure; it knows only what the papers know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from desk.briefings.situation import Situation


@dataclass(frozen=True, slots=True)
class Figure:
    """One number in both issues; None where an issue has no word about it."""

    key: str
    before: int | None
    after: int | None

    @property
    def moved(self) -> bool:
        """Tell whether the two differ."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Step:
    """One fact of an item that differs: field, value before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One item by its number: new in the later issue, no longer in it, or with other facts."""

    number: str
    label: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Lists:
    """What changed in one kind of items; `cut` says that a paper showed only the top of its list."""

    key: str
    new: tuple[Change, ...]
    gone: tuple[Change, ...]
    moved: tuple[Change, ...]
    cut: bool

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.moved)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between an earlier issue and a later one."""

    figures: tuple[Figure, ...]
    regencies: tuple[Figure, ...]
    lists: tuple[Lists, ...]


def compare(before: Situation, after: Situation) -> Comparison:
    """Compare two situations; figures come whole, lists only where something differs."""
    return Comparison(_figures(before, after), _regencies(before, after), tuple(filter(None, _lists(before, after))))


def _figures(before: Situation, after: Situation) -> tuple[Figure, ...]:
    found = [Figure("stations", before.stations, after.stations), Figure("at_risk", before.at_risk, after.at_risk)]
    kinds = [each.kind for each in after.kinds]
    kinds += [each.kind for each in before.kinds if each.kind not in kinds]
    found += [Figure(f"kind-{kind}", _flags(before, kind), _flags(after, kind)) for kind in kinds]
    found.append(Figure("tasks", before.tasks_total, after.tasks_total))
    found.append(Figure("overdue", _overdue(before), _overdue(after)))
    return tuple(found)


def _flags(situation: Situation, kind: str) -> int | None:
    facts = situation.kind(kind)
    return facts.flags if facts else 0 if situation.knows(kind) else None


def _overdue(situation: Situation) -> int | None:
    return sum(each.overdue for each in situation.owners) if situation.owners else None


def _regencies(before: Situation, after: Situation) -> tuple[Figure, ...]:
    old = {each.code: each for each in before.regencies}
    new = {each.code: each for each in after.regencies}
    found = [
        Figure(
            (new.get(code) or old[code]).name,
            old[code].flags if code in old else None,
            new[code].flags if code in new else None,
        )
        for code in sorted({*old, *new})
    ]
    return tuple(each for each in found if each.moved)


def _lists(before: Situation, after: Situation) -> Iterable[Lists]:
    yield _items(
        "risks",
        [*before.risks, *before.waiting],
        [*after.risks, *after.waiting],
        ("severity", "status", "owner"),
        lambda row: row.place,
        cut=any(each.risks_total > len(each.risks) for each in (before, after)),
    )
    yield _items(
        "tasks",
        [*before.tasks, *before.others],
        [*after.tasks, *after.others],
        ("state", "due", "owner"),
        lambda row: row.title,
        cut=any(each.tasks_total > len(each.tasks) or each.others_total > len(each.others) for each in (before, after)),
    )


def _items(
    key: str,
    before: list[Any],
    after: list[Any],
    facts: tuple[str, ...],
    label: Callable[[Any], str],
    *,
    cut: bool,
) -> Lists:
    old, new = ({row.number: row for row in rows} for rows in (before, after))
    moved = []
    for number, row in new.items():
        if number not in old:
            continue
        steps = tuple(
            Step(name, str(getattr(old[number], name)), str(getattr(row, name)))
            for name in facts
            if getattr(old[number], name) != getattr(row, name)
        )
        if steps:
            moved.append(Change(number, label(row), steps))
    return Lists(
        key,
        tuple(Change(number, label(row)) for number, row in new.items() if number not in old),
        tuple(Change(number, label(row)) for number, row in old.items() if number not in new),
        tuple(moved),
        cut,
    )

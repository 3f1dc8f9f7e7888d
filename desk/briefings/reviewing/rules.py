"""What a review does to a situation: items leave its lists, its numbers stay. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from desk.briefings.situation import Situation

LABELLED = ("title", "place", "note")


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered line that a paper may name: its number and the words by which a reviewer knows it."""

    number: str
    label: str


def items(situation: Situation) -> tuple[Item, ...]:
    """Give every numbered item of all lists, each once, in the order of the lists."""
    found: dict[str, Item] = {}
    for rows in _lists(situation).values():
        for row in rows:
            label = " · ".join(str(getattr(row, name)) for name in LABELLED if getattr(row, name, ""))
            found.setdefault(row.number, Item(row.number, label[:120]))
    return tuple(found.values())


def without(situation: Situation, numbers: Collection[str]) -> Situation:
    """Give the situation without some items, wherever they stand; counts and totals are those that were read."""
    if not numbers:
        return situation
    changed = {
        name: tuple(_unnamed(row, numbers) for row in rows if row.number not in numbers)
        for name, rows in _lists(situation).items()
    }
    return replace(situation, **changed)  # type: ignore[arg-type]  # fields by name


def _lists(situation: Situation) -> dict[str, tuple[Any, ...]]:
    found = {}
    for each in fields(situation):
        value = getattr(situation, each.name)
        if isinstance(value, tuple) and value and is_dataclass(value[0]) and hasattr(value[0], "number"):
            found[each.name] = value
    return found


def _unnamed(row: Any, numbers: Collection[str]) -> Any:
    """Take struck items out of a line that mentions them beside its own."""
    if isinstance(getattr(row, "tasks", None), tuple):
        row = replace(row, tasks=tuple(task for task in row.tasks if str(task).split(" ", 1)[0] not in numbers))
    if getattr(row, "risk", "") in numbers:
        row = replace(row, risk="")
    return row

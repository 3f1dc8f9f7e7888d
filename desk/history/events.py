"""Reads the event tables of all tracked models as one stream, newest first, in one query."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Func, JSONField, Min, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast
from pghistory.models import Context

from desk.history import registry
from desk.history.sight import Sight

BEFORE = "before"  # the label of events that only keep the state before a first change
ALIKE = 4  # from so many on, what one action did to many records is told as one line
Cursor = dict[str, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: kinds (none: all), a person's id, moments [start, end), a text or a number like R-0244."""

    kinds: tuple[str, ...] = ()
    person: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one record: its row afterwards (of a deleted one: before) and the row before, as plain values."""

    kind: str
    event_id: int
    at: datetime
    label: str
    object_id: str
    context_id: UUID | None
    facts: dict[str, Any]
    row: dict[str, Any]
    before: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some events and the cursor behind the last of them; None when nothing follows."""

    events: list[Event]
    following: Cursor | None


class RowJson(Func):
    """The whole row of a table as JSON."""

    output_field = JSONField()

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*(expressions or (F("pgh_id"),)), **extra)

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # Django passes more by keyword
        """Write to_jsonb(alias) for the alias under which the column of the expression is read."""
        column: Any = self.source_expressions[0]
        return f"to_jsonb({compiler.quote_name_unless_alias(column.alias)})", []


def stretch(sight: Sight, asked: Asked, *, after: Cursor | None = None, size: int = 50) -> Stretch:
    """Give the next events behind a cursor, one query whatever the data.

    A cursor holds, for each kind, the last event given. The events of a kind come in the order in which they were
    written, the kinds are merged by time; so nothing is skipped and nothing comes twice, also while people work.
    """
    streams = [
        rows for kind in registry.kinds() if (rows := _stream(kind, sight, asked, after or {}, size)) is not None
    ]
    if not streams:
        return Stretch([], None)
    first, *others = streams
    by_kind: dict[str, list[Event]] = {}
    for values in first.union(*others, all=True) if others else first:
        event = _event(values)
        by_kind.setdefault(event.kind, []).append(event)
    for events in by_kind.values():
        events.sort(key=lambda event: -event.event_id)
    merged = merge(*by_kind.values(), key=lambda event: event.at, reverse=True)
    found = list(islice(merged, size + 1))
    shown = found[:size]
    if len(found) <= size:
        return Stretch(shown, None)
    following = dict(after or {})
    for event in shown:
        following[event.kind] = event.event_id
    return Stretch(shown, following)


@dataclass(frozen=True, slots=True)
class Run:
    """Events of one kind that one action wrote together: the newest of them, and how many there are."""

    events: list[Event]
    count: int


def runs(sight: Sight, asked: Asked, *, after: Cursor | None = None, size: int = 50) -> tuple[list[Run], Cursor | None]:
    """Give the next events like `stretch`, but what one action did to many records of a kind as one run.

    An import of 33,000 rows is then one line instead of 660 pages; the cursor stands behind all of it.
    """
    part = stretch(sight, asked, after=after, size=size)
    found: list[Run] = []
    for _key, group in groupby(part.events, key=lambda event: (event.kind, event.context_id, event.label)):
        together = list(group)
        if together[0].context_id is None or len(together) < ALIKE:
            found += [Run([event], 1) for event in together]
        else:
            found.append(Run(together, len(together)))
    if part.following is None or not found or found[-1].count < ALIKE:
        return found, part.following
    newest = found[-1].events[0]
    rows = _wanted_rows(newest.kind, sight, asked, {newest.kind: newest.event_id + 1})
    if rows is None:
        return found, part.following
    ends = rows.filter(pgh_context_id=newest.context_id, pgh_label=newest.label).aggregate(
        count=Count("pgh_id"), first=Min("pgh_id")
    )
    found[-1] = Run(found[-1].events, ends["count"])
    return found, part.following | {newest.kind: ends["first"]}


def everything(sight: Sight, asked: Asked, *, chunk: int = 500) -> Iterator[list[Event]]:
    """Give all events that match, in stretches, for an export."""
    part = stretch(sight, asked, size=chunk)
    while part.events:
        yield part.events
        if part.following is None:
            return
        part = stretch(sight, asked, after=part.following, size=chunk)


def of_object(kind: str, object_id: str, sight: Sight, *, size: int = 50) -> list[Event] | None:
    """Give the events of one record, newest first; None when this person may not see it (or nothing was recorded)."""
    model = registry.event_models().get(kind)
    if model is None or not sight.sees(kind):
        return None
    try:
        rows = model.objects.filter(pgh_obj_id=model._meta.get_field("pgh_obj").target_field.to_python(object_id))
        if not rows.filter(sight.condition(kind)).exists():
            return None
    except (ValueError, TypeError, ValidationError):
        return None
    return [_event(values) for values in _values(rows.exclude(pgh_label=BEFORE), kind)[:size]]


def _stream(kind: str, sight: Sight, asked: Asked, after: Cursor, size: int) -> QuerySet[Any] | None:
    rows = _wanted_rows(kind, sight, asked, after)
    return None if rows is None else _values(rows, kind)[: size + 1]


def _wanted_rows(kind: str, sight: Sight, asked: Asked, after: Cursor) -> QuerySet[Any] | None:
    if (asked.kinds and kind not in asked.kinds) or not sight.sees(kind):
        return None
    rows = registry.event_models()[kind].objects.exclude(pgh_label=BEFORE).filter(sight.condition(kind))
    if kind in after:
        rows = rows.filter(pgh_id__lt=after[kind])
    if asked.person is not None:
        # Asked this way round, the few contexts of one person lead to their events by an index.
        rows = rows.filter(pgh_context__in=Context.objects.filter(metadata__user=asked.person))
    if asked.start:
        rows = rows.filter(pgh_created_at__gte=asked.start)
    if asked.end:
        rows = rows.filter(pgh_created_at__lt=asked.end)
    if asked.text:
        wanted = _wanted(kind, asked.text)
        if wanted is None:
            return None
        rows = rows.filter(wanted)
    return rows


def _wanted(kind: str, text: str) -> Q | None:
    known = registry.subject(kind)
    prefix, _sep, number = text.strip().upper().partition("-")
    if known.number and prefix == known.number and number.isdecimal() and len(number) < 10:
        return Q(pgh_obj_id=int(number))
    found = Q(pk__in=[])
    for path in known.search:
        found |= Q(**{f"{path}__icontains": text.strip()})
    return found if known.search else None


def _values(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    model = rows.model
    earlier = model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    # The names begin with "of_" because tracked models have columns called kind and row.
    return (
        rows.annotate(
            of_kind=Value(kind, output_field=TextField()),
            of_object=Cast("pgh_obj_id", TextField()),
            of_row=RowJson(),
            of_earlier=Subquery(earlier.annotate(of_row=RowJson()).values("of_row")[:1], output_field=JSONField()),
        )
        .order_by("-pgh_id")
        .values_list(
            "of_kind",
            "pgh_id",
            "pgh_created_at",
            "pgh_label",
            "of_object",
            "pgh_context_id",
            "pgh_context__metadata",
            "of_row",
            "of_earlier",
        )
    )


def _event(values: Iterable[Any]) -> Event:
    kind, event_id, at, label, key, context, facts, row, earlier = values
    return Event(kind, event_id, at, label, key, context, facts or {}, row, earlier)

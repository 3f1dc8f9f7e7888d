"""Reads events as they are sealed: the same text for the same row, whatever session, machine or later migration."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from desk.history import registry, rules

# The person's number stays in a context; the name they signed in with may have to be forgotten.
LEFT_OUT_OF_CONTEXT = ["username"]
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Sealed:
    """One event as it is sealed: its id, its row and context as jsonb text, and its personal fields' values."""

    event_id: int
    row: str
    context: str
    personal: tuple[str, ...] = ()

    def leaf(self, kind: str, tokens: bytes = b"") -> bytes:
        """Give its sixteen bytes."""
        return rules.leaf(kind, self.row, self.context, tokens)


def columns_of(kind: str) -> list[str]:
    """Give the columns of the kind's event table that are sealed as they stand, in order."""
    personal = registry.subject(kind).personal
    return sorted(column for column in _columns(kind) if column not in personal)


def personal_of(kind: str) -> list[str]:
    """Give the columns that are sealed by token only, because they may have to be forgotten."""
    return sorted(registry.subject(kind).personal & set(_columns(kind)))


def missing(kind: str, columns: Sequence[str]) -> list[str]:
    """Give the columns that were sealed and that a migration has since taken away."""
    if kind not in registry.event_models():
        return list(columns)
    return sorted(set(columns) - set(_columns(kind)))


def events(kind: str, after: int, upto: int, columns: Sequence[str], personal: Sequence[str]) -> Iterator[Sealed]:
    """Give the events of a kind above `after` up to `upto`, in order, streamed.

    Only `columns` are told: one that a later migration added does not change the text of an older event.
    """
    table = registry.event_models()[kind]._meta.db_table
    others = sorted(set(_columns(kind)) - set(columns))
    values = [sql.SQL("coalesce(e.{}::text, '')").format(sql.Identifier(name)) for name in personal]
    statement = sql.SQL(
        "SELECT e.pgh_id, (to_jsonb(e) - {others}::text[])::text,"
        " coalesce((c.metadata - {names}::text[])::text, ''){values}"
        " FROM {table} e LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id"
        " WHERE e.pgh_id > {after} AND e.pgh_id <= {upto} ORDER BY e.pgh_id"
    ).format(
        others=sql.Literal(others),
        names=sql.Literal(LEFT_OUT_OF_CONTEXT),
        values=sql.SQL("").join(sql.SQL(", ") + value for value in values),
        table=sql.Identifier(table),
        after=sql.Literal(after),
        upto=sql.Literal(upto),
    )
    with connection.cursor() as cursor:
        # Django's connections are set so already; moments would be other texts in another zone.
        cursor.execute("SET TIME ZONE 'UTC'")
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(CHUNK):
            for event_id, row, context, *found in rows:
                yield Sealed(event_id, row, context, tuple(found))


def last_events() -> dict[str, int]:
    """Give the last committed event of each kind that has any, in one statement."""
    parts = [
        sql.SQL("SELECT {kind}, max(pgh_id) FROM {table}").format(
            kind=sql.Literal(kind), table=sql.Identifier(model._meta.db_table)
        )
        for kind, model in registry.event_models().items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        return {kind: last for kind, last in cursor.fetchall() if last is not None}


def bounded(kind: str, after: int, upto: int, most: int) -> int:
    """Give the id of the last event when no more than `most` are taken above `after`."""
    rows = registry.event_models()[kind].objects.filter(pgh_id__gt=after, pgh_id__lte=upto).order_by("pgh_id")
    nth: Any = rows.values_list("pgh_id", flat=True)[most - 1 : most].first() if most > 1 else None
    return nth or upto


def _columns(kind: str) -> list[str]:
    model: Any = registry.event_models()[kind]
    return [field.column for field in model._meta.concrete_fields]


def all_blank(kind: str, ids: Sequence[int], personal: Sequence[str]) -> set[int]:
    """Give those of the events whose personal columns are all empty."""
    return set(
        registry.event_models()[kind]
        .objects.filter(pgh_id__in=ids, **dict.fromkeys(personal, ""))
        .values_list("pgh_id", flat=True)
    )

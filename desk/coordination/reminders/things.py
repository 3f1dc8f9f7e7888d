"""What reminders are about: anything with a due moment and an agency. Each kind registers a reader of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection
from django.db.models import QuerySet

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.coordination.models.reminded import armed


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that is due: how people name it, with whom it lies, when it is due (zone-aware) and where it is.

    `running` is false for what belongs to another election than the current one: nobody is reminded of it.
    """

    kind: str
    pk: int
    number: str
    title: str
    url: str
    agency: Agency
    due_at: datetime
    made_at: datetime
    urgent: bool = False
    person: User | None = None
    running: bool = True


class Reader(Protocol):
    """Gives the things of one kind; called inside the tick's transaction."""

    @property
    def kind(self) -> str:
        """Give the word that names the kind in rows."""
        ...

    def waiting(self, at: datetime, most: int) -> list[Thing]:
        """Give what may have something to say at a moment; more than that does no harm."""
        ...

    def arm(self, reckoned: Sequence[tuple[Thing, datetime | None]]) -> None:
        """Keep when each of these has something to say next; None: never again."""
        ...

    def disarm(self, agency_id: int | None = None) -> None:
        """Have everything of an agency (None: of all) reckoned anew at the next tick."""
        ...

    def find(self, pk: int) -> Thing | None:
        """Give one thing, whatever its state."""
        ...


@dataclass(frozen=True, slots=True)
class RowsReader:
    """A reader of a table with the columns of `Reminded`.

    `rows` gives those that somebody still has to act on; `described` fetches along what `thing` reads of a row.
    """

    kind: str
    rows: Callable[[], QuerySet[Any]]
    described: Callable[[QuerySet[Any]], QuerySet[Any]]
    thing: Callable[[Any], Thing]
    due: str = "due_at"
    owner: str = "owner_id"

    def unarmed(self) -> QuerySet[Any]:
        """Give the rows that are new, or whose due moment or agency was changed."""
        return self.rows().filter(~armed(self.due, self.owner)).order_by("pk")

    def speaking(self, at: datetime) -> QuerySet[Any]:
        """Give the rows whose next moment has come."""
        return self.rows().filter(remind_at__lte=at).order_by("remind_at")

    def waiting(self, at: datetime, most: int) -> list[Thing]:
        """Give new and changed rows and those whose moment has come; one that somebody is changing waits a minute."""
        found: dict[int, None] = {}
        for rows in (self.speaking(at), self.unarmed()):
            locked = rows.select_for_update(skip_locked=True, no_key=True)
            found |= dict.fromkeys(locked.values_list("pk", flat=True)[:most])
        if not found:
            return []
        return [self.thing(row) for row in self.described(self.rows().filter(pk__in=list(found)))]

    def arm(self, reckoned: Sequence[tuple[Thing, datetime | None]]) -> None:
        """Write the next moments in one statement, each with the due moment and agency it was reckoned for."""
        if not reckoned:
            return
        table = connection.ops.quote_name(self.rows().model._meta.db_table)
        statement = (
            f"UPDATE {table} AS t SET remind_at = v.next, armed_due = v.due, armed_owner = v.owner"  # noqa: S608 — a table's name
            " FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::bigint[])"
            " AS v(id, next, due, owner) WHERE t.id = v.id"
        )
        lines = ((thing.pk, following, thing.due_at, thing.agency.pk) for thing, following in reckoned)
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(column) for column in zip(*lines, strict=True)])

    def disarm(self, agency_id: int | None = None) -> None:
        """Have the rows reckoned anew."""
        rows = self.rows().filter(armed_due__isnull=False)
        if agency_id is not None:
            rows = rows.filter(**{self.owner: agency_id})
        rows.update(armed_due=None)

    def find(self, pk: int) -> Thing | None:
        """Give one row as a thing, finished or not."""
        row = self.described(self.rows().model._default_manager.filter(pk=pk)).first()
        return self.thing(row) if row else None


_readers: dict[str, Reader] = {}


def register(reader: Reader) -> None:
    """Take the reader of a kind of things."""
    _readers[reader.kind] = reader


def readers() -> tuple[Reader, ...]:
    """Give the readers of all kinds."""
    return tuple(_readers.values())


def reader_of(kind: str) -> Reader | None:
    """Give the reader of one kind."""
    return _readers.get(kind)

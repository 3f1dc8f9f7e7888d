"""The inbox of waiting risks as a page asks for it: in which order and queue, from which key on, and the counts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext as _

from risks import filters
from risks.filters import Filters
from risks.kinds import Kind
from risks.models import Flag
from risks.querysets import FlagQuerySet, severity_rank

PER_PAGE = 50
OLDEST, GRAVEST = "oldest", "gravest"
ALL, FREE, MINE = "", "free", "mine"
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)  # who knows not when it came has waited longest
LARGEST = 2**62

Key = tuple[int, datetime, int]  # rank of severity (0 where it does not matter), when it came, its id


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the inbox asks for; what it does not understand stands in `filters.unknown`."""

    order: str = OLDEST
    queue: str = ALL
    filters: Filters = field(default_factory=Filters)
    after: Key | None = None
    before: Key | None = None
    flag: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of waiting risks with the keys of its first and last row where more lies beyond ("" for none)."""

    rows: list[Flag]
    previous: str
    following: str


def parse(query: QueryDict) -> Asked:
    """Read the address; unknown words fall back to the plain inbox and are named."""
    found = filters.parse(query)
    found.statuses, found.sources, found.owners, found.text = [], [], [], ""
    order = query.get("order", OLDEST)
    queue = query.get("queue", ALL)
    if order not in {OLDEST, GRAVEST}:
        found.unknown.append(f"order={order[:40]}")
        order = OLDEST
    if queue not in {ALL, FREE, MINE}:
        found.unknown.append(f"queue={queue[:40]}")
        queue = ALL
    flag = number(query.get("flag", ""))
    return Asked(order, queue, found, _key(query.get("after", "")), _key(query.get("before", "")), flag)


def number(text: str) -> int | None:
    """Read the id of a risk; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 and int(text) < LARGEST else None


def waiting(election_id: int, place: str) -> FlagQuerySet:
    """Give the risks of a place ("" is everywhere) that wait to be verified, with the keys of the order."""
    return keyed(Flag.objects.of(election_id).within(place).waiting())


def keyed(rows: FlagQuerySet) -> FlagQuerySet:
    """Add what the order of the inbox goes by: `rank` of severity (4 is critical) and when a risk `came`."""
    return rows.annotate(rank=severity_rank(), came=Coalesce("reported_at", "since", Value(LONG_AGO)))


def narrowed(rows: FlagQuerySet, asked: Asked, person_id: int) -> FlagQuerySet:
    """Keep what the address asks for, in its order."""
    rows = filters.narrow(rows, asked.filters, election_id=0)
    if asked.queue == MINE:
        rows = rows.filter(assignee=person_id)
    elif asked.queue == FREE:
        rows = rows.filter(assignee__isnull=True)
    return rows.order_by(*_ordering(asked.order))


def page(rows: FlagQuerySet, asked: Asked) -> Page:
    """Cut one page out of ordered rows by the key after or before which it lies; one query."""
    back = asked.before is not None and asked.after is None
    if back and asked.before:
        rows = rows.filter(_beyond(asked.order, asked.before, back=True)).reverse()
    elif asked.after:
        rows = rows.filter(_beyond(asked.order, asked.after))
    found: list[Any] = list(rows[: PER_PAGE + 1])
    more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    if back:
        found.reverse()
    earlier = more if back else asked.after is not None
    later = True if back else more
    return Page(
        found,
        spelled(key_of(found[0], asked.order)) if found and earlier else "",
        spelled(key_of(found[-1], asked.order)) if found and later else "",
    )


def counts(rows: FlagQuerySet, asked: Asked, person_id: int) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Count each queue within the chosen kinds, and each kind within the chosen queue; one query."""
    everything = Filters(severities=asked.filters.severities, region=asked.filters.region)
    table = (
        filters.narrow(rows, everything, election_id=0)
        .order_by()
        .values("kind")
        .annotate(
            everyone=Count("pk"),
            mine=Count("pk", filter=Q(assignee=person_id)),
            free=Count("pk", filter=Q(assignee__isnull=True)),
        )
    )
    queues = {ALL: 0, FREE: 0, MINE: 0}
    kinds: dict[str, int] = {}
    for row in table:
        counted = {ALL: row["everyone"], FREE: row["free"], MINE: row["mine"]}
        kinds[row["kind"]] = counted[asked.queue]
        if not asked.filters.kinds or row["kind"] in asked.filters.kinds:
            queues = {queue: queues[queue] + counted[queue] for queue in queues}
    offered = [
        {"value": kind, "label": label, "count": kinds.get(kind, 0), "selected": kind in asked.filters.kinds}
        for kind, label in Kind.choices
        if kinds.get(kind) or kind in asked.filters.kinds
    ]
    return queues, offered


def queue_words(counted: dict[str, int]) -> list[tuple[str, str, int]]:
    """Give each queue with its name and count."""
    return [
        (ALL, _("Semua yang menunggu"), counted[ALL]),
        (FREE, _("Belum diambil"), counted[FREE]),
        (MINE, _("Antrean saya"), counted[MINE]),
    ]


def key_of(flag: Flag, order: str) -> Key:
    """Give the key of a row of `waiting` in an order."""
    row: Any = flag
    return (row.rank if order == GRAVEST else 0, row.came, row.pk)


def comes_after(flag: Flag, key: Key, order: str) -> bool:
    """Tell whether a row of `waiting` stands behind a key in an order."""
    rank, came, pk = key_of(flag, order)
    return (-rank, came, pk) > (-key[0], key[1], key[2])


def spelled(key: Key) -> str:
    """Write a key for the address."""
    return f"{key[0]}_{key[1].astimezone(UTC):%Y%m%dT%H%M%S.%f}_{key[2]}"


def _key(text: str) -> Key | None:
    parts = text.split("_")
    if len(parts) != 3 or parts[0] not in {"0", "1", "2", "3", "4"}:
        return None
    pk = number(parts[2])
    try:
        came = datetime.strptime(parts[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
    except ValueError:
        return None
    return None if pk is None else (int(parts[0]), came, pk)


def _ordering(order: str) -> tuple[str, ...]:
    return ("-rank", "came", "pk") if order == GRAVEST else ("came", "pk")


def _beyond(order: str, key: Key, *, back: bool = False) -> Q:
    rank, came, pk = key
    way = "lt" if back else "gt"
    behind = Q(**{f"came__{way}": came}) | Q(came=came, **{f"pk__{way}": pk})
    if order == OLDEST:
        return behind
    return Q(**{"rank__gt" if back else "rank__lt": rank}) | Q(rank=rank) & behind

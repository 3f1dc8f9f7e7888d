"""All that a page of readiness is drawn from, read once: items, kecamatan, how each stands, and a week ago."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.http import QueryDict
from django.urls import reverse

from desk import clock
from desk.agencies.models import Agency
from desk.coordination.readiness import reading
from desk.coordination.readiness.checklist import in_force
from desk.coordination.readiness.filters import UNSEEN, Wanted
from desk.coordination.readiness.kinds import Subject
from desk.coordination.readiness.reading import Cell, Places, Words
from desk.coordination.readiness.rules import Item, Tally
from tps import codes
from tps.models import Election

WEEK = timedelta(days=7)
LENGTHS = {"regency": 5, "district": 8}


@dataclass(slots=True)
class Picture:
    """What an address shows: `cells` pass all filters, `counted` all but the states."""

    election: Election
    wanted: Wanted
    at: datetime
    today: date
    version: int
    every: tuple[Item, ...]
    items: tuple[Item, ...]
    places: Places
    districts: tuple[str, ...]
    counted: list[Cell]
    cells: list[Cell]
    agencies: list[tuple[str, str]]
    said: Words
    before: list[Cell] = field(default_factory=list)


def picture(election: Election, wanted: Wanted, at: datetime, *, within: str = "", week_ago: bool = False) -> Picture:
    """Read what an address asks for; seven queries at most, one more for `week_ago`."""
    version, every = in_force(election.pk)
    today = clock.local(at).date()
    found = reading.places(election.pk, within)
    said = reading.words(election.pk, wanted.region or within, at, wanted.sources)
    items = wanted.items(every, polling_day=election.polling_date, today=today)
    districts = found.within(wanted.region)
    counted = reading.cells(items, districts, said, polling_day=election.polling_date, today=today)
    made = Picture(
        election=election,
        wanted=wanted,
        at=at,
        today=today,
        version=version,
        every=every,
        items=items,
        places=found,
        districts=districts,
        counted=counted,
        cells=[cell for cell in counted if wanted.keeps(cell)],
        agencies=_agencies(said, wanted),
        said=said,
    )
    if week_ago:
        then = reading.words(election.pk, wanted.region or within, at - WEEK, wanted.sources)
        made.before = reading.cells(items, districts, then, polling_day=election.polling_date, today=today)
    return made


def _agencies(said: Words, wanted: Wanted) -> list[tuple[str, str]]:
    """Give who has said anything here, and whom the address asks for."""
    keys = {word[1] for found in said.by_region.values() for word in found}
    rows = Agency.objects.filter(pk__in=keys) | Agency.objects.filter(code__in=wanted.sources)
    return [(agency.code, agency.label) for agency in rows.order_by("name")]


@dataclass(frozen=True, slots=True)
class Figure:
    """Some cells: how they stand, and the address that lists exactly them."""

    tally: Tally
    url: str
    differs: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One region: a figure for each subject, all together, and what changed in a week."""

    code: str
    name: str
    url: str
    figures: list[Figure]
    total: Figure
    more_red: int
    more_unseen: int


@dataclass(slots=True)
class Matrix:
    """Regions down, subjects across; the last row is all of them."""

    subjects: list[tuple[str, str]]
    rows: list[Row]
    foot: Row


def list_url(query: QueryDict, **changes: str) -> str:
    """Give the address of the list with the filters of this one, some of them set anew."""
    kept = query.copy()
    for name in ("page", "sort", "level"):
        kept.pop(name, None)
    for name, value in changes.items():
        kept[name] = value
    return f"{reverse('readiness-list')}?{kept.urlencode()}"


def matrix(found: Picture, query: QueryDict, level: str) -> Matrix:
    """Count the cells by the regions of a level ("regency" or "district") and by subject.

    A state in the address keeps the regions that have such a cell; each figure still counts all of its cells.
    """
    length = LENGTHS[level]
    subjects = [(value, str(label)) for value, label in Subject.choices if any(i.subject == value for i in found.items)]
    keep = {cell.region[:length] for cell in found.cells} if found.wanted.states else None
    here = _by(found.counted, length)
    before = _by(found.before, length)
    bare = query.copy()
    bare.pop("state", None)
    rows = [
        _row(
            code,
            found.places.names.get(code, code),
            _inside(bare, code, level),
            here.get(code, []),
            before.get(code, []),
            subjects,
            bare,
        )
        for code in sorted({code[:length] for code in found.districts})
        if keep is None or code in keep
    ]
    foot = _row(found.wanted.region, "", "", found.counted, found.before, subjects, bare)
    return Matrix(subjects, rows, foot)


def changes(found: Picture) -> tuple[Tally, Tally]:
    """Give how all cells stand now and stood a week ago."""
    return reading.tally_of(found.counted), reading.tally_of(found.before)


def unseen_url(query: QueryDict) -> str:
    """Give the list of what is unknown or faded."""
    return list_url(query, state=UNSEEN)


def _row(
    code: str,
    name: str,
    url: str,
    cells: Sequence[Cell],
    before: Sequence[Cell],
    subjects: Iterable[tuple[str, str]],
    query: QueryDict,
) -> Row:
    place = {"region": code} if code else {}
    split: dict[str, list[Cell]] = {}
    for cell in cells:
        split.setdefault(cell.item.subject, []).append(cell)
    now, then = reading.tally_of(cells), reading.tally_of(before)
    return Row(
        code=code,
        name=name,
        url=url,
        figures=[_figure(split.get(value, []), list_url(query, **place, subject=value)) for value, _label in subjects],
        total=_figure(cells, list_url(query, **place)),
        more_red=now.red - then.red,
        more_unseen=now.unseen - then.unseen,
    )


def _figure(cells: Sequence[Cell], url: str) -> Figure:
    return Figure(reading.tally_of(cells), url, sum(cell.differs for cell in cells))


def _by(cells: Iterable[Cell], length: int) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.region[:length], []).append(cell)
    return found


def _inside(query: QueryDict, code: str, level: str) -> str:
    if level == "district":
        return reverse("readiness-region", args=[code])
    kept = query.copy()
    kept.pop("level", None)
    kept["region"] = code
    return f"{reverse('readiness')}?{kept.urlencode()}"


def level_of(wanted: Wanted, query: QueryDict) -> str:
    """Give at which level the matrix counts: the one just below the chosen region, or all kecamatan."""
    narrow = bool(wanted.region) and codes.level(wanted.region) != "province"
    return "district" if narrow or query.get("level") == "district" else "regency"

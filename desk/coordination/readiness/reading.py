"""How readiness stands: every item in every kecamatan of an election, also those of which nobody has said anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models.functions import Left

from desk.coordination.models import ReadinessStatement
from desk.coordination.readiness.kinds import Shown
from desk.coordination.readiness.rules import Item, Tally, late, shown, tally
from tps.kinds import Level
from tps.models import PollingStation, Region

DISTRICT = 8  # characters of a dotted code
Word = tuple[str, int, str, datetime, int]  # item, agency, state, observed, key of the statement
Ground = Mapping[str, Sequence[Word]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One item in one kecamatan: how it stands, its newest statement, and the newest of each agency."""

    region: str
    item: Item
    state: Shown
    said: str = ""
    observed_at: datetime | None = None
    pk: int | None = None
    keys: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    differs: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """The kecamatan that an election has stations in (all known ones while it has none), with the names above them."""

    districts: tuple[str, ...]
    names: Mapping[str, str]
    from_stations: bool = True

    def within(self, code: str) -> tuple[str, ...]:
        """Give the kecamatan in a dotted code; "" gives all."""
        return tuple(each for each in self.districts if not code or each == code or each.startswith(f"{code}."))


@dataclass(frozen=True, slots=True)
class Words:
    """The newest statement of each agency by kecamatan, as it was known at a moment."""

    at: datetime
    by_region: Ground = field(default_factory=dict)


def places(election_id: int, within: str) -> Places:
    """Give the kecamatan of an election in a dotted code ("" is everywhere); two queries."""
    stations = PollingStation.objects.of(election_id).within(within).order_by()
    found = set(stations.annotate(district=Left("region_id", DISTRICT)).values_list("district", flat=True).distinct())
    levels = [Level.PROVINCE, Level.REGENCY, Level.DISTRICT]
    rows = list(Region.objects.filter(level__in=levels).order_by("code").values_list("code", "name", "level"))
    inside = [
        code
        for code, _name, level in rows
        if level == Level.DISTRICT and (not within or code == within or code.startswith(f"{within}."))
    ]
    districts = tuple(code for code in inside if code in found) if found else tuple(inside)
    return Places(districts, {code: name for code, name, _level in rows}, bool(found))


def words(election_id: int, within: str, at: datetime, sources: tuple[str, ...] = ()) -> Words:
    """Read what each agency last said, as it was known at a moment; one query."""
    rows = (
        ReadinessStatement.objects.of(election_id)
        .within(within)
        .known_at(at)
        .from_agencies(sources)
        .newest_of_each_source()
        .values_list("region_id", "item", "source_id", "state", "observed_at", "pk")
    )
    found: dict[str, list[Word]] = {}
    for region, *word in rows.iterator(chunk_size=5000):
        found.setdefault(region, []).append(tuple(word))
    return Words(at, found)


def cells(
    items: Iterable[Item], districts: Iterable[str], said: Words, *, polling_day: date, today: date
) -> list[Cell]:
    """Give every item in every kecamatan, by kecamatan and then in the order of the checklist."""
    wanted = [(item, item.wanted_on(polling_day)) for item in items]
    made = []
    for region in districts:
        here: dict[str, list[Word]] = {}
        for word in said.by_region.get(region, ()):
            here.setdefault(word[0], []).append(word)
        made += [_cell(region, item, day, here.get(item.code), said.at, today) for item, day in wanted]
    return made


def _cell(region: str, item: Item, day: date | None, found: list[Word] | None, at: datetime, today: date) -> Cell:
    if not found:
        return Cell(region, item, Shown.UNKNOWN, late=late(Shown.UNKNOWN, day, today))
    newest = max(found, key=lambda word: (word[3], word[4])) if len(found) > 1 else found[0]
    state = shown(newest[2], newest[3], item.stale_days, at)
    fresh = {word[2] for word in found if shown(word[2], word[3], item.stale_days, at) is not Shown.STALE}
    return Cell(
        region,
        item,
        state,
        newest[2],
        newest[3],
        newest[4],
        tuple(word[4] for word in found),
        tuple(word[1] for word in found),
        len(fresh) > 1,
        late(state, day, today),
    )


def tally_of(found: Iterable[Cell]) -> Tally:
    """Count how cells stand."""
    return tally(cell.state for cell in found)


def per_region(
    items: Sequence[Item], districts: Sequence[str], *, election_id: int, at: datetime, length: int = DISTRICT
) -> dict[str, Tally]:
    """Give how each region stands whose dotted code has that length (2, 5 or 8); one query, for maps and reports.

    `items` come from checklist.in_force, `districts` from places; what nobody has said is counted as unknown.
    """
    said = words(election_id, "", at)
    found: dict[str, Tally] = {}
    # Lateness is not counted here, so the days do not matter.
    day = at.date()
    for cell in cells(items, districts, said, polling_day=day, today=day):
        code = cell.region[:length]
        found[code] = found.get(code, Tally()) + tally([cell.state])
    return found

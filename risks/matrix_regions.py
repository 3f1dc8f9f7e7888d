"""The register counted by region and kind: each figure with the address that lists exactly the risks it counts."""

from dataclasses import dataclass, field

from django.db.models import Count, Max
from django.db.models.functions import Left
from django.http import QueryDict

from risks import filters
from risks.filters import LENGTHS, Filters
from risks.kinds import SEVERITY_ORDER, Kind
from risks.models import Flag
from risks.querysets import FlagQuerySet
from risks.reading_links import leading_to
from tps import codes
from tps.models import Region

MOST_OWN = 20  # risks of the region itself that are named one by one
HEATS = 4
_WORDS = {rank: str(severity) for severity, rank in SEVERITY_ORDER.items()}


@dataclass(frozen=True, slots=True)
class Cell:
    """Some risks: how many, how grave the worst is, and where they are listed; `heat` is 0 to 4, for shading."""

    number: int = 0
    worst: str = ""
    url: str = ""
    heat: int = 0


@dataclass(slots=True)
class Row:
    """One region below the chosen one; `url` opens the table inside it, "" for a village."""

    code: str
    name: str
    url: str
    cells: list[Cell]
    total: Cell


@dataclass(slots=True)
class Matrix:
    """The table: kinds across, regions down, sums at the ends, and the risks that lie on the chosen region itself."""

    kinds: list[tuple[str, str]]
    rows: list[Row] = field(default_factory=list)
    sums: list[Cell] = field(default_factory=list)
    total: Cell = field(default_factory=Cell)
    level: str = ""
    own: list[Flag] = field(default_factory=list)
    own_number: int = 0


def matrix(flags: FlagQuerySet, chosen: Filters, query: QueryDict, *, election_id: int) -> Matrix:
    """Count the risks that the filters find by the regions just below the chosen one, and by kind (3 queries).

    A risk that lies on the chosen region itself, not at a station or place below it, stands in `own` and in the sums.
    """
    found = filters.narrow(flags, chosen, election_id=election_id).with_order()
    region = chosen.region
    length = next((each for each in LENGTHS[1:] if each > len(region)), LENGTHS[-1])
    counted = (
        found.order_by()
        .annotate(below=Left("where", length))
        .values_list("below", "kind")
        .annotate(number=Count("pk"), worst=Max("rank"))
    )
    table: dict[str, dict[str, tuple[int, int]]] = {}
    for below, kind, number, worst in counted:
        table.setdefault(below, {})[kind] = (number, worst)
    made = Matrix([(value, str(word)) for value, word in Kind.choices if not chosen.kinds or value in chosen.kinds])
    made.level = codes.LEVELS[LENGTHS.index(length)]
    shorter = {code for code in table if len(code) < length}
    names = dict(Region.objects.filter(code__in=table.keys() - shorter).values_list("code", "name"))
    most = max((number for code in names for number, _worst in table[code].values()), default=0)
    for code in sorted(names, key=lambda each: (-_sum(table[each])[0], each)):
        cells = [_cell(table[code].get(kind), query, code, kind, most) for kind, _label in made.kinds]
        inside = "" if length == LENGTHS[-1] else leading_to("risks-matrix", query, region=code)
        made.rows.append(Row(code, names[code], inside, cells, _cell(_sum(table[code]), query, code)))
    by_kind = {kind: _sum({code: row[kind] for code, row in table.items() if kind in row}) for kind, _ in made.kinds}
    made.sums = [_cell(by_kind[kind], query, region, kind) for kind, _label in made.kinds]
    made.total = _cell(_sum(by_kind), query, region)
    made.own_number = sum(_sum(table[code])[0] for code in shorter)
    if made.own_number:
        made.own = list(found.filter(where__in=shorter).order_by("-rank", "pk")[:MOST_OWN])
    return made


def _sum(parts: dict[str, tuple[int, int]]) -> tuple[int, int]:
    return sum(number for number, _worst in parts.values()), max(
        (worst for _number, worst in parts.values()), default=0
    )


def _cell(counted: tuple[int, int] | None, query: QueryDict, region: str, kind: str = "", most: int = 0) -> Cell:
    if not counted or not counted[0]:
        return Cell()
    number, worst = counted
    more = {"kind": kind} if kind else {}
    heat = -(-HEATS * number // most) if most else 0
    return Cell(number, _WORDS[worst], leading_to("risks", query, region=region, **more), heat)

"""The rows of the list of readiness: their order, one page of them, and the file."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from desk.coordination.models import ReadinessStatement
from desk.coordination.readiness.kinds import Said, Shown, Subject
from desk.coordination.readiness.picture import Picture
from desk.coordination.readiness.reading import Cell
from desk.export import Cell as Value
from desk.listing import PER_PAGE, Listing

HEADER = (
    "kode_kecamatan", "kecamatan", "kabupaten_kota", "bidang", "kode_butir", "butir", "tahapan", "paling_lambat",
    "lewat_tenggat", "keadaan", "keterangan_terakhir", "instansi", "narasumber", "diamati", "dicatat", "pencatat",
    "catatan", "berkas", "keterangan_berbeda",
)  # fmt: skip
GRAVITY = {
    state: place
    for place, state in enumerate(
        (Shown.RED, Shown.AMBER, Shown.UNKNOWN, Shown.STALE, Shown.GREEN, Shown.NA),
    )
}
SORTS = ("place", "item", "state", "observed", "due")


def in_order(found: Picture, sort: str) -> list[Cell]:
    """Give the cells in the order of the address; the worst first by default."""
    name = sort.removeprefix("-") if sort.removeprefix("-") in SORTS else "state"
    order = {item.code: place for place, item in enumerate(found.every)}
    polling = found.election.polling_date
    keys: dict[str, Any] = {
        "place": lambda cell: (cell.region, order[cell.item.code]),
        "item": lambda cell: (order[cell.item.code], cell.region),
        "state": lambda cell: (GRAVITY[cell.state], not cell.late, cell.region, order[cell.item.code]),
        "observed": lambda cell: (cell.observed_at is None, cell.observed_at or found.at, cell.region),
        "due": lambda cell: (str(cell.item.wanted_on(polling) or "9999"), cell.region, order[cell.item.code]),
    }
    return sorted(found.cells, key=keys[name], reverse=sort.startswith("-") and name == sort[1:])


def paged(query: QueryDict, found: Picture) -> Listing:
    """Sort the cells and cut one page out."""
    sort = query.get("sort", "state")
    cells = in_order(found, sort)
    page = Paginator(cells, PER_PAGE).get_page(query.get("page"))
    return Listing(page=page, count=len(cells), sort=sort)


def shown(found: Picture, cells: Any) -> list[dict[str, Any]]:
    """Give the cells of a page with their statements (one query); those who differ stand side by side."""
    cells = list(cells)
    keys = {cell.pk for cell in cells if cell.pk} | {key for cell in cells if cell.differs for key in cell.keys}
    rows = {row.pk: row for row in ReadinessStatement.objects.filter(pk__in=keys).for_page()}
    return [
        {
            "cell": cell,
            "name": found.places.names.get(cell.region, cell.region),
            "above": found.places.names.get(cell.region[:5], ""),
            "subject": Subject(cell.item.subject).label,
            "wanted": cell.item.wanted_on(found.election.polling_date),
            "row": rows.get(cell.pk or 0),
            "others": [rows[key] for key in cell.keys if key != cell.pk and key in rows] if cell.differs else [],
            "said": Said(cell.said).label if cell.said else "",
        }
        for cell in cells
    ]


def values(found: Picture, cells: list[Cell]) -> Iterator[list[Value]]:
    """Give the rows of the file."""
    rows = {
        row.pk: row
        for row in ReadinessStatement.objects.filter(pk__in=[cell.pk for cell in cells if cell.pk]).for_page()
    }
    for cell in cells:
        row = rows.get(cell.pk or 0)
        yield [
            cell.region,
            found.places.names.get(cell.region, ""),
            found.places.names.get(cell.region[:5], ""),
            str(Subject(cell.item.subject).label),
            cell.item.code,
            cell.item.title,
            cell.item.stage_name,
            cell.item.wanted_on(found.election.polling_date),
            cell.late,
            str(cell.state.label),
            str(Said(cell.said).label) if cell.said else None,
            row.source.code if row else None,
            row.informant if row else None,
            row.observed_at if row else None,
            row.recorded_at if row else None,
            str(row.recorded_by) if row and row.recorded_by else None,
            row.note if row else None,
            row.file.name if row and row.file else None,
            cell.differs,
        ]

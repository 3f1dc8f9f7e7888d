"""The words of change for official boundaries on the map: drawing a level anew, and forgetting one."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import transaction

from desk.map import outlines, shapes
from desk.map.models import Outline, OutlineSet
from desk.work.actions import enqueue
from desk.work.models import Job
from tps import boundaries, codes
from tps.kinds import Level
from tps.models import Region

KIND = "map.outlines"
LENGTHS = {Level.PROVINCE.value: 2, Level.REGENCY.value: 5, Level.DISTRICT.value: 8, Level.VILLAGE.value: 13}
BATCH = 500
Report = Callable[[int, int], None]


def ask_where_changed(day: date, *, at: datetime) -> int:
    """Ask for a new drawing of every level whose boundaries in force are others than those drawn; gives how many."""
    now = boundaries.marks(day)
    drawn = dict(OutlineSet.objects.values_list("level", "fingerprint"))
    OutlineSet.objects.filter(level__in=set(drawn) - set(now)).delete()
    changed = [level for level, mark in now.items() if drawn.get(level) != mark]
    return sum(_ask(level, at) for level in changed)


def draw(level: str, day: date, *, at: datetime, report: Report) -> dict[str, int]:
    """Draw a level's boundaries in force on a day in all bands, and the levels above it as far as they are whole."""
    mark = boundaries.marks(day).get(level)
    total = len(outlines.BANDS) + 1
    coverage = outlines.clean(boundaries.shapes_in_force(level, day)) if mark else {}
    whole = _whole(level, set(coverage))
    found: list[Outline] = []
    for place, band in enumerate(outlines.BANDS):
        report(place + 1, total)
        areas = outlines.simplified(coverage, band) if coverage else {}
        found += _rows(place, band, areas)
        for length, complete in whole.items():
            found += _rows(place, band, outlines.above(areas, length, complete))
    report(total, total)
    with transaction.atomic():
        OutlineSet.objects.filter(level=level).delete()
        if mark:
            kept = OutlineSet.objects.create(level=level, fingerprint=mark, made_at=at)
            for row in found:
                row.outline_set = kept
            Outline.objects.bulk_create(found, batch_size=BATCH)
    return {"outlines": len(found)}


def _rows(place: int, band: outlines.Band, areas: dict[str, shapes.BaseGeometry]) -> Iterator[Outline]:
    for code, area in areas.items():
        if not area.is_empty:
            x, y = shapes.middle(area)
            yield Outline(
                region_id=code,
                level=codes.level(code),
                band=place,
                geometry=shapes.geojson(area, band.digits),
                label_longitude=x,
                label_latitude=y,
            )


def _whole(level: str, there: set[str]) -> dict[int, set[str]]:
    """Give for each length of code above a level the regions all of whose parts are there."""
    wanted = set(Region.objects.at_level(level).values_list("code", flat=True))
    found = {}
    for length in LENGTHS.values():
        if length < LENGTHS[level]:
            lacking = {code[:length] for code in wanted - there}
            found[length] = {code[:length] for code in there} - lacking
    return found


def _ask(level: str, at: datetime) -> bool:
    payload = {"level": level}
    if Job.objects.open().filter(kind=KIND, payload=payload).exists():
        return False
    enqueue(KIND, payload, actor=None, at=at)
    return True

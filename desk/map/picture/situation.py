"""What a view of the map shows at a moment, as plain values: the page, the PDF and the PNG draw exactly this."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import shapely
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk import clock
from desk.agencies.models import Agency
from desk.charts.pictures import SHAPED, Bounds, Key, Over, Patch, Spot
from desk.coordination.querysets import TaskQuerySet
from desk.map import drawn, outlines, regions, stations, totals
from desk.map.box import Box
from desk.map.filters import ANY_RISK, NO_RISK, Filters
from desk.map.measures.reading import Asked
from desk.map.picture.over import over
from desk.map.shapes import polygons
from risks.kinds import Kind, Severity, Status
from tps import boundaries
from tps.kinds import Level, PositionSource
from tps.models import Election, PollingStation, Region

MOST_SPOTS = 70
NARROWEST = 0.01  # degrees: a smaller view would draw a line
TALLEST = 1.6  # a view is drawn no taller than so many times its width
SINGLE_ZOOM = 14


@dataclass(frozen=True, slots=True)
class Line:
    """One region of the picture: name, stations, those with wanted risks, and the value as people read it."""

    code: str
    name: str
    stations: int
    flagged: int
    said: str


@dataclass(frozen=True, slots=True)
class Situation:
    """A view with all its words: what it shows, narrowed by what, from whom, as of when."""

    title: str
    place: str
    narrowed: tuple[str, ...]
    as_of: str
    sources: str
    note: str
    key: Key
    bounds: Bounds
    patches: tuple[Patch, ...]
    spots: tuple[Spot, ...]
    over: tuple[Over, ...]
    lines: tuple[Line, ...]
    stations: int
    unplaced: int
    simulated: bool


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the map, how near, coloured by what, in areas of which level, under which layers.

    `place` is the region that the reader may read.
    """

    box: Box
    zoom: int
    measure: str
    level: str
    layers: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    place: str = ""


def level_for(zoom: int, chosen: str, place: str) -> str:
    """Give the level that the page shows at a zoom, unless one is chosen; villages of one region only."""
    level = chosen or (Level.REGENCY if zoom < 10 else Level.DISTRICT)
    return str(Level.DISTRICT.value) if level == Level.VILLAGE and not place else str(level)


def situation(election: Election, filters: Filters, view: View, *, tasks: TaskQuerySet, at: datetime) -> Situation:
    """Read everything that a picture shows."""
    day = clock.local(at).date()
    # As on the map: the drawn shape chooses stations, the colours of regions are those of whole regions.
    asked = Asked(election.pk, view.level, replace(filters, area=None), tasks, at)
    coloured = regions.coloured_regions(asked, view.measure)
    areas = drawn.areas(election.pk, view.level, outlines.band_of(view.zoom))
    frame = shapely.box(view.box.west, view.box.south, view.box.east, view.box.north)
    patches, lines = [], []
    for each in coloured.regions:
        area = areas.get(each.code)
        if area is None:
            continue
        cut = polygons(shapely.intersection(shapely.make_valid(shapely.from_geojson(area.geometry)), frame))
        if cut.is_empty:
            continue
        own = (area.longitude, area.latitude)
        centre = own if frame.contains(shapely.Point(*own)) else _middle(cut)
        patches.append(Patch(each.name, _rings(cut), centre, each.step))
        lines.append(Line(each.code, each.name, each.counted.stations, each.counted.flagged, each.said))
    found = list(_spots(election.pk, filters, view))
    laid, said = over(
        election.pk,
        filters,
        box=view.box,
        zoom=view.zoom,
        layers=view.layers,
        bodies=view.bodies,
        place=view.place,
        at=at,
    )
    picture = coloured.picture
    inside = _inside(election.pk, filters, view)
    key = Key(
        _("%(measure)s per %(level)s") % {"measure": picture["label"], "level": Level(view.level).label},
        [capfirst(each["label"]) for each in picture["steps"]],
        capfirst(picture["none"]["label"]),
        cool=picture["cool"],
        marks=_marks(found),
    )
    notes = [picture["note"], *(f"{each}." for each in said)]
    if filters.area:
        notes.append(_("Warna dan angka wilayah menyangkut seluruh wilayah, bukan hanya bentuk yang dipilih."))
    return Situation(
        title=_("Peta %(election)s") % {"election": election.name},
        place=Region.objects.get(pk=filters.place).name if filters.place else "",
        narrowed=(*_words(filters), *(() if inside else (_("Tidak ada TPS yang cocok di bagian peta ini."),))),
        as_of=_as_of(filters, at),
        sources=_sources(picture["source"], day, election.pk),
        note=" ".join(each for each in notes if each),
        key=key,
        bounds=(view.box.west, view.box.south, view.box.east, view.box.north),
        patches=tuple(patches),
        spots=tuple(found),
        over=tuple(laid),
        lines=tuple(lines),
        stations=inside,
        unplaced=totals.unplaced(election.pk, filters),
        simulated=election.simulated,
    )


def fitted(box: Box) -> Box:
    """Give a box that can be drawn: never a line, never a tower."""
    wide = max(box.east - box.west, NARROWEST)
    high = min(max(box.north - box.south, NARROWEST), wide * TALLEST)
    x, y = (box.west + box.east) / 2, (box.south + box.north) / 2
    return Box(max(x - wide / 2, -180), max(y - high / 2, -90), min(x + wide / 2, 180), min(y + high / 2, 90))


def _spots(election_id: int, filters: Filters, view: View) -> Iterable[Spot]:
    """Give the marks of a view, few enough to be read on paper."""
    if view.zoom >= SINGLE_ZOOM:
        single = stations.stations_in(election_id, filters, view.box, MOST_SPOTS + 1)
        if len(single) <= MOST_SPOTS:
            return [
                Spot((each.longitude, each.latitude), "", stations.SEVERITIES.get(each.worst, "")) for each in single
            ]
    found = stations.squares_in(election_id, filters, view.box, stations.bits_for(view.box, view.zoom, MOST_SPOTS))
    while len(found) > MOST_SPOTS:
        found = stations.coarser(found)
    return [
        Spot(
            (each.longitude, each.latitude),
            "" if each.total == 1 else number_format(each.total, force_grouping=True),
            stations.SEVERITIES.get(each.worst, ""),
        )
        for each in found
    ]


def _marks(spots: Iterable[Spot]) -> dict[str, str]:
    """Give the words of the marks that are there, gravest first."""
    seen = {spot.worst for spot in spots}
    words = {each: str(Severity(each).label) for each in SHAPED if each in seen}
    if any(not spot.text and not spot.worst for spot in spots):
        words[""] = _("TPS tanpa risiko terbuka")
    if any(spot.text for spot in spots):
        words["count"] = _("jumlah TPS; tanda di tepinya: keparahan terparah")
    return words


def _inside(election_id: int, filters: Filters, view: View) -> int:
    return sum(each.total for each in stations.squares_in(election_id, filters, view.box, 1))


def _rings(area: shapely.geometry.base.BaseGeometry) -> list[list[tuple[float, float]]]:
    found = []
    for part in shapely.get_parts(area):
        found.append([(x, y) for x, y in part.exterior.coords])
        found += [[(x, y) for x, y in ring.coords] for ring in part.interiors]
    return found


def _middle(area: shapely.geometry.base.BaseGeometry) -> tuple[float, float]:
    point = shapely.point_on_surface(area)
    return point.x, point.y


def _as_of(filters: Filters, at: datetime) -> str:
    if filters.day:
        return _("Risiko seperti berdiri di akhir %(day)s menurut riwayat; dibuat %(now)s") % {
            "day": date_format(filters.day, "j F Y"),
            "now": _moment(at),
        }
    return _("Keadaan per %(now)s") % {"now": _moment(at)}


def _moment(at: datetime) -> str:
    there = clock.local(at)
    return f"{date_format(there, 'j F Y')} {there:%H.%M} WIB"


def _sources(measure: str, day: object, election_id: int) -> str:
    parts = [measure]
    found = boundaries.sources(day)  # type: ignore[arg-type]  # a date
    if found:
        named = {f"{each['label']}: {each['source'] or _('tanpa keterangan sumber')}" for each in found}
        parts.append(_("Batas %(named)s") % {"named": "; ".join(sorted(named))})
    else:
        parts.append(_("Batas wilayah: perkiraan dari posisi TPS, bukan batas resmi"))
    kinds = set(PollingStation.objects.of(election_id).values_list("position_source", flat=True).distinct().order_by())
    if PositionSource.SIMULATED in kinds:
        parts.append(_("Posisi TPS: simulasi"))
    if PositionSource.DISTRICT_CENTRE in kinds:
        parts.append(_("Sebagian posisi TPS: perkiraan di pusat kecamatan"))
    return ". ".join(parts) + "."


def _words(filters: Filters) -> Iterable[str]:
    """Say what the picture is narrowed to, one thing at a time."""
    for label, words, chosen in (
        (_("Jenis"), Kind, filters.kinds),
        (_("Keparahan"), Severity, filters.severities),
        (_("Status"), Status, filters.statuses),
        (_("Posisi"), PositionSource, ["" if each == "none" else each for each in filters.positions]),
    ):
        if chosen:
            yield f"{label}: {', '.join(str(words(each).label) for each in chosen)}"
    names = dict(Agency.objects.filter(code__in=[*filters.sources, *filters.owners]).values_list("code", "name"))
    for label, codes in ((_("Sumber"), filters.sources), (_("Penanggung jawab"), filters.owners)):
        if codes:
            yield f"{label}: {', '.join(names.get(code, code) for code in codes)}"
    if filters.risk in {ANY_RISK, NO_RISK}:
        yield _("Ada risiko terbuka") if filters.risk == ANY_RISK else _("Tanpa risiko terbuka")
    if filters.text:
        yield _("Cocok dengan “%(text)s”") % {"text": filters.text}
    if filters.special:
        yield _("Hanya lokasi khusus")
    if filters.missing:
        yield _("Hanya yang hilang dari berkas terakhir")
    if filters.area:
        yield _("Di dalam bentuk yang digambar di peta")

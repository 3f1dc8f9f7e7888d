"""Areas derived from a province's stations beside bare calls of shapely, and official boundaries drawn in bands."""

import gzip
from typing import Any

import numpy as np
import shapely
from django.utils import timezone

from desk.map import actions, outlines, querysets, shapes
from tests.bench.kit import PROVINCE, Line, Run, beside, line
from tests.bench.worlds import world
from tps import reference


def measure(run: Run) -> list[Line]:
    """Time the drawing of 155 districts and 1,552 villages with and without the database, and weigh the bands."""
    with world(PROVINCE, changed=True) as here:
        seeds = querysets.seeds(here.election.pk)
        land = shapely.intersection(shapes.land_of(reference.coast()), shapes.land_of(reference.province()))
        lines = beside(
            f"areas of 155 + 1,552 regions, {len(seeds)} seeds",
            lambda: levels(shapes.derive(seeds, land)),
            "bare shapely: voronoi, union, simplify, intersection",
            lambda: bare(seeds, land),
            turns=run.slow,
            bound=2,
        )
        lines += beside(
            f"areas of 155 + 1,552 regions, {len(seeds)} seeds (job)",
            lambda: actions.draw(here.election.pk, at=timezone.now(), report=lambda done, total: None),
            "bare shapely: voronoi, union, simplify, intersection",
            lambda: bare(seeds, land),
            turns=run.slow,
            bound=2,
        )
        return lines + bands(shapes.derive(seeds, land), run)


def levels(areas: dict[str, Any]) -> dict[str, Any]:
    """Join villages into districts and regencies, as the job does."""
    return {**areas, **shapes.joined(areas, 8), **shapes.joined(areas, 5)}


def bare(seeds: list[shapes.Seed], land: Any) -> list[Any]:
    """Call shapely for the same pictures and nothing else."""
    coordinates = np.array([(seed.longitude, seed.latitude) for seed in seeds])
    points = shapely.points(coordinates)
    owners = np.array([seed.code for seed in seeds])
    off = points[~shapely.intersects(land, points)]
    limit = shapely.union(land, shapely.union_all(shapely.buffer(off, shapes.ISLAND, quad_segs=6)))
    frame = shapely.box(*shapely.bounds(limit)).buffer(0.2)
    found = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame, ordered=True)
    cells = shapely.get_parts(found)
    drawn = []
    for length in (13, 8):
        keys = owners.astype(f"<U{length}")
        order = np.argsort(keys, kind="stable")
        edges = np.flatnonzero(keys[order][1:] != keys[order][:-1]) + 1
        areas = np.array([shapely.union_all(cells[group]) for group in np.split(order, edges)])
        simple = shapely.coverage_simplify(areas, shapes.TOLERANCE, simplify_boundary=False)
        drawn.append(shapely.intersection(simple, limit))
    return drawn


def bands(areas: dict[str, Any], run: Run) -> list[Line]:
    """Draw the villages' areas as if they were official boundaries; weigh each band beside the whole."""
    villages = {code: area for code, area in areas.items() if not area.is_empty}
    coverage = outlines.clean(villages)
    array = np.array(list(coverage.values()))
    lines = beside(
        f"{len(villages)} boundaries in {len(outlines.BANDS)} bands",
        lambda: [outlines.simplified(coverage, band) for band in outlines.BANDS],
        "bare coverage_simplify",
        lambda: [shapely.coverage_simplify(array, band.tolerance) for band in outlines.BANDS],
        turns=run.slow,
    )
    whole = packed(coverage, 9)
    for band in outlines.BANDS:
        weight = packed(outlines.simplified(coverage, band), band.digits)
        lines.append(
            line(f"{len(villages)} boundaries up to z{band.last}, gzipped", weight, "KB", "full precision", whole)
        )
    return lines


def packed(areas: dict[str, Any], digits: int) -> float:
    """Give the gzipped size of areas as GeoJSON, in KB."""
    return len(gzip.compress("".join(shapes.geojson(area, digits) for area in areas.values()).encode())) / 1024

"""The map's answers beside every point sent, a plain grouping, and their own statements barely encoded."""

import json

from django.utils import timezone

from desk.map import actions, squares
from tests.bench.browsing import Browser, browser
from tests.bench.kit import NATION, Line, Run, beside, line
from tests.bench.worlds import World, world

PROVINCE_VIEW = ("province view, z9", "bbox=104.9,-7.2,107.0,-5.6&zoom=9")
VILLAGE_VIEW = ("village view, z15", "bbox=106.63,-6.2,106.66,-6.17&zoom=15")
NATION_VIEW = ("nation view, z5", "bbox=94,-11.5,142,6.5&zoom=5")
FILTERED_VIEW = ("province view, floods", "bbox=104.9,-7.2,107.0,-5.6&zoom=9&kind=flood&severity=high")
# Ratios to "every point" and to "plain grouping" that are wanted of a view; None wants nothing.
WANTED: dict[str, tuple[float | None, float | None]] = {
    PROVINCE_VIEW[0]: (0.1, None),
    VILLAGE_VIEW[0]: (1.5, None),
    NATION_VIEW[0]: (0.05, None),
    FILTERED_VIEW[0]: (None, None),
}


def measure(run: Run) -> list[Line]:
    """Time the views and the areas at each size, and weigh their answers."""
    lines: list[Line] = []
    for size in run.sizes:
        with world(size) as here:
            actions.draw_if_never_drawn(here.election.pk, at=timezone.now())
            if size >= squares.WORTH:
                # A desk of that size has its sums; the world is filled past the triggers that would ask for them.
                squares.begin(here.election.pk, at=timezone.now())
            with browser(here) as asked:
                for view in (PROVINCE_VIEW, FILTERED_VIEW, VILLAGE_VIEW, NATION_VIEW):
                    lines += stations(here, asked, *view, run)
                for level in ("regency", "district"):
                    lines += regions(here, asked, level, run)
    return lines


def stations(here: World, asked: Browser, name: str, query: str, run: Run) -> list[Line]:
    """Time one view of the stations beside its three baselines."""
    path = f"/map/stations.json?{query}"
    title = f"stations.json {here.size}, {name}"
    bare = asked.barely(f"map-{hash(query)}", path, "json", asked.client.get(path).json())
    answer = json.loads(asked.get_text(path))
    most, group = WANTED[name]
    if here.size >= NATION and name == NATION_VIEW[0]:
        group = 0.2
    lines = beside(
        title,
        lambda: asked.get(path),
        "same SQL, JSON, gzip, sign-in",
        lambda: asked.get(bare),
        turns=run.turns,
        bound=1.5,
    )
    if name == FILTERED_VIEW[0]:
        return lines
    heavy = run.slow if here.size >= NATION and name != VILLAGE_VIEW[0] else run.turns
    every = f"/every-point?{query}"
    lines += beside(
        f"{title} (all)",
        lambda: asked.get(path),
        "every point as GeoJSON",
        lambda: asked.get(every),
        turns=heavy,
        bound=most,
    )
    squares = f"/plain-squares?{query}"
    lines += beside(
        f"{title} (grouped)",
        lambda: asked.get(path),
        "grouped by plain columns",
        lambda: asked.get(squares),
        turns=heavy,
        bound=group,
    )
    packed = len(asked.get(path)) / 1024
    lines.append(line(f"{title}, gzipped", packed, "KB", "the issue's bound", 25, bound=1))
    lines.append(line(f"{title}, gzipped (all)", packed, "KB", "every point, gzipped", len(asked.get(every)) / 1024))
    lines.append(line(f"{title}, features", len(answer["features"]), "features", "the contract's bound", 1500, bound=1))
    return lines


def regions(here: World, asked: Browser, level: str, run: Run) -> list[Line]:
    """Time the areas of a level beside their own statements."""
    path = f"/map/regions.json?level={level}"
    bare = asked.barely(f"regions-{level}", path, "json", asked.client.get(path).json())
    return beside(
        f"regions.json {here.size}, {level}",
        lambda: asked.get(path),
        "same SQL, JSON, gzip, sign-in",
        lambda: asked.get(bare),
        turns=run.turns,
        bound=1.5,
    )

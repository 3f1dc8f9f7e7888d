"""The map's answers beside every point sent, a plain grouping, and their own statements barely encoded."""

import json
from datetime import timedelta

from django.utils import timezone

from desk.map import actions, squares
from tests.bench.browsing import Browser, browser
from tests.bench.kit import NATION, Line, Run, beside, line
from tests.bench.worlds import World, world

PROVINCE = "bbox=104.9,-7.2,107.0,-5.6&zoom=9"
FAR_VIEW = ("province from afar, z8", "bbox=103.9,-8.0,108.0,-4.8&zoom=8")
PROVINCE_VIEW = ("province view, z9", PROVINCE)
TOWN_VIEW = ("town view, z12", "bbox=106.5,-6.3,106.8,-6.05&zoom=12")
VILLAGE_VIEW = ("village view, z15", "bbox=106.63,-6.2,106.66,-6.17&zoom=15")
NATION_VIEW = ("nation view, z5", "bbox=94,-11.5,142,6.5&zoom=5")
# Ratios to "every point" that are wanted of a view; None wants nothing.
WANTED: dict[str, float | None] = {
    FAR_VIEW[0]: 0.1,
    PROVINCE_VIEW[0]: None,
    TOWN_VIEW[0]: 1.5,
    VILLAGE_VIEW[0]: 1.5,
    NATION_VIEW[0]: 0.05,
}
SHAPE = "106.1,-6.7;106.4,-6.7;106.4,-6.4;106.1,-6.3"
FILTERS = {
    "floods": "kind=flood&severity=high",
    "any risk": "risk=any",
    "no risk": "risk=none",
    "one regency": "region=36.02",
    "a text": "q=kanekes",
    "closed ones": "status=resolved",
    "said by KPU": "source=kpu&kind=blank-spot",
    "somebody in charge": "owner=diskominfo&severity=critical,high",
    "simulated positions": "position=simulated&region=36.02",
    "a drawn shape": f"area={SHAPE}&kind=flood",
    "a past day": "day={day}&kind=access",
    "everything at once": f"area={SHAPE}&region=36.02&kind=flood,access&severity=high&source=kpu&position=simulated",
}
FARTHEST_LIGHT = 10  # the last zoom at which an answer is held to 25 KB, packed


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
                for view in (FAR_VIEW, PROVINCE_VIEW, TOWN_VIEW, VILLAGE_VIEW, NATION_VIEW):
                    lines += stations(here, asked, *view, run)
                for name, query in FILTERS.items():
                    past = (timezone.localdate() - timedelta(days=9)).isoformat()
                    lines += filtered(here, asked, name, query.format(day=past), run)
                for level in ("regency", "district"):
                    lines += regions(here, asked, level, run)
    return lines


def stations(here: World, asked: Browser, name: str, query: str, run: Run) -> list[Line]:
    """Time one view of the stations beside its three baselines."""
    path = f"/map/stations.json?{query}"
    title = f"stations.json {here.size}, {name}"
    bare = asked.barely(f"map-{hash(query)}", path, "json", asked.client.get(path).json())
    answer = json.loads(asked.get_text(path))
    group = 0.2 if here.size >= NATION and name == NATION_VIEW[0] else None
    lines = beside(
        title,
        lambda: asked.get(path),
        "same SQL, JSON, gzip, sign-in",
        lambda: asked.get(bare),
        turns=run.turns,
        bound=1.5,
    )
    heavy = run.slow if here.size >= NATION and name != VILLAGE_VIEW[0] else run.turns
    every = f"/every-point?{query}"
    lines += beside(
        f"{title} (all)",
        lambda: asked.get(path),
        "every point as GeoJSON",
        lambda: asked.get(every),
        turns=heavy,
        bound=WANTED[name],
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
    plain = len(asked.get_text(path).encode()) / 1024
    lines.append(line(f"{title}, unpacked", plain, "KB", "the issue's bound", 70, bound=1))
    if int(query.rpartition("=")[2]) <= FARTHEST_LIGHT:
        lines.append(line(f"{title}, gzipped", packed, "KB", "the issue's bound", 25, bound=1))
    lines.append(line(f"{title}, gzipped (all)", packed, "KB", "every point, gzipped", len(asked.get(every)) / 1024))
    lines.append(line(f"{title}, features", len(answer["features"]), "features", "the contract's bound", 1500, bound=1))
    return lines


def filtered(here: World, asked: Browser, name: str, query: str, run: Run) -> list[Line]:
    """Time the view of a province under a filter beside its own statements."""
    path = f"/map/stations.json?{PROVINCE}&{query}"
    bare = asked.barely(f"map-{hash(query)}", path, "json", asked.client.get(path).json())
    return beside(
        f"stations.json {here.size}, province view, {name}",
        lambda: asked.get(path),
        "same SQL, JSON, gzip, sign-in",
        lambda: asked.get(bare),
        turns=run.slow if here.size >= NATION else run.turns,
        bound=1.5,
    )


def regions(here: World, asked: Browser, level: str, run: Run) -> list[Line]:
    """Time the areas of a level beside their own statements."""
    path = f"/map/regions.json?level={level}"
    bare = asked.barely(f"regions-{level}", path, "json", asked.client.get(path).json())
    title = f"regions.json {here.size}, {level}"
    lines = beside(
        title,
        lambda: asked.get(path),
        "same SQL, JSON, gzip, sign-in",
        lambda: asked.get(bare),
        turns=run.turns,
        bound=1.5,
    )
    packed = len(asked.get(path)) / 1024
    if level == "district" and here.size < NATION:
        lines.append(line(f"{title}, gzipped", packed, "KB", "the issue's bound", 80, bound=1))
    lines.append(
        line(f"{title}, asked again", asked.unchanged(path) / 1024, "KB", "asked at first", packed, bound=0.01)
    )
    return lines

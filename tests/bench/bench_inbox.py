"""The triage inbox in a dense place: risks within 300 m of each other, told in the same words on the same day."""

import statistics
import time

from django.db import connection
from django.utils import timezone

from risks import alike
from risks.inbox import PER_PAGE
from risks.models import Flag
from tests.bench.bench_list import MOST_QUERIES
from tests.bench.browsing import browser
from tests.bench.kit import PROVINCE, Line, Run, beside, line
from tests.bench.server import barely
from tests.bench.worlds import World, world
from tps.cells import cell

DENSE, LESS = 800, 400
MOST_GROWTH, MOST_SECONDS = 2.5, 1
NORTH, EAST = -6.1754, 106.8272
# Stations of one village that stand on a hundred metres, each with a waiting risk.
_GATHER = """
WITH chosen AS (
    SELECT id, row_number() OVER (ORDER BY id) AS n FROM tps_pollingstation ORDER BY id LIMIT %(many)s
), placed AS (
    UPDATE tps_pollingstation s SET latitude = %(north)s + (n %% 30) * 0.00004, longitude = %(east)s + n / 30 * 0.00004,
        cell = %(cell)s, region_id = (SELECT region_id FROM tps_pollingstation ORDER BY id LIMIT 1), number = 150 + n
    FROM chosen WHERE chosen.id = s.id RETURNING s.id
)
INSERT INTO risks_flag (election_id, station_id, kind, severity, status, outcome, note, internal_note, severity_reason,
    reported_at, since, changed_at, client_id)
SELECT %(election)s, id, 'other', 'medium', 'reported', '', 'Air sungai naik sampai halaman sekolah ' || id, '', '',
    %(at)s, %(at)s, %(at)s, gen_random_uuid()
FROM placed
"""


def measure(run: Run) -> list[Line]:
    """Compare a page of risks in a place with many others and in one with half as many; then time the page itself."""
    size = min(run.sizes[0], PROVINCE)
    dense, less = min(DENSE, size // 2), min(LESS, size // 4)
    with world(size, flags=size // 17, changed=True) as here:
        few = _compared(here, less, run)
    with world(size, flags=size // 17, changed=True) as here:
        many = _compared(here, dense, run)
        with browser(here) as visitor:
            asked = barely.statements_of(lambda: visitor.client.get("/risks/inbox/?kind=other"))
            page = beside(
                f"inbox, {dense} risks within 300 m",
                lambda: visitor.get("/risks/inbox/?kind=other"),
                "the same page of a kind that is spread out",
                lambda: visitor.get("/risks/inbox/?kind=flood"),
                turns=run.turns,
            )
    name = f"near-duplicates of {PER_PAGE} risks among {dense} within 300 m"
    return [
        line(name, statistics.median(many), "s", f"among {less}", statistics.median(few), bound=MOST_GROWTH),
        line(f"{name}, slowest", max(many), "s", "wanted", MOST_SECONDS, bound=1),
        *page,
        line("inbox, queries", len(asked), "queries", "wanted of lists", MOST_QUERIES, bound=1),
    ]


def _compared(here: World, count: int, run: Run) -> list[float]:
    """Gather so many waiting risks on one spot; give how long a page of them takes to compare, in seconds."""
    moment = timezone.now()
    facts = {"many": count, "north": NORTH, "east": EAST, "cell": cell(NORTH, EAST), "at": moment}
    with connection.cursor() as cursor:
        cursor.execute(_GATHER, {**facts, "election": here.election.pk})
        cursor.execute("ANALYZE")
    asked = list(Flag.objects.waiting().filter(kind="other").select_related("station").order_by("pk")[:PER_PAGE])
    seconds = []
    for _turn in range(run.turns + 1):
        began = time.perf_counter()
        alike.alike(asked, moment)
        seconds.append(time.perf_counter() - began)
    return seconds[1:]  # the first turn warms caches up

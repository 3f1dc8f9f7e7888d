"""Pages and files of lists beside a constant page, or the same table barely written, with the same statements."""

from tests.bench.browsing import Browser, browser
from tests.bench.kit import NATION, Line, Run, beside, line
from tests.bench.worlds import World, station_code, world

PAGE = "constant page + own queries"
MOST_QUERIES = 12
LISTS = (
    ("first page", "/tps/"),
    ("filtered page", "/tps/?region=36.02&kind=flood&sort=risk"),
    ("searched page", "/tps/?q=kanekes+5"),
)


def measure(run: Run) -> list[Line]:
    """Time the list of stations, its table and a station's page at each size."""
    lines: list[Line] = []
    for size in run.sizes:
        with world(size) as here, browser(here) as asked:
            for name, path in LISTS:
                lines += page(f"/tps/ {size}, {name}", path, asked, run, None if "searched" in name else 2)
            lines += page(f"station page {size}", f"/tps/{station_code(here)}/", asked, run)
            lines += table(here, asked, run)
    return lines


def page(name: str, path: str, asked: Browser, run: Run, bound: float | None = None) -> list[Line]:
    """Time a page and count its statements, the sign-in's aside; at most twelve are wanted of lists."""
    plan = f"page-{abs(hash(path))}"
    bare = asked.barely(plan, path, "page")
    count = asked.statements[plan]
    return [
        *beside(name, lambda: asked.get(path), PAGE, lambda: asked.get(bare), turns=run.turns, bound=bound),
        line(f"{name}, queries", count, "queries", "wanted of lists", MOST_QUERIES, bound=None if path == "/" else 1),
    ]


def table(here: World, asked: Browser, run: Run) -> list[Line]:
    """Time the whole table as CSV."""
    header = asked.get_text("/tps.csv?q=kanekes+1").splitlines()[0].split(",")
    bare = asked.barely("csv", "/tps.csv", "csv", header)
    return beside(
        f"/tps.csv {here.size}",
        lambda: asked.get("/tps.csv"),
        "same SQL, csv.writer, gzip, sign-in",
        lambda: asked.get(bare),
        turns=3 if here.size >= NATION else run.turns,
        bound=2,
    )

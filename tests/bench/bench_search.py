"""What searching asks of the database, over more than a hundred texts, beside a bare look-up of one code or name."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from desk.accounts.models import User
from desk.search_groups import results
from tests.bench.kit import PROVINCE, Line, Run, beside, line, p95
from tests.bench.names import names
from tests.bench.worlds import World, world
from tps import search_index
from tps.models import Election

BOUND = 0.030  # seconds of SQL for one search
TEXTS: dict[str, list[str]] = {
    "code": [
        "3602062001005", "36.02.06.2001.005", "36.02.06.2001/5", "3602062001-1", "3602162018001", "3671011001001",
        "3673012001003", "360101200100", "36010120010", "3602062001", "36.02.06.2001", "36.02.16.2018", "360206",
        "36.02.06", "36.02", "3602", "36020", "3602062", "320101", "32.01.01.2001", "3301012001002", "350501",
    ],
    "name": [
        "kanekes", "leuwidamar", "cikeusik", "sobang", "ciputat", "pamulang", "rangkasbitung", "labuan", "panimbang",
        "malingping", "sukarasa", "kab lebak", "kota cilegon", "kec leuwidamar", "desa kanekes", "jawa barat",
        "sulawesi selatan", "lampung", "banten", "papua tengah",
    ],
    "name and number": [
        "kanekes 5", "tps 005 kanekes", "kanekes tps05", "kel ciputat 12", "sobang 3 lebak", "sobang 3 pandeglang",
        "lebak 1", "kota serang 5", "leuwidamar 2", "cikeusik 14", "sukamaju 3", "sumber jaya 7", "karang asih 1",
        "tanjung raya 2", "suka 5", "jaya 1",
    ],
    "beginning": [
        "kan", "kane", "kanek", "leuw", "leuwid", "cik", "cikeu", "rang", "pam", "suk", "suka", "sukam", "sum",
        "tanj", "mek", "ban", "karan", "jaw",
    ],
    "two words": [
        "suka maju", "sumber jaya", "karang asih", "leuwi damar", "tanjung jaya", "pasir indah", "suka jaya barat",
        "bumi agung lampung", "kanekes lebak", "mekar sari jawa", "serang banten", "kota baru",
    ],
    "typo": [
        "kaneks", "kanekse 5", "cikesik", "leuwidmaar", "lewi damar", "rangkasbitng", "malingpnig", "ciptuat",
        "pamulagn 3", "sukamju xy", "panimbng", "sobnag lebak", "loewidamar", "cikeusikk", "labaun",
    ],
    "common or short": [
        "suka", "jaya", "baru", "barat", "utara", "karya", "s", "su", "ka", "5", "909", "150",
    ],
    "nonsense": [
        "zzzzqq", "xqzwv 5", "%_\\", "x" * 500, "🙂", "'; drop table", "qq ww ee rr tt yy", "-6.6, 106.2", "5.5,95.3",
    ],
    "others": [
        "R-12", "T-7", "banjir kanekes", "konflik lebak", "tanpa sinyal cikeusik", "kpu", "diskominfo", "2024-w05",
        "pengukuran",
    ],
}  # fmt: skip


def measure(run: Run) -> list[Line]:
    """Time each text's statements at each size."""
    lines: list[Line] = []
    for size in run.sizes:
        with world(size, changed=True) as here:
            if size > PROVINCE:
                rename()
            lines += searches(here, run)
    return lines


def rename() -> None:
    """Give the made-up regions names as varied and as alike as real ones, and the search its words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM tps_region WHERE code !~ '^36' AND level <> 'province' ORDER BY code")
        codes = [row[0] for row in cursor.fetchall()]
        cursor.execute("CREATE TEMPORARY TABLE bench_name (code text PRIMARY KEY, name text)")
        with cursor.copy("COPY bench_name FROM STDIN") as copy:
            for code, name in zip(codes, names(len(codes)), strict=True):
                copy.write_row((code, f"Kabupaten {name}" if len(code) == 5 else name))
        cursor.execute("UPDATE tps_region r SET name = b.name FROM bench_name b WHERE b.code = r.code")
    search_index.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def searches(here: World, run: Run) -> list[Line]:
    """Give the time of the texts of each sort and of all of them, and the most statements that one takes."""
    waited: list[float] = []
    worked: dict[str, list[float]] = {}
    counts: list[int] = []
    for sort, texts in TEXTS.items():
        for text in texts:
            turns = [statements(here.person, here.election, text) for _turn in range(max(3, min(run.turns, 7)))][1:]
            waited.append(statistics.median(sum(wait for wait, _work in each) for each in turns))
            worked.setdefault(sort, []).append(statistics.median(sum(work for _wait, work in each) for each in turns))
            counts.append(max(len(each) for each in turns))
    every = [seconds for sort in worked.values() for seconds in sort]
    bare = "the issue's bound"
    return [
        line(f"search {here.size}, SQL at work, p95 of {len(every)} texts", p95(every), "s", bare, BOUND, bound=1),
        line(f"search {here.size}, SQL at work, median", statistics.median(every), "s", bare, BOUND),
        line(f"search {here.size}, SQL at work, worst", max(every), "s", bare, BOUND),
        line(f"search {here.size}, SQL waited for, p95", p95(waited), "s", bare, BOUND),
        line(f"search {here.size}, queries", max(counts), "queries", "own bound", 20, bound=1),
        *(line(f"search {here.size}, {sort}, p95", p95(each), "s", bare, BOUND) for sort, each in worked.items()),
        *look_ups(here, run),
    ]


def look_ups(here: World, run: Run) -> list[Line]:
    """Time a code and a name beside the barest statement that finds the same station."""

    def ours(text: str) -> Callable[[], object]:
        return lambda: results(here.person, here.election, text, 4, counted=False)

    by_code = "SELECT id FROM tps_pollingstation WHERE election_id = %s AND code = %s"
    by_name = (
        "SELECT s.id FROM tps_region r JOIN tps_pollingstation s ON s.region_id = r.code AND s.election_id = %s "
        "WHERE r.name = %s AND r.level = 'village' AND s.number = 1"
    )
    code, name = "3602062001001", "Kanekes"
    return [
        *beside(f"search {here.size}, by code", ours(code), "one bare SQL", lambda: bare_sql(by_code, here, code),
                turns=run.turns),
        *beside(f"search {here.size}, by name", ours(f"{name} 1"), "one bare SQL",
                lambda: bare_sql(by_name, here, name), turns=run.turns),
    ]  # fmt: skip


def bare_sql(sql: str, here: World, value: str) -> list[tuple[Any, ...]]:
    """Run one statement and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [here.election.pk, value])
        return list(cursor.fetchall())


def statements(person: User, election: Election, text: str) -> list[tuple[float, float]]:
    """Give, for each statement that a search for a text runs, the seconds waited and those the database worked.

    Others on the machine make one wait, and change nothing of the work; where the work cannot be read it is the wait.
    """
    found: list[tuple[float, float]] = []
    connection.ensure_connection()
    clock = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")

    def work() -> float:
        try:
            return int(clock.read_text().split()[0]) / 1e9
        except OSError:
            return time.perf_counter()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        before, began = work(), time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            waited = time.perf_counter() - began
            found.append((waited, work() - before))

    with connection.execute_wrapper(note):
        results(person, election, text, 4, counted=False)
    return found

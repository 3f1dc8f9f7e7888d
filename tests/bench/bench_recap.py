"""The night's board beside the bare grouped SQL, many watchers, writers beside readers, and a nation's counts."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk import clock, lifeline
from desk.recap.board import pulse
from desk.recap.board.reading import board, regencies
from desk.recap.models import FormSighting, FormStanding, Pulse
from desk.recap.policy import deadlines
from desk.recap.reach import reach
from risks.policy import speaking
from tests.bench.browsing import Browser, browser
from tests.bench.kit import NATION, PROVINCE, TURNS, Line, Run, alone, beside, line, p95
from tests.bench.worlds import PERSON, World, address, world
from tps.models import Race

RACES = 5
WRITERS, READERS, PER_SECOND, PROCESSES = 20, 50, 28, 4
REPORTING = Path(__file__).parent / "server" / "reporting.py"
WATCHERS, POLLS = 200, 5
LONG, SHORT = 300, 10  # seconds of the storm: five minutes at all turns, else a moment
BIG = ("recap_formsighting", "recap_formstanding", "recap_formcount", "tps_pollingstation", "risks_")
_FILL = """
INSERT INTO recap_formstanding (election_id, station_id, race_id, place, state, online, seen_at, recorded_at, number,
    back, disputed, counted_at, visible_at)
SELECT station.election_id, station.id, race.id, station.region_id, state,
    CASE state WHEN 'visible' THEN 'visible' WHEN 'sent' THEN 'sent' ELSE '' END, now(), now(), 1,
    false, station.id %% 500 = 0, now() - interval '1 hour', CASE WHEN state = 'visible' THEN now() END
FROM tps_pollingstation station CROSS JOIN tps_race race,
    LATERAL (SELECT (ARRAY['counted', 'queued', 'sent', 'visible', 'handed'])[1 + (station.id + race.id) %% 5] AS state)
    AS drawn
WHERE station.election_id = %s AND race.election_id = %s AND station.id %% 4 > 0
"""
_COUNT = """
INSERT INTO recap_formcount (election_id, district, race_id, state, online, number)
SELECT election_id, left(place, 8), race_id, state, online, count(*) FROM recap_formstanding
WHERE election_id = %s GROUP BY 1, 2, 3, 4, 5
"""
_BARE = """
SELECT left(place, 5), state, online, count(*) FROM recap_formstanding
WHERE election_id = %s AND number > 0 GROUP BY 1, 2, 3
"""


def measure(run: Run) -> list[Line]:
    """Measure the board in a province and the counts of a nation, whichever sizes are asked for."""
    lines: list[Line] = []
    for size in run.sizes:
        with world(size, changed=True) as here:
            _night(here)
            lines += _national(here, run) if size >= NATION else _province(here, run)
    return lines


def _night(here: World) -> None:
    here.election.polling_date = clock.local(clock.now()).date()
    here.election.save(update_fields=["polling_date"])
    Race.objects.filter(election=here.election).delete()
    for number in range(RACES):
        Race.objects.create(election=here.election, code=f"race-{number}", name=f"Surat suara {number}", order=number)
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [here.election.pk, here.election.pk])
        cursor.execute(_COUNT, [here.election.pk])
        cursor.execute("VACUUM ANALYZE recap_formstanding")
        cursor.execute("VACUUM ANALYZE recap_formcount")
    Pulse.objects.create(election=here.election, shard=0, version=1)


def _national(here: World, run: Run) -> list[Line]:
    name = f"{here.size} × {RACES} forms counted by regency"
    return alone(name, lambda: regencies(here.election.pk), 0.5, turns=run.turns) + _board(here, run, bound=None)


def _province(here: World, run: Run) -> list[Line]:
    lines = _board(here, run, bound=3)
    lines += _watchers(here)
    with browser(here) as page:
        return lines + _storm(here, page, LONG if run.turns >= TURNS and here.size >= PROVINCE else SHORT)


def _figures(here: World) -> None:
    now = clock.now()
    cache.clear()
    board(
        here.election.pk,
        "",
        races=list(Race.objects.filter(election=here.election).values_list("pk", flat=True)),
        reach=reach(here.election.pk, rule=speaking(), at=now),
        deadlines=deadlines(here.election.polling_date),
        at=now,
        version=pulse.version(here.election.pk),
    )


def _bare(here: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BARE, [here.election.pk])
        cursor.fetchall()


def _board(here: World, run: Run, bound: float | None) -> list[Line]:
    _figures(here)
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        _figures(here)
    # The pulse, the races and the cache's own are asked for by the page.
    asked = [each for each in seen if "recap_pulse" not in each["sql"] and "tps_race" not in each["sql"]]
    lines = beside(
        f"board {here.size} × {RACES}, nothing cached",
        lambda: _figures(here),
        "the bare grouped SQL",
        lambda: _bare(here),
        turns=run.turns,
        bound=bound,
    )
    late = lines[-1]
    if bound is not None:
        late["bound"], late["ok"] = bound, late["ratio"] <= bound
    return [*lines, line(f"board {here.size}, queries", len(asked), "queries", "wanted at most", 8, bound=1)]


def _watchers(here: World) -> list[Line]:
    """Let 200 people ask five times each while nothing is reported, the way their pages do."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(here.person)
    tags: dict[int, str] = {}
    fresh = big = 0
    for _turn in range(POLLS):
        for watcher in range(WATCHERS):
            with CaptureQueriesContext(connection) as seen:
                headers = {"HX-Request": "true", "If-None-Match": tags.get(watcher, "")}
                answer = client.get("/recap/", headers=headers)
            tags[watcher] = answer["ETag"]
            if answer.status_code == 304:
                fresh += 1
                big += any(name in each["sql"] for each in seen for name in BIG)
    asked = WATCHERS * (POLLS - 1)  # the first look of each is a page
    return [
        line("watchers answered 304", 100 * fresh / asked, "percent", "wanted at least", 90, better="higher"),
        line("304s that looked at a big table", big, "answers", "wanted at most", 0),
    ]


def _storm(here: World, page: Browser, seconds: int) -> list[Line]:
    """Let 20 people report at 28 a second beside 50 watchers; nothing may be lost or doubled.

    Who reports does so from several processes and the watchers' pages come from a server, as in an installation.
    """
    idle = _reports(here, [(1, 1.0, 0)])
    before = FormSighting.objects.count()
    done, failures = threading.Event(), []

    def reader(number: int) -> None:
        wire, tag = http.client.HTTPConnection(page.wire.host, page.wire.port, timeout=60), ""
        time.sleep(number * 15 / READERS)
        try:
            while not done.is_set():
                wire.request("GET", "/recap/", headers={**page.headers, "HX-Request": "true", "If-None-Match": tag})
                answer = wire.getresponse()
                answer.read()
                tag = answer.headers["ETag"]
                done.wait(15)
        except Exception as error:
            failures.append(repr(error))
        finally:
            wire.close()

    readers = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
    for each in readers:
        each.start()
    try:
        busy = _reports(here, [(WRITERS // PROCESSES, PER_SECOND / PROCESSES, seconds)] * PROCESSES)
    finally:
        done.set()
        for each in readers:
            each.join()
    if failures:
        raise RuntimeError(f"{len(failures)} broke off: {failures[0]}")
    kept = FormSighting.objects.count() - before - PROCESSES  # each process warms up with one
    touched = set(FormSighting.objects.values_list("station_id", "race_id"))
    derived = FormStanding.objects.filter(number__gt=0, sighting__isnull=False).count()
    return [
        line("sightings a second", len(busy) / seconds, "1/s", "wanted", PER_SECOND, better="higher"),
        line("sightings lost or doubled", abs(kept - len(busy)), "sightings", "wanted", 0),
        line("forms out of step after the storm", abs(derived - len(touched)), "forms", "wanted", 0),
        line("a sighting in the storm, p95", p95(busy), "s", "p95 of one when idle", p95(idle), bound=5),
    ]


def _reports(here: World, crews: list[tuple[int, float, int]]) -> list[float]:
    """Let crews of (writers, reports a second, seconds) begin together; gives what each report took, in seconds."""
    environment = os.environ | {"DATABASE_URL": address(here.name), "DATABASE_POOL": "1"}
    running = [
        subprocess.Popen(
            [sys.executable, str(REPORTING), PERSON, *map(str, crew)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lifeline.tied_to_parent(),
        )
        for crew in crews
    ]
    for each in running:
        if each.stdout is None or each.stdout.readline() != "ready\n":
            raise RuntimeError("Those who report did not start.")
    for each in running:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    took = [seconds for each in running for seconds in json.loads(each.communicate()[0])]
    if any(each.returncode for each in running):
        raise RuntimeError("Some who report broke off.")
    return took

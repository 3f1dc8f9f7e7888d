"""The weekly run: twelve agencies out of one province with 5,000 risks, read once, drawn beside bare ReportLab."""

import os
import sys
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from desk import clock
from desk.agencies.models import Agency
from desk.briefings import pdf, reading
from desk.briefings.situation import Situation
from desk.recap.models import FallbackPlan, Relocation
from risks.models import Claim, Flag
from tests.bench.bench_briefing import bare, frame, outlines, told
from tests.bench.kit import PROVINCE, Line, Run, beside, line, peak_memory
from tests.bench.worlds import PERSON, World, address, world

FLAGS = 5000
MOST_QUERIES, MOST_MEMORY, TIMES = 25, 300, 1.5
SCRIPT = Path(__file__).parent / "server" / "weekly.py"
# Code, kind, place: the twelve that a province writes to.
AGENCIES = (
    ("kpu", "election", "36"),
    ("bawaslu", "supervisor", "36"),
    ("forkopimda", "forkopimda", "36"),
    ("pemprov", "government", "36"),
    ("polda", "security", "36"),
    ("bpbd", "disaster", "36"),
    ("diskominfo", "communication", "36"),
    ("pln", "utility", "36"),
    ("kpu-36-02", "election", "36.02"),
    ("bawaslu-36-02", "supervisor", "36.02"),
    ("pemda-36-01", "government", "36.01"),
    ("pemda-36-02", "government", "36.02"),
)


def measure(run: Run) -> list[Line]:
    """Count the queries of the run, time each paper beside the bare one, and weigh the process that makes all."""
    size = min(run.sizes[0], PROVINCE)
    flags = FLAGS if size == PROVINCE else max(size // 7, 1)
    with world(size, flags=flags, changed=True) as here, translation.override("id"):
        prepare(here)
        found, queries = read_all(here)
        lines = [line(f"weekly run of 12, {flags} risks, queries", queries, "queries", "bound", MOST_QUERIES, bound=1)]
        for situation in (found["kpu"], found["pemprov"], found["pemda-36-02"]):
            lines += _paper(situation, run)
        lines.append(line("weekly run of 12, peak memory", _peak(here), "MB", "bound", MOST_MEMORY, bound=1))
    return lines


def prepare(here: World) -> None:
    """Make the twelve agencies, plans for half of the blank spots, reserve sites for a third of the flooded, claims."""
    for code, kind, place in AGENCIES:
        Agency.objects.update_or_create(code=code, defaults={"name": code.upper(), "kind": kind, "region_code": place})
    at = timezone.now()
    stations = {
        kind: list(Flag.objects.open().filter(kind=kind).values_list("station_id", flat=True))
        for kind in ("blank-spot", "flood")
    }
    FallbackPlan.objects.bulk_create(
        FallbackPlan(
            election=here.election, station_id=key, means="courier", lacks=["contact"] if key % 2 else [],
            made_at=at, changed_at=at,
        )
        for key in stations["blank-spot"][::2]
    )  # fmt: skip
    Relocation.objects.bulk_create(
        Relocation(
            election=here.election, station_id=key, site="Balai desa", deadline=at - timedelta(days=1),
            made_at=at - timedelta(days=3), changed_at=at,
        )
        for key in stations["flood"][::3]
    )  # fmt: skip
    source = Agency.objects.get(code="kpu")
    Claim.objects.bulk_create(
        Claim(
            election=here.election, region_id="36.02", kind="blank-spot", number=number, source=source, recorded_at=at
        )
        for number in (358, 360)
    )


def read_all(here: World) -> tuple[dict[str, Situation], int]:
    """Read the situations of the twelve; gives them and the number of queries."""
    at, shared = timezone.now(), reading.Shared()
    week = clock.week_of(at - timedelta(days=1))
    agencies = list(Agency.objects.filter(code__in=[code for code, _kind, _place in AGENCIES]))
    with CaptureQueriesContext(connection) as asked:
        found = {
            each.code: reading.read(each, here.election, edition="weekly", window=week, as_of=at, shared=shared)[0]
            for each in agencies
        }
    return found, len(asked)


def _paper(situation: Situation, run: Run) -> list[Line]:
    areas = [] if situation.place else outlines()
    content, pages = pdf.render(situation, frame(), areas)
    prepared = told(situation)
    name = f"paper for {situation.agency_code}, {pages} pages"
    lines = beside(
        name,
        lambda: pdf.render(situation, frame(), areas),
        "bare ReportLab, embedded font",
        lambda: bare(prepared, areas),
        turns=run.turns,
        bound=TIMES,
    )
    return [*lines, line(f"{name}, size", len(content) / 1024, "KB", "the paper's bound", 1024, bound=1)]


def _peak(here: World) -> float:
    """Give the most memory in MB of a process that drafts all twelve and draws them."""
    os.environ["DATABASE_URL"], before = address(here.name), os.environ.get("DATABASE_URL")
    try:
        return peak_memory(sys.executable, str(SCRIPT), PERSON)
    finally:
        if before is None:
            del os.environ["DATABASE_URL"]
        else:
            os.environ["DATABASE_URL"] = before

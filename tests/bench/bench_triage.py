"""Verifying a thousand risks at once beside verifying one, and taking it back; the rows' history is part of it.

One risk is verified on the road that its own page takes; a batch of one, which also remembers how to take itself
back, stands beside it.
"""

import statistics
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from risks import actions
from risks.models import Flag
from tests.bench.kit import PROVINCE, Line, Run, line, p95
from tests.bench.worlds import world

What = TypeVar("What")
Result = TypeVar("Result")
MANY = 1000
MOST_SECONDS, MOST_TIMES, MOST_STATEMENTS = 3, 20, 30


def measure(run: Run) -> list[Line]:
    """Verify and take back by turns, one risk and a thousand, each click a transaction of its own."""
    size = min(run.sizes[0], PROVINCE)
    many = min(MANY, size // 20)
    with world(size, flags=many * 5, changed=True) as here:
        ids = list(Flag.objects.waiting().order_by("pk").values_list("pk", flat=True)[:many])
        seconds: dict[str, list[float]] = {"many": [], "undo": [], "one": [], "batch of one": []}

        def verify(some: list[int]) -> actions.BulkResult:
            return actions.verify_many(some, actor=here.person, at=timezone.now())

        def verify_one(pk: int) -> None:
            actions.verify(Flag.objects.get(pk=pk), actor=here.person, at=timezone.now())

        def undo(result: actions.BulkResult) -> actions.BulkResult:
            return actions.undo(result.batch.pk, actor=here.person, at=timezone.now())

        for turn in range(run.turns + 1):
            took = {}
            took["many"], result = _timed(verify, ids)
            assert result.done == many, result
            took["undo"], back = _timed(undo, result)
            assert back.done == many, back
            one = ids[turn % many]
            took["batch of one"], alone = _timed(verify, [one])
            undo(alone)
            before = Flag.objects.filter(pk=one).values("status", "since", "verified_by", "verified_at").get()
            took["one"], _nothing = _timed(verify_one, one)
            Flag.objects.filter(pk=one).update(**before)
            if turn:  # the first turn warms caches up
                for name, value in took.items():
                    seconds[name].append(value)
        with CaptureQueriesContext(connection) as asked:
            verify(ids)
    median = {name: statistics.median(each) for name, each in seconds.items()}
    return [
        line(
            f"verify {many} risks, median",
            median["many"],
            "s",
            "one on its own page's road",
            median["one"],
            bound=MOST_TIMES,
        ),
        line(f"verify {many} risks, slowest", p95(seconds["many"]), "s", "wanted", MOST_SECONDS, bound=1),
        line(f"verify {many} risks, median", median["many"], "s", "a batch of one", median["batch of one"]),
        line(f"undo {many} risks, median", median["undo"], "s", "verify them", median["many"]),
        line(f"verify {many} risks, statements", len(asked), "statements", "wanted", MOST_STATEMENTS, bound=1),
    ]


def _timed(work: Callable[[What], Result], what: What) -> tuple[float, Result]:
    began = time.perf_counter()
    result = work(what)
    return time.perf_counter() - began, result

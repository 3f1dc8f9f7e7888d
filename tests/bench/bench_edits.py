"""A thousand pairs of people who save the same form at the same moment: none of their words is lost unseen."""

import time

from django.test import Client

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.coordination.models import Task
from tests import builders
from tests.bench.kit import Line, Run, line
from tests.bench.worlds import world
from tests.races import lost

PAIRS = 1000


def measure(run: Run) -> list[Line]:
    """Race half of the pairs for a task's title and half for an agency's name; a tiny run races few."""
    pairs = min(PAIRS, run.turns * 50)
    with world(min(run.sizes), changed=True):
        people = [Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")]
        for number, client in enumerate(people):
            client.force_login(User.objects.filter(role="admin").first() or builders.user(f"bench.{number}", "admin"))
        task, agency = Task.objects.order_by("pk").first() or builders.task(), Agency.objects.order_by("pk")[0]
        began = time.perf_counter()
        gone = lost(f"/tasks/{task.pk}/edit/", "title", task, people, pairs // 2, reason="lomba")
        gone += lost(f"/agencies/{agency.code}/edit/", "name", agency, people, pairs - pairs // 2)
        seconds = time.perf_counter() - began
    return [
        line("racing edits, lost", gone, "edits", "pairs that raced", pairs, bound=0),
        line("racing edits, a pair", seconds / pairs, "s", "wanted", 1, bound=1),
    ]

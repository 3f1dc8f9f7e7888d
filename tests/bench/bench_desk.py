"""The register of risks and Beranda with 50,000 open risks, history with 0.8 million events, the page of jobs."""

from datetime import timedelta
from itertools import chain

from django.db import connection
from django.utils import timezone

from desk.history import registry
from desk.work.models import Job
from tests.bench.bench_list import page
from tests.bench.browsing import Browser, browser
from tests.bench.kit import PROVINCE, Line, Run, beside
from tests.bench.worlds import World, world
from tps.models import PollingStation

MANY, EVENTS, JOBS = 50_000, 800_000, 5_000
RISKS = (
    ("/risks/, first page", "/risks/"),
    ("/risks/, filtered page", "/risks/?region=36.02&kind=flood&severity=high&status=open"),
    ("/risks/, by place", "/risks/?sort=place"),
    ("/risks/, one source", "/risks/?source=kpu"),
    ("Beranda", "/"),
)
HISTORY = (
    ("history, first page", "/history/"),
    ("history, one kind", "/history/?kind=tps.pollingstation"),
    ("history, one person", "/history/?person={person}"),
    ("history, one day of long ago", "/history/?from={day}&to={day}"),
)


def measure(run: Run) -> list[Line]:
    """Time the pages of a busy desk; they do not depend on the nation, so one size is measured."""
    size = min(run.sizes[0], PROVINCE)
    many = MANY if size == PROVINCE else size
    lines: list[Line] = []
    with world(size) as calm, browser(calm) as few, world(size, flags=many) as busy, browser(busy) as asked:
        for name, path in RISKS:
            title = f"{name}, {many} risks"
            lines += page(title, path, asked, run, None if path == "/" else 2)
            lines += beside(
                f"{title} (grown)",
                lambda path=path: asked.get(path),
                f"the same page, {calm.flags} risks",
                lambda path=path: few.get(path),
                turns=run.turns,
            )
    with world(size, changed=True) as old:
        count = _events(old, EVENTS if size == PROVINCE else size)
        _jobs(old)
        with browser(old) as asked:
            lines += _history(old, asked, count, run)
            lines += page(f"jobs page, {JOBS} jobs", "/jobs/", asked, run)
    return lines


def _history(old: World, asked: Browser, count: int, run: Run) -> list[Line]:
    day = (timezone.now() - timedelta(days=60)).date().isoformat()
    found = (
        page(f"{name}, {count} events", path.format(person=old.person.pk, day=day), asked, run)
        for name, path in HISTORY
    )
    return list(chain.from_iterable(found))


def _events(old: World, wanted: int) -> int:
    """Write the history of many imports: each changed all stations, a few days after the one before."""
    events = registry.event_models()["tps.pollingstation"]._meta
    there = {field.column for field in events.concrete_fields}
    columns = ", ".join(
        field.column for field in PollingStation._meta.concrete_fields if field.column and field.column in there
    )
    imports = max(1, wanted // old.size)
    with connection.cursor() as cursor:
        for number in range(imports):
            at = timezone.now() - timedelta(days=3 * (imports - number))
            facts = f'{{"user": {old.person.pk}, "action": "tps.import"}}'
            cursor.execute(
                "INSERT INTO pghistory_context (id, created_at, updated_at, metadata) "
                "VALUES (gen_random_uuid(), %s, %s, %s) RETURNING id",
                [at, at, facts],
            )
            (context,) = cursor.fetchone() or (None,)
            cursor.execute(
                f"INSERT INTO {events.db_table} (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {columns}) "
                f"SELECT %s, 'update', id, %s, {columns} FROM tps_pollingstation",
                [at, context],
            )
        cursor.execute("VACUUM (ANALYZE)")
    return imports * old.size


def _jobs(old: World) -> None:
    now = timezone.now()
    made = [now - timedelta(minutes=7 * number) for number in range(JOBS)]
    Job.objects.bulk_create(
        Job(
            kind="tps.check",
            state="done" if number % 20 else "failed",
            created_at=at,
            due_at=at,
            started_at=at,
            finished_at=at + timedelta(seconds=40),
            requested_by=old.person,
        )
        for number, at in enumerate(made)
    )

"""The matrix of readiness with four statements on every item of every kecamatan, beside the page without any."""

import random
import uuid
from datetime import timedelta

import pgtrigger
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.agencies.models import Agency
from desk.coordination.models import ReadinessStatement
from desk.coordination.readiness.kinds import Said
from desk.coordination.readiness.reading import places
from desk.coordination.readiness.reference import shipped
from tests.bench.browsing import browser
from tests.bench.kit import PROVINCE, Line, Run, beside, line
from tests.bench.worlds import world
from tps.models import Election

EACH = 4
MOST_QUERIES = 12
MATRIX = "/readiness/?level=district"


def measure(run: Run) -> list[Line]:
    """Time the matrix of all kecamatan; what was added is taken away again."""
    size = min(run.sizes, default=PROVINCE)
    with world(size) as here, browser(here) as asked:
        current = Election.objects.order_by("-current")[0]
        other = Election.objects.create(code="bench-silent", name="Bench", polling_date=current.polling_date)
        districts = places(current.pk, "").districts
        _say(current.pk, districts)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE coordination_readinessstatement")
        with CaptureQueriesContext(connection) as queries:
            asked.client.get(MATRIX)
        count = EACH * len(districts) * len(shipped())
        lines = [
            *beside(
                f"readiness, {len(districts)} kecamatan × {len(shipped())} items, {count} statements",
                lambda: asked.get(MATRIX),
                "the same page without statements",
                lambda: asked.get(f"{MATRIX}&election=bench-silent"),
                turns=run.turns,
            ),
            line("readiness, queries", len(queries), "queries", "wanted at most", MOST_QUERIES, bound=1),
        ]
        with pgtrigger.ignore("coordination.ReadinessStatement:append_only"):
            ReadinessStatement.objects.filter(election=current, informant="bench").delete()
        other.delete()
    return lines


def _say(election_id: int, districts: tuple[str, ...]) -> None:
    chance = random.Random(len(districts))
    agencies = list(Agency.objects.values_list("pk", flat=True)[:3])
    now = timezone.now()
    ReadinessStatement.objects.bulk_create(
        (
            ReadinessStatement(
                election_id=election_id,
                region_id=district,
                item=item.code,
                asked=item.title,
                state=chance.choice(Said.values),
                source_id=chance.choice(agencies),
                informant="bench",
                observed_at=now - timedelta(hours=chance.randrange(1, 500)),
                recorded_at=now,
                batch=uuid.UUID(int=chance.getrandbits(128)),
            )
            for district in districts
            for item in shipped()
            for _turn in range(EACH)
        ),
        batch_size=2000,
    )

"""The list of referrals with 5,000 of them beside the same page with 200, and its statements."""

import random
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.agencies.models import Agency
from desk.coordination.models import Referral
from desk.coordination.referrals.kinds import ReferralState
from risks.models import Flag
from tests.bench.browsing import browser
from tests.bench.kit import PROVINCE, Line, Run, beside, line
from tests.bench.worlds import world
from tps.models import Election

FEW, MANY = 200, 5_000
MOST_QUERIES = 12


def measure(run: Run) -> list[Line]:
    """Time the list with few and with many referrals in the same world, which is thrown away."""
    size = min(run.sizes, default=PROVINCE)
    with world(size, flags=MANY, changed=True) as here, browser(here) as asked:
        current = Election.objects.order_by("-current")[0]
        other = Election.objects.create(code="bench-few", name="Bench", polling_date=current.polling_date)
        flags = list(Flag.objects.order_by("pk").values_list("pk", flat=True)[:MANY])
        # A risk of the smaller election is also one of the larger: never the same agency for both.
        _refer(other.pk, flags[:FEW], shift=1)
        _refer(current.pk, flags, shift=0)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE coordination_referral")
        with CaptureQueriesContext(connection) as queries:
            asked.client.get("/referrals/?tab=all")
        return [
            *beside(
                f"referrals, first page of {len(flags)}",
                lambda: asked.get("/referrals/?tab=all"),
                f"the same page with {FEW}",
                lambda: asked.get("/referrals/?tab=all&election=bench-few"),
                turns=run.turns,
                bound=2,
            ),
            *beside(
                f"referrals without an answer, of {len(flags)}",
                lambda: asked.get("/referrals/?tab=silent"),
                f"the same page with {FEW}",
                lambda: asked.get("/referrals/?tab=silent&election=bench-few"),
                turns=run.turns,
                bound=2,
            ),
            line("referrals, queries", len(queries), "queries", "wanted at most", MOST_QUERIES, bound=1),
        ]


def _refer(election_id: int, flags: list[int], *, shift: int) -> None:
    chance = random.Random(len(flags))
    agencies = list(Agency.objects.values_list("pk", flat=True))
    now = timezone.now()
    rows = []
    for number, flag in enumerate(flags):
        asked_at = now - timedelta(hours=chance.randrange(1, 400))
        rows.append(
            Referral(
                election_id=election_id,
                flag_id=flag,
                to_id=agencies[(number + shift) % len(agencies)],
                question=f"Pertanyaan {number}",
                state=chance.choice(ReferralState.values),
                created_at=asked_at,
                asked_at=asked_at,
                answer_by=asked_at + timedelta(days=3),
            )
        )
    Referral.objects.bulk_create(rows, batch_size=1000)

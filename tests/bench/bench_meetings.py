"""The list of meetings with 2,000 of them beside the same page with 50, and its statements."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.agencies.models import Agency
from desk.coordination.meetings.kinds import MeetingKind, MeetingState
from desk.coordination.models import AgendaItem, Invitation, Meeting
from tests.bench.browsing import browser
from tests.bench.kit import PROVINCE, Line, Run, beside, line
from tests.bench.worlds import world
from tps.models import Election

FEW, MANY = 50, 2_000
MOST_QUERIES = 12


def measure(run: Run) -> list[Line]:
    """Time the list with few and with many meetings in the same world; what was added is taken away again."""
    size = min(run.sizes, default=PROVINCE)
    with world(size) as here, browser(here) as asked:
        current = Election.objects.order_by("-current")[0]
        other = Election.objects.create(code="bench-few", name="Bench", polling_date=current.polling_date)
        kept = list(Meeting.objects.values_list("pk", flat=True))
        _hold(other.pk, FEW)
        _hold(current.pk, MANY)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        with CaptureQueriesContext(connection) as queries:
            asked.client.get("/meetings/?tab=all")
        lines = [
            *beside(
                f"meetings, {MANY} of them",
                lambda: asked.get("/meetings/?tab=all"),
                f"the same page with {FEW}",
                lambda: asked.get("/meetings/?tab=all&election=bench-few"),
                turns=run.turns,
                bound=2,
            ),
            line("meetings, queries", len(queries), "queries", "wanted at most", MOST_QUERIES, bound=1),
        ]
        Meeting.objects.exclude(pk__in=kept).delete()
        other.delete()
    return lines


def _hold(election_id: int, count: int) -> None:
    agencies = list(Agency.objects.values_list("pk", flat=True)[:6])
    now = timezone.now()
    made = Meeting.objects.bulk_create(
        [
            Meeting(
                election_id=election_id,
                title=f"Rapat {number}",
                kind=MeetingKind.values[number % 4],
                state=(MeetingState.PLANNED, MeetingState.INVITED, MeetingState.HELD)[number % 3],
                starts_at=now + timedelta(hours=number - count / 2),
                ends_at=now + timedelta(hours=number - count / 2 + 2),
                venue="Aula",
                host_id=agencies[number % len(agencies)],
                chair_position="Sekda",
                created_at=now,
            )
            for number in range(count)
        ],
        batch_size=1000,
    )
    AgendaItem.objects.bulk_create(
        (AgendaItem(meeting=each, position=place, title=f"Butir {place}") for each in made for place in range(1, 6)),
        batch_size=2000,
    )
    Invitation.objects.bulk_create(
        (Invitation(meeting=each, agency_id=agency, added_at=now) for each in made for agency in agencies),
        batch_size=2000,
    )

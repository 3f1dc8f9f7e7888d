"""A whole province for the measurements: 33,324 placed stations, some with open risks, and somebody signed in."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.utils import timezone

from desk.accounts.models import User
from risks.models import Flag
from tps import codes, reference
from tps.models import Election, PollingStation

Statement = tuple[str, Any]
OWN_TABLES = ("django_session", "accounts_user", "tps_election")


@contextmanager
def province(urls: str) -> Iterator[Client]:
    """Load the province and give a signed-in client that also reaches the baselines of a module's `urlpatterns`."""
    rnd = random.Random(2024)
    election = Election.objects.create(code="bench", name="Bench", polling_date=date(2024, 2, 14), current=True)
    PollingStation.objects.bulk_create(_stations(election, rnd), batch_size=4000)
    flagged = rnd.sample(list(PollingStation.objects.values_list("pk", flat=True)), 1900)
    Flag.objects.bulk_create(
        Flag(
            election=election,
            station_id=pk,
            kind=rnd.choice(["blank-spot", "flood", "conflict"]),
            severity=rnd.choice(["low", "medium", "high", "critical"]),
            reported_at=timezone.now(),
        )
        for pk in flagged
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    person = User.objects.create_user("bench", role="operator", remit="36")
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    try:
        with override_settings(ROOT_URLCONF=urls):
            yield client
    finally:
        Flag.objects.all().delete()
        PollingStation.objects.all().delete()
        Election.objects.all().delete()
        person.delete()


def _stations(election: Election, rnd: random.Random) -> Iterator[PollingStation]:
    centres = {row.code: row for row in reference.district_centres()}
    for village in reference.village_stations():
        centre = centres[village.code[:8]]
        north, east = rnd.gauss(centre.latitude, 0.02), rnd.gauss(centre.longitude, 0.02)
        for number in range(1, village.stations + 1):
            yield PollingStation(
                election=election,
                region_id=village.code,
                number=number,
                code=codes.station(village.code, number),
                voters=rnd.randint(150, 300),
                latitude=rnd.gauss(north, 0.004),
                longitude=rnd.gauss(east, 0.004),
                position_source="simulated",
            )


def statements_of(work: Callable[[], HttpResponseBase]) -> list[Statement]:
    """Give the statements that a request runs beside those of its sign-in and its election."""
    found: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not any(f'FROM "{table}"' in sql for table in OWN_TABLES) and sql.lstrip().upper().startswith(
            ("SELECT", "WITH")
        ):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert work().status_code == 200
    return found


def run(statements: list[Statement]) -> list[list[tuple[Any, ...]]]:
    """Run statements barely and give their rows."""
    with connection.cursor() as cursor:
        answers = []
        for sql, params in statements:
            cursor.execute(sql, params)
            answers.append(cursor.fetchall())
        return answers

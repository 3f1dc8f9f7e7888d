"""A country summed up by square: the sums and what has changed since give exactly what reading everything gives."""

import random

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.clock import now
from desk.map import actions, squares, stations
from desk.map.box import Box
from desk.map.filters import Filters
from desk.map.models import Square, SquareMark
from desk.work.models import Job
from risks.models import Flag
from tests.builders import election, flag, region, station
from tps.models import PollingStation

pytestmark = pytest.mark.django_db
VILLAGES = ("36.02.06.2001", "36.01.01.2001", "36.71.01.1001")


@pytest.fixture
def summed(db):
    """120 stations around Banten, some with risks, summed up."""
    rnd = random.Random(3)
    run = election()
    PollingStation.objects.bulk_create(
        PollingStation(
            election=run,
            region=region(VILLAGES[n % 3]),
            number=1 + n // 3,
            code=f"{VILLAGES[n % 3].replace('.', '')}{1 + n // 3:03d}",
            latitude=rnd.uniform(-7.1, -5.8),
            longitude=rnd.uniform(105.1, 106.8),
        )
        for n in range(120)
    )
    for each in PollingStation.objects.order_by("pk")[::4]:
        flag(each, kind=rnd.choice(["flood", "blank-spot"]), severity=rnd.choice(["low", "critical"]))
    squares.begin(run.pk, at=now())
    return run.pk


def said(found):
    """Give squares as comparable facts: their place on average to a tenth of a metre."""
    return {
        (each.square, each.total, round(each.latitude, 6), round(each.longitude, 6), each.station, each.first_region,
         each.last_region, each.flagged, each.worst, each.kinds)
        for each in found
    }  # fmt: skip


def slow(election_id, box, bits, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(squares, "usable", lambda *_asked: False)
        return said(stations.squares_in(election_id, Filters(), box, bits))


def change(rnd, step):
    """Do one of the things that move a station or a risk; none of them knows of the sums."""
    rows = list(PollingStation.objects.order_by("pk"))
    each, other = rnd.choice(rows), rnd.choice(rows)
    match step:
        case "move":
            each.latitude, each.longitude = rnd.uniform(-7.1, -5.8), rnd.uniform(105.1, 106.8)
            each.save()
        case "lose":
            PollingStation.objects.filter(pk=each.pk).update(
                latitude=None, longitude=None, cell=None, position_source=""
            )
        case "withdraw":
            PollingStation.objects.filter(pk__in=[each.pk, other.pk]).update(withdrawn_at=now())
        case "new":
            number = PollingStation.objects.filter(region_id=VILLAGES[0]).count() + 1
            station(number, latitude=rnd.uniform(-9, -5), longitude=rnd.uniform(104, 108))
        case "flag":
            if not Flag.objects.filter(station=each, kind="conflict").exists():
                flag(each, kind="conflict", severity="high")
        case "close":
            Flag.objects.filter(pk__in=list(Flag.objects.values_list("pk", flat=True)[:3])).update(status="resolved")
        case "verify":
            Flag.objects.filter(station=each, status="reported").update(status="verified")
        case "reopen":
            Flag.objects.filter(status="resolved").update(status="reported")
        case "graver":
            Flag.objects.filter(station=each).update(severity="medium")
        case "gone":
            Flag.objects.filter(station=each).delete()
        case "sum":
            squares.refresh(each.election_id)


steps = st.lists(
    st.sampled_from(["move", "lose", "withdraw", "new", "flag", "close", "verify", "reopen", "graver", "gone", "sum"]),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=steps, seed=st.integers(0, 10**6), bits=st.integers(0, squares.KEPT))
def test_sums_and_marks_give_what_reading_everything_gives(summed, monkeypatch, done, seed, bits):
    rnd = random.Random(seed)
    for step in done:
        change(rnd, step)
    west, east, south, north = (
        rnd.uniform(104, 106),
        rnd.uniform(106.01, 108),
        rnd.uniform(-9, -6.5),
        rnd.uniform(-6, -5),
    )
    box = Box(west, south, east, north)
    assert squares.usable(summed, Filters(), bits)
    assert said(stations.squares_in(summed, Filters(), box, bits)) == slow(summed, box, bits, monkeypatch)


def test_summing_up_settles_the_marks_and_a_filter_reads_past_the_sums(summed):
    assert not SquareMark.objects.exists()
    total = sum(Square.objects.values_list("total", flat=True))
    assert total == 120
    PollingStation.objects.filter(pk__in=list(PollingStation.objects.values_list("pk", flat=True)[:40])).update(
        voters=9
    )
    assert not SquareMark.objects.exists()
    PollingStation.objects.update(withdrawn_at=now())
    assert SquareMark.objects.exists()
    assert squares.refresh(summed)
    assert not SquareMark.objects.exists()
    assert not Square.objects.exists()
    assert not squares.usable(summed, Filters(kinds=("flood",)), 4)
    assert not squares.usable(summed, Filters(), squares.KEPT + 1)


def test_a_step_between_open_statuses_marks_no_square_and_a_closing_one_does(summed):
    Flag.objects.filter(status="reported").update(status="verified")
    assert not SquareMark.objects.exists()
    assert Flag.objects.filter(status="verified").update(status="resolved")
    assert SquareMark.objects.exists()


def test_only_large_elections_are_summed_up_and_then_again_where_something_changed(summed, monkeypatch):
    assert actions.sum_up_where_wanted(at=now()) == 0
    other = election("pilkada-2024")
    station(1, election=other, latitude=-6.5, longitude=106.1)
    assert squares.wanting([other.pk, summed]) == []
    monkeypatch.setattr(squares, "WORTH", 0)
    assert squares.wanting([other.pk, summed]) == [other.pk]
    flag(PollingStation.objects.filter(election=summed).first(), kind="access")
    assert actions.sum_up_where_wanted(at=now()) == 2
    assert Job.objects.filter(kind=actions.SUMS).count() == 2
    actions.sum_up(other.pk, at=now())
    assert actions.sum_up(summed, at=now())["marks"] == 1
    assert squares.wanting([other.pk, summed]) == []


def test_a_view_of_the_country_is_one_statement_over_the_sums(summed):
    with connection.execute_wrapper(
        lambda execute, sql, params, many, context: _noted(execute, sql, params, many, context)
    ):
        _seen.clear()
        stations.squares_in(summed, Filters(), Box(94, -11, 142, 7), 7)
    assert [each for each in _seen if "desk_map_square q" in each]
    assert not [each for each in _seen if "WITH risk AS MATERIALIZED" in each]


def test_the_answer_over_the_sums_holds_whole_numbers(summed, client, cast):
    client.force_login(cast.pejabat)
    # One change since: its square is read anew and stands beside those that are summed up.
    flag(PollingStation.objects.order_by("pk")[1], kind="conflict", severity="low")
    found = client.get("/map/stations.json", {"bbox": "94,-11,142,7", "zoom": "5"})
    counts = [each["properties"]["count"] for each in found.json()["features"]]
    assert sum(counts) == 120 and all(type(count) is int for count in counts)


_seen: list[str] = []


def _noted(execute, sql, params, many, context):
    _seen.append(sql)
    return execute(sql, params, many, context)

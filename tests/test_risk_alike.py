"""Which risks may be one and the same, and what is said about why."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from risks import alike
from risks.inbox_page import MOST_ALIKE
from risks.models import Flag
from tests import builders

pytestmark = pytest.mark.django_db

METRE = 1 / 111195  # of latitude, in degrees


def near(number, metres=0, **fields):
    return builders.station(number, latitude=-6.6 + metres * METRE, longitude=106.1, **fields)


def reasons(flag, at=None):
    fetched = Flag.objects.select_related("station").get(pk=flag.pk)
    found = alike.alike([fetched], at or timezone.now())[flag.pk]
    return [(each.flag_id, each.why) for each in found]


def test_a_neighbouring_station_with_the_same_kind_on_the_same_day_is_named_with_metres_and_hours():
    now = timezone.now()
    mine = builders.flag(near(1), kind="flood", reported_at=now)
    close = builders.flag(near(2, 210), kind="flood", reported_at=now - timedelta(hours=3))
    builders.flag(near(3, 320), kind="flood", reported_at=now)
    builders.flag(near(4, 100), kind="access", reported_at=now)
    builders.flag(near(5, 100), kind="flood", reported_at=now - timedelta(hours=25))
    assert reasons(mine) == [(close.pk, "210 m, 3 jam lebih awal")]


def test_the_nearest_comes_first_and_nobody_is_alike_to_themselves():
    flags = [builders.flag(near(number, metres), kind="flood") for number, metres in ((1, 0), (2, 200), (3, 50))]
    assert [pk for pk, _why in reasons(flags[0])] == [flags[2].pk, flags[1].pk]


def test_a_position_at_the_centre_of_the_district_is_no_position():
    mine = builders.flag(near(1), kind="flood")
    builders.flag(near(2, position_source="district-centre"), kind="flood")
    assert reasons(mine) == []
    nowhere = builders.flag(near(3, village="36.02.06.2002", position_source="district-centre"), kind="flood")
    assert reasons(nowhere) == []


def test_one_that_was_closed_lately_at_the_same_place_is_named_an_old_one_and_a_duplicate_are_not():
    now = timezone.now()
    place = builders.station(1)
    closed = {"status": "dismissed", "outcome": "bogus", "reported_at": now - timedelta(days=3)}
    late = builders.flag(place, closed_at=now - timedelta(days=2), **closed)
    builders.flag(place, closed_at=now - timedelta(days=8), **closed)
    builders.flag(place, closed_at=now, **{**closed, "outcome": "duplicate"}, duplicate_of=late)
    mine = builders.flag(place, reported_at=now)
    assert reasons(mine, now) == [(late.pk, "tempat yang sama, 3 hari lebih awal")]


def test_a_risk_of_the_whole_village_and_one_of_its_stations_name_each_other():
    now = timezone.now()
    mine = builders.flag(builders.station(1), kind="flood", reported_at=now)
    village = builders.flag(builders.region(), kind="flood", reported_at=now + timedelta(minutes=20))
    district = builders.flag(builders.region("36.02.06"), kind="flood", reported_at=now)
    builders.flag(builders.region("36.02"), kind="flood", reported_at=now)
    assert sorted(reasons(mine)) == sorted(
        [
            (village.pk, "wilayahnya mencakup yang lain, 20 menit kemudian"),
            (district.pk, "wilayahnya mencakup yang lain, pada saat yang sama"),
        ]
    )
    assert mine.pk in dict(reasons(village))


def test_notes_in_the_same_words_in_one_village_are_alike_whatever_the_kind():
    now = timezone.now()
    mine = builders.flag(builders.station(1), note="Jembatan gantung putus diterjang arus sungai", kind="access")
    same = builders.flag(
        builders.station(2), note="jembatan gantung PUTUS kena arus", kind="logistics", reported_at=now
    )
    builders.flag(builders.station(3), note="jalan menuju TPS licin sekali", kind="access")
    builders.flag(builders.station(1, village="36.02.06.2002"), note=mine.note, kind="access")
    ((pk, why),) = reasons(mine)
    assert pk == same.pk and "keterangan mirip (4 kata sama)" in why


def test_a_whole_page_of_risks_is_compared_in_one_query():
    flags = [
        builders.flag(near(number, number * 10), kind="flood", note="air naik dari sungai") for number in range(1, 31)
    ]
    fetched = list(Flag.objects.select_related("station"))
    with CaptureQueriesContext(connection) as asked:
        found = alike.alike(fetched, timezone.now())
    assert len(asked) == 1
    assert len(found[flags[0].pk]) == 29


def test_of_a_dense_place_the_nearest_are_named_and_all_are_counted(client, cast):
    flags = [builders.flag(near(number, number), kind="flood") for number in range(1, alike.MOST + 11)]
    found = alike.alike([Flag.objects.select_related("station").get(pk=flags[0].pk)], timezone.now())[flags[0].pk]
    assert [each.flag_id for each in found] == [each.pk for each in flags[1 : alike.MOST + 1]]
    assert alike.number_of(found) == len(flags) - 1
    client.force_login(cast.admin)
    page = client.get(reverse("risks-inbox"), {"flag": flags[0].pk}).text
    assert f"dan {len(flags) - 1 - MOST_ALIKE} lagi" in page


def test_what_stands_in_a_dense_place_is_read_once_for_a_whole_page_and_not_for_each_of_its_risks():
    for number in range(1, 41):
        builders.flag(near(number, number), kind="flood")
    asked = list(Flag.objects.select_related("station").order_by("pk")[:20])
    with connection.cursor() as cursor:
        # What the planner knows of these tables must not come from the tests before.
        cursor.execute("ANALYZE risks_flag, tps_pollingstation")
    ran = []

    def keep(execute, sql, params, many, context):
        ran.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        alike.alike(asked, timezone.now())
    ((sql, params),) = ran
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        ((plan,),) = cursor.fetchall()
    # The twenty themselves, the forty around them, and those at their own stations; not twenty times forty.
    assert rows_read(plan[0]["Plan"], "risks_flag") <= 40 + 40 + 20 + 1
    assert rows_read(plan[0]["Plan"], "tps_pollingstation") <= 40 + 40 + 1


def rows_read(node, table):
    own = node["Actual Rows"] * node["Actual Loops"] if node.get("Relation Name") == table else 0
    return own + sum(rows_read(each, table) for each in node.get("Plans", []))


def test_only_the_latest_notes_of_a_village_are_compared(monkeypatch):
    monkeypatch.setattr(alike, "MOST_TOLD", 2)
    now = timezone.now()
    words = {"note": "air naik dari sungai", "kind": "access"}
    flags = [
        builders.flag(builders.station(number), reported_at=now - timedelta(hours=number), **words)
        for number in range(1, 5)
    ]
    assert [pk for pk, _why in reasons(flags[3])] == [flags[1].pk, flags[0].pk]


def test_nothing_is_asked_for_nothing():
    with CaptureQueriesContext(connection) as asked:
        assert alike.alike([], timezone.now()) == {}
    assert len(asked) == 0

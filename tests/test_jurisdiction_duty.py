"""Who is responsible here: by codes, exclusions, polygons, dates and the order of each kind of risk."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from desk.agencies.models import Contact
from desk.coordination.actions import jurisdictions as actions
from desk.coordination.jurisdiction_duty import (
    all_kinds,
    orders,
    proposed_owner,
    proposed_owners,
    responsible,
    responsible_many,
)
from desk.coordination.jurisdiction_reading import Census, stations
from desk.coordination.models import Jurisdiction
from tests import builders
from tps.models import PollingStation

pytestmark = pytest.mark.django_db
KANEKES, SUMUR, SUKARASA = "36.02.06.2001", "36.01.01.2001", "36.71.01.1001"


def area(code: str, kind: str, *includes: str, **fields: Any) -> Jurisdiction:
    """Give an agency (made if need be) an area since 2020."""
    fields.setdefault("name", f"Wilayah {code}")
    fields.setdefault("valid_from", date(2020, 1, 1))
    level = fields.pop("level", "regency")
    agency = builders.agency(code, level=level)
    return Jurisdiction.objects.create(agency=agency, kind=kind, includes=list(includes), **fields)


def square(west: float, south: float, east: float, north: float) -> str:
    """Give a box as GeoJSON."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def codes_of(duties: Any) -> list[str]:
    return [each.agency.code for each in duties]


def test_conflict_goes_to_the_polres_first_and_then_to_the_polda() -> None:
    area("polda-banten", "polda", "36", level="province", excludes=["36.71"])
    area("polda-metro", "polda", "36.71", level="province")
    area("polres-lebak", "polres", "36.02")
    now = timezone.now()
    assert codes_of(responsible(builders.station(), "conflict", now)) == ["polres-lebak", "polda-banten"]
    assert codes_of(responsible(builders.station(village=SUKARASA), "conflict", now)) == ["polda-metro"]


def test_the_nearer_agency_answers_before_the_province() -> None:
    area("bpbd", "disaster", "36", level="province")
    area("bpbd-36-02", "disaster", "36.02")
    station, now = builders.station(), timezone.now()
    assert codes_of(responsible(station, "flood", now)) == ["bpbd-36-02", "bpbd"]
    assert proposed_owner(station, "flood", now) == builders.agency("bpbd-36-02")
    assert proposed_owner(station, "conflict", now) is None


def test_the_longest_code_has_the_last_word() -> None:
    area("polres-a", "polres", "36.02", KANEKES, excludes=["36.02.06"])
    inside, now = builders.station(), timezone.now()
    outside = builders.station(village="36.02.06.2002")
    assert codes_of(responsible(inside, "conflict", now)) == ["polres-a"]
    assert responsible(outside, "conflict", now) == []


def test_a_polygon_counts_for_known_places_only_and_exclusions_stay_out() -> None:
    shape = square(106.0, -6.8, 106.4, -6.4)
    area("polres-p", "polres", geometry=shape, excludes=["36.01"])
    now = timezone.now()
    known = builders.station(1, latitude=-6.6, longitude=106.2, position_source="manual")
    guessed = builders.station(2, latitude=-6.6, longitude=106.2, position_source="district-centre")
    excluded = builders.station(3, village=SUMUR, latitude=-6.6, longitude=106.2, position_source="manual")
    nowhere = builders.station(4)
    found = responsible_many(PollingStation.objects.all(), "conflict", now)
    assert codes_of(found[known.pk]) == ["polres-p"]
    assert "poligon" in found[known.pk][0].why
    assert [found[each.pk] for each in (guessed, excluded, nowhere)] == [(), (), ()]


def test_closed_agencies_and_past_areas_do_not_answer() -> None:
    past = date(2021, 1, 1)
    area("polres-lama", "polres", "36.02", valid_until=past)
    closed = area("polres-tutup", "polres", "36.02")
    closed.agency.active = False
    closed.agency.save()
    station, now = builders.station(), timezone.now()
    assert responsible(station, "conflict", now) == []
    then = now.replace(year=2020, month=12, day=31, hour=1)
    assert codes_of(responsible(station, "conflict", then)) == ["polres-lama"]


def test_an_agency_without_a_duty_contact_is_told_as_such() -> None:
    found = area("polres-lebak", "polres", "36.02")
    station, now = builders.station(), timezone.now()
    assert responsible(station, "conflict", now)[0].reachable is False
    until = timezone.localdate() + timedelta(days=3)
    Contact.objects.create(agency=found.agency, role="Kepala SPKT", phone="+62 254 200123", valid_until=until)
    assert responsible(station, "conflict", now)[0].reachable is True


def test_a_region_is_told_who_holds_all_of_it_and_who_a_part() -> None:
    area("polres-a", "polres", "36.02", excludes=["36.02.06"])
    area("polres-b", "polres", "36.02.06")
    area("polda-banten", "polda", "36", level="province")
    now = timezone.now()
    found = {each.agency.code: each.partial for each in responsible(builders.region("36.02"), "conflict", now)}
    assert found == {"polres-a": True, "polres-b": True, "polda-banten": False}
    assert codes_of(responsible(builders.region("36.01"), "conflict", now)) == ["polda-banten"]


def test_a_region_knows_the_polygons_its_stations_lie_in() -> None:
    area("polres-p", "polres", geometry=square(106.0, -6.8, 106.4, -6.4))
    builders.station(1, latitude=-6.6, longitude=106.2, position_source="manual")
    found = responsible(builders.region("36.02"), "conflict", timezone.now())
    assert [(each.agency.code, each.partial) for each in found] == [("polres-p", True)]
    assert responsible(builders.region("36.01"), "conflict", timezone.now()) == []


def test_the_desk_sets_its_own_order_and_takes_it_back() -> None:
    area("polres-lebak", "polres", "36.02")
    area("kodim-lebak", "kodim", "36.02")
    station, now = builders.station(), timezone.now()
    actions.set_order("conflict", ["kodim", "polres"], reason="", actor=None, at=now)
    assert codes_of(responsible(station, "conflict", now)) == ["kodim-lebak", "polres-lebak"]
    actions.set_order("conflict", [], reason="", actor=None, at=now)
    assert orders()["conflict"] == ("polres", "polda")


def test_a_thousand_stations_cost_three_questions(django_assert_num_queries: Any) -> None:
    area("polres-lebak", "polres", "36.02")
    area("polda-p", "polda", geometry=square(105, -8, 107, -5), level="province")
    election, village = builders.election(), builders.region(KANEKES)
    PollingStation.objects.bulk_create(
        PollingStation(
            election=election, region=village, number=n, code=f"3602062001{n:03d}", latitude=-6.6, longitude=106.2
        )
        for n in range(1, 901)
    )
    with django_assert_num_queries(3):
        found = responsible_many(PollingStation.objects.all(), "conflict", timezone.now())
    assert {tuple(codes_of(each)) for each in found.values()} == {("polres-lebak", "polda-p")}
    assert set(proposed_owners(PollingStation.objects.all(), "conflict", timezone.now()).values()) == {
        builders.agency("polres-lebak").pk
    }


def test_each_kind_of_risk_is_answered_at_once(django_assert_max_num_queries: Any) -> None:
    area("bpbd-36-02", "disaster", "36.02")
    area("kpu-36-02", "election", "36.02")
    station = builders.station()
    with django_assert_max_num_queries(2):
        found = all_kinds(station, timezone.now())
    assert {kind: codes_of(duties) for kind, duties in found.items() if duties} == {
        "flood": ["bpbd-36-02"],
        "logistics": ["kpu-36-02"],
        "access": ["kpu-36-02"],
    }


def test_counts_gaps_and_overlaps_agree_with_the_lists() -> None:
    one = area("polres-a", "polres", "36.02")
    two = area("polres-b", "polres", geometry=square(106.0, -6.8, 106.4, -6.4))
    builders.station(1, latitude=-6.6, longitude=106.2, position_source="manual")
    builders.station(2)
    builders.station(3, village=SUMUR)
    rows = list(Jurisdiction.objects.select_related("agency"))
    census = Census(rows, stations(builders.election().pk))
    assert (census.inside(one), census.inside(two), census.total) == (2, 1, 3)
    assert census.gaps({one.pk, two.pk}) == {"polres": 1}
    assert [(each.one, each.two, each.stations) for each in census.overlaps()] == [(one, two, 1)]

"""Fallback plans: what they lack, the proposed signal point, the form, the list, drafts for many, and who may what."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.agencies.models import Contact
from desk.recap.models import FallbackPlan
from desk.recap.plans import actions, rules
from desk.recap.plans.kinds import Lack, Means
from desk.recap.plans.proposing import propose
from desk.recap.plans.querysets import blank_spots
from tests import builders
from tests.forms import filled, with_fields

pytestmark = pytest.mark.django_db
VILLAGE = "36.02.06.2001"
HERE = {"latitude": -6.622, "longitude": 106.228, "position_source": "manual"}


def blank(number: int = 5, village: str = VILLAGE, **fields: Any) -> Any:
    """Make a station with an open blank-spot risk."""
    found = builders.station(number, village, **(HERE | fields))
    builders.flag(found)
    return found


def contact(**fields: Any) -> Contact:
    """Make a duty contact of KPU that holds for a month."""
    day = timezone.now().date() + timedelta(days=30)
    defaults = {"agency": builders.agency("kpu"), "role": "Ketua PPK", "phone": "+62 812 0000 1111"}
    return Contact.objects.create(valid_until=day, **(defaults | fields))


def sent(station: Any, **fields: Any) -> dict[str, Any]:
    """Give a whole form for a station."""
    return {
        "means": "offline",
        "reserve": "courier",
        "signal_name": "Terminal Ciboleger",
        "signal_metres": "5200",
        "signal_bearing": "timur laut",
        "confirm": "on",
        "decider": builders.agency("kpu").pk,
        "decider_role": "Ketua PPK",
        "contact": (Contact.objects.first() or contact()).pk,
        "leaves_at": "2024-02-14T15:00",
        "hands_over_at": "2024-02-14T19:30",
        **fields,
    }


def test_a_plan_says_everything_that_it_lacks_and_a_whole_one_lacks_nothing() -> None:
    at = timezone.now()
    whole = rules.Facts("offline", "courier", True, True, True, at, at, True)
    assert rules.lacks(whole) == []
    assert rules.lacks(rules.Facts()) == [
        Lack.MEANS, Lack.RESERVE, Lack.DECIDER, Lack.LEAVES, Lack.HANDS_OVER, Lack.CONTACT,
    ]  # fmt: skip
    proposed = rules.Facts("courier", "offline", True, False, True, at, at, True)
    assert rules.lacks(proposed) == [Lack.UNCONFIRMED], "the reserve needs its signal point confirmed too"
    manual = rules.Facts("manual", "manual", decider=True, leaves_at=at, hands_over_at=at, contact=True)
    assert rules.lacks(manual) == [Lack.SAME, Lack.PERMISSION]
    told = rules.told(358, 41, 12, {"contact": 9, "decider": 12})
    assert told.startswith("358 TPS tanpa sinyal, 41 tanpa rencana, 12 tidak lengkap: pengambil keputusan")
    assert all("FOTO" in " ".join(rules.steps(each)).upper() for each in Means)


def test_directions_are_those_of_the_compass() -> None:
    here = (-6.0, 106.0)
    assert [rules.bearing(here, to) for to in ((-5.9, 106.0), (-6.0, 106.1), (-6.1, 106.0), (-6.0, 105.9))] == [
        0, 90, 180, 270,
    ]  # fmt: skip


def test_the_nearest_station_with_signal_is_proposed_and_one_said_to_be_nearby_goes_first() -> None:
    station = blank()
    far = builders.station(1, **(HERE | {"latitude": -6.50}))
    near = builders.station(2, **(HERE | {"latitude": -6.60}))
    lost = builders.station(3, **(HERE | {"latitude": -6.621}))
    centre = builders.station(4, **(HERE | {"position_source": "district-centre"}))
    earlier = timezone.now() - timedelta(days=9)
    for each in (far, near, lost, centre):
        builders.observation(each, kind="blank-spot", grade="good", observed_at=earlier)
    builders.observation(lost, kind="blank-spot", grade="none")
    point = propose([station])[station.pk]
    assert (point.station_id, point.bearing, point.grade) == (near.pk, 0, "good")
    assert 2400 < (point.metres or 0) < 2500
    builders.observation(station, kind="blank-spot", grade="nearby", metres=100, bearing=90)
    point = propose([station])[station.pk]
    assert (point.source, point.metres, point.compass) == ("nearby", 100, "timur")
    assert propose([centre]) == {}, "from a district's centre no distance means anything"


def test_the_form_makes_a_whole_plan_only_with_a_confirmed_point(cast: SimpleNamespace, client: Client) -> None:
    station = blank()
    other = builders.station(2, **(HERE | {"latitude": -6.60}))
    builders.observation(other, kind="blank-spot", grade="good")
    contact()
    client.force_login(cast.operator_lebak)
    url = f"/recap/plans/{station.code}/edit/"
    assert 'value="TPS 002 Kanekes"' in client.get(url).content.decode(), "the proposal is filled in"
    answer = client.post(url, filled(client, url, **sent(station, reserve="offline")))
    assert answer.status_code == 422 and "Cadangan harus cara yang lain" in answer.content.decode()
    mine = {"signal_name": "TPS 002 Kanekes", "signal_metres": "2446", "signal_bearing": "0", "confirm": ""}
    first = filled(client, url, **sent(station, **mine))
    assert client.post(url, first).status_code == 302
    plan = FallbackPlan.objects.get()
    assert (plan.lacks, plan.signal_source, plan.signal_station_id) == (["unconfirmed"], "station", other.pk)
    assert client.post(url, first).status_code == 302
    assert FallbackPlan.objects.get().version == 1, "sent twice it counts once"
    assert client.post(url, filled(client, url, confirm="on")).status_code == 302
    plan.refresh_from_db()
    assert (plan.complete, plan.version, plan.signal_confirmed_by) == (True, 2, cast.operator_lebak)
    assert timezone.localtime(plan.leaves_at).hour == 15
    client.post(url, filled(client, url, confirm=None, signal_name="Bukit"))
    plan.refresh_from_db()
    assert (plan.lacks, plan.signal_source, plan.signal_station) == (["unconfirmed"], "hand", None)


def test_of_two_who_make_the_first_plan_of_a_station_the_second_is_asked(cast: SimpleNamespace, client: Client) -> None:
    station = blank()
    url = f"/recap/plans/{station.code}/edit/"
    client.force_login(cast.operator_banten)
    late = filled(client, url, **sent(station, signal_name="Bukit", note="punya saya"))
    assert client.post(url, filled(client, url, **sent(station))).status_code == 302
    answer = client.post(url, late)
    page = answer.content.decode()
    words = page.partition('class="merge"')[2]
    assert answer.status_code == 409 and "Terminal Ciboleger" in words and "Bukit" in words
    assert "14 Februari 2024" not in words, "what both wrote alike is no question"
    assert FallbackPlan.objects.get().note == ""
    assert client.post(url, with_fields(page, "note", "seen") | {"pick-signal_name": "theirs"}).status_code == 302
    plan = FallbackPlan.objects.get()
    assert (plan.note, plan.signal_name, plan.version) == ("punya saya", "Terminal Ciboleger", 2)


def test_nobody_vouches_for_a_point_that_changed_meanwhile(cast: SimpleNamespace, client: Client) -> None:
    station = blank()
    url = f"/recap/plans/{station.code}/edit/"
    client.force_login(cast.operator_banten)
    client.post(url, filled(client, url, **sent(station, confirm="")))
    vouched = filled(client, url, confirm="on")
    client.post(url, filled(client, url, signal_name="Bukit", confirm=None))
    assert client.post(url, vouched).status_code == 409
    assert FallbackPlan.objects.get().signal_confirmed_at is None


def test_the_list_counts_blank_spots_by_station_and_by_region_and_exports_what_it_shows(
    cast: SimpleNamespace, client: Client, django_assert_max_num_queries: Any
) -> None:
    one, _two = blank(5), blank(6)
    inherited = builders.station(1, "36.01.01.2001")
    builders.flag(builders.region("36.01.01"), election=inherited.election)
    builders.station(9)
    closed = builders.station(8)
    builders.flag(closed, status="resolved")
    assert blank_spots(one.election_id).count() == 3
    client.force_login(cast.operator_banten)
    client.post(f"/recap/plans/{one.code}/edit/", sent(one, decider="", decider_role="", contact=""))
    with django_assert_max_num_queries(18):
        page = client.get("/recap/plans/").content.decode()
    assert "3 TPS tanpa sinyal, 2 tanpa rencana, 1 tidak lengkap" in page
    assert "pengambil keputusan belum ditentukan (1)" in page
    for query, number in (("state=missing", 2), ("lack=decider", 1), ("means=none", 2), ("means=offline", 1),
                          ("region=36.01", 1), ("q=sumur", 1), ("state=complete", 0), ("region=<", 3)):  # fmt: skip
        answer = client.get(f"/recap/plans/?{query}", headers={"HX-Request": "true"})
        assert f"{number} TPS tanpa sinyal" in answer.content.decode(), query
        lines = b"".join(client.get(f"/recap/plans/export.csv?{query}").streaming_content).decode().splitlines()
        assert len(lines) == number + 1, query
    assert client.get("/recap/plans/export.pdf").status_code == 404
    assert "tidak perlu" in client.get(f"/recap/plans/of-station/{closed.code}/").content.decode().lower()


def test_drafts_are_made_once_for_exactly_those_that_the_preview_counted(cast: SimpleNamespace, client: Client) -> None:
    stations = [blank(number) for number in (1, 2, 3)]
    blank(1, "36.01.01.2001")
    client.force_login(cast.operator_lebak)
    page = client.get("/recap/plans/draft/").content.decode()
    assert "3 konsep akan dibuat" in page and 'name="expected" value="3"' in page
    form = {"means": "courier", "reserve": "radio", "expected": "3"}
    FallbackPlan.objects.create(
        election=stations[0].election, station=stations[0], made_at=timezone.now(), changed_at=timezone.now()
    )
    late = client.post("/recap/plans/draft/", form)
    assert late.status_code == 409 and "2 konsep akan dibuat" in late.content.decode()
    assert client.post("/recap/plans/draft/", form | {"expected": "2"}).status_code == 302
    made = FallbackPlan.objects.exclude(station=stations[0])
    assert [(each.means, each.version, "decider" in each.lacks) for each in made] == [("courier", 1, True)] * 2
    assert actions.draft(stations, means="courier", reserve="radio", actor=None, at=timezone.now()) == 0


@pytest.mark.parametrize(
    ("name", "reads", "writes", "calls"),
    [
        ("admin", True, True, True),
        ("operator_lebak", True, True, True),
        ("operator_pandeglang", True, False, True),
        ("pejabat", True, False, True),
        ("kpu", True, False, False),
        ("lapangan", True, False, False),
        ("luar", False, False, False),
    ],
)
def test_who_reads_writes_and_sees_whom_to_call(
    cast: SimpleNamespace, client: Client, name: str, reads: bool, writes: bool, calls: bool
) -> None:
    station = blank()
    client.force_login(cast.admin)
    client.post(f"/recap/plans/{station.code}/edit/", sent(station))
    client.force_login(getattr(cast, name))
    for path in ("", f"{station.code}/", f"of-station/{station.code}/", "export.csv"):
        assert client.get(f"/recap/plans/{path}").status_code == (200 if reads else 403), path
    assert client.get("/recap/plans/sheets/").status_code == (200 if calls else 403)
    page = client.get(f"/recap/plans/{station.code}/").content.decode()
    assert ("+62 812 0000 1111" in page) is calls
    url = f"/recap/plans/{station.code}/edit/"
    client.post(url, filled(client, url, note="baru") if writes else sent(station, note="baru"))
    assert (FallbackPlan.objects.get().note == "baru") is writes


def test_a_field_reporter_sees_no_plan_beyond_the_own_region(cast: SimpleNamespace, client: Client) -> None:
    other = blank(1, "36.01.01.2001")
    client.force_login(cast.lapangan)
    assert client.get(f"/recap/plans/{other.code}/").status_code == 403
    assert "Sumberjaya" not in client.get("/recap/plans/").content.decode()

"""Courier legs: lateness by a ladder, custody by two signatures, the pages, the map's data, who may what."""

import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from desk.recap.legs import actions, reading, rules
from desk.recap.models import CourierLeg, HandOver
from tests import builders
from tests.forms import save
from tests.test_plans import HERE

pytestmark = pytest.mark.django_db
NOON = datetime(2024, 2, 14, 12, tzinfo=timezone.get_fixed_timezone(7 * 60))


def leg(station: Any = None, **fields: Any) -> CourierLeg:
    """Make a leg that should leave in an hour and arrive an hour and a half later, on foot from Kanekes."""
    station = station or builders.station(**HERE)
    now = timezone.now()
    defaults = {
        "election": station.election,
        "mode": "foot",
        "to_place": "Terminal Ciboleger",
        "to_latitude": -6.58,
        "to_longitude": 106.25,
        "leaves_at": now + timedelta(hours=1),
        "arrives_at": now + timedelta(hours=2.5),
        "made_at": now,
    }
    return CourierLeg.objects.create(station=station, **(defaults | fields))


def moment(at: datetime) -> str:
    """Give a moment as the browser's own calendar sends it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def given(**fields: Any) -> dict[str, Any]:
    """Give a filled-in hand-over."""
    return {
        "cargo": "both",
        "giver": "kpps",
        "receiver": "courier",
        "happened_at": moment(timezone.now() - timedelta(minutes=2)),
        "signed": ["giver", "receiver"],
        "client_id": str(uuid.uuid4()),
        **fields,
    }


def test_a_leg_climbs_the_ladder_while_it_is_late_and_keeps_its_lateness_when_it_has_arrived() -> None:
    times = rules.Times(NOON, NOON + timedelta(hours=2))
    ladder = (15, 45, 90)

    def late(given: rules.Times, minutes: int) -> tuple[int, int]:
        found = rules.late_minutes(given, NOON + timedelta(minutes=minutes))
        return found, rules.step(found, ladder)

    assert [late(times, each) for each in (-5, 0, 14, 15, 60, 600)] == [
        (0, 0), (0, 0), (14, 0), (15, 1), (60, 2), (600, 3),
    ]  # fmt: skip
    gone = rules.Times(NOON, NOON + timedelta(hours=2), left_at=NOON + timedelta(hours=1))
    assert late(gone, 100) == (0, 0) and late(gone, 165) == (45, 2)
    there = rules.Times(NOON, NOON + timedelta(hours=2), NOON, NOON + timedelta(hours=3))
    assert late(there, 9999) == (60, 2)
    assert late(rules.Times(NOON, NOON, cancelled=True), 9999) == (0, 0)
    assert [reading.duration(each) for each in (0, 45, 60, 190)] == ["0 menit", "45 menit", "1 jam", "3 jam 10 menit"]


def test_custody_moves_only_when_both_have_signed() -> None:
    begun = [rules.Given("both", "kpps", "courier", NOON, True)]
    found = rules.custody(
        [*begun, rules.Given("box", "courier", "ppk", NOON + timedelta(hours=1), False)], holder="kpps"
    )
    assert (found["box"].holder, found["box"].unsigned, found["form"].unsigned) == ("courier", True, False)
    found = rules.custody(
        [*begun, rules.Given("form", "courier", "ppk", NOON + timedelta(hours=1), True)], holder="kpps"
    )
    assert (found["box"].holder, found["form"].holder) == ("courier", "ppk")
    assert rules.custody([], holder="kpps")["box"].since is None


def test_a_leg_is_planned_changed_left_handed_over_and_arrives(cast: SimpleNamespace, client: Client) -> None:
    station = builders.station(**HERE)
    client.force_login(cast.operator_lebak)
    now = timezone.now()
    form = {
        "mode": "foot", "cargo": "both", "to_place": "Ciboleger", "leaves_at": moment(now - timedelta(minutes=30)),
        "arrives_at": moment(now + timedelta(hours=1)), "position": "1", "client_id": str(uuid.uuid4()),
    }  # fmt: skip
    url = f"/recap/legs/new/{station.code}/"
    wrong = client.post(url, form | {"arrives_at": form["leaves_at"], "to_latitude": "-6,6"})
    assert wrong.status_code == 422 and "sesudah rencana berangkat" in wrong.content.decode()
    for _time in range(2):
        answer = client.post(url, form)
    found = CourierLeg.objects.get()
    assert answer["Location"] == f"/recap/legs/{found.pk}/"
    back = client.post(url, form | {"to_place": "Cijahe"})
    assert back.status_code == 409 and "Cijahe" in back.content.decode(), "the back button loses no words"
    save(client, f"/recap/legs/{found.pk}/edit/", mode="boat")
    page = client.get(f"/recap/legs/{found.pk}/").content.decode()
    assert "perahu" in page and "terlambat 3" in page and "hubungi kurir lewat PPK" in page
    act = f"/recap/legs/{found.pk}/act/"
    client.post(act, {"do": "arrive", "when": moment(now)})
    client.post(act, {"do": "leave", "when": moment(now + timedelta(hours=2))})
    found.refresh_from_db()
    assert (found.left_at, found.arrived_at, found.mode) == (None, None, "boat"), "no arrival before leaving or ahead"
    client.post(act, {"do": "leave", "when": moment(now)})
    assert client.post(f"/recap/legs/{found.pk}/hand-over/", given(receiver="kpps")).status_code == 422
    one = given(signed=["giver"])
    for _time in range(2):
        client.post(f"/recap/legs/{found.pk}/hand-over/", one)
    row = HandOver.objects.get()
    page = client.get(f"/recap/legs/{found.pk}/").content.decode()
    assert "yang menerima belum menandatangani" in page and "belum lengkap tanda tangannya" in page
    for _time in range(2):
        client.post(f"/recap/legs/hand-overs/{row.pk}/sign/", {"side": "receiver"})
    assert row.signatures.count() == 2
    assert reading.custody([row])[0][1] == "kurir"
    client.post(act, {"do": "cancel"})
    client.post(act, {"do": "arrive", "when": moment(now)})
    found.refresh_from_db()
    assert found.standing == "arrived" and found.cancelled_at is None
    assert client.get(f"/recap/legs/{found.pk}/edit/").status_code == 302


def test_hand_overs_are_never_changed_or_deleted(cast: SimpleNamespace) -> None:
    found = leg()
    now = timezone.now()
    row = HandOver(leg=found, giver="kpps", receiver="courier", happened_at=now + timedelta(minutes=3))
    actions.hand_over(row, signed=["giver"], actor=cast.admin, at=now)
    assert row.happened_at == now, "a clock in the field a little ahead is taken back to now"
    late = HandOver(leg=found, giver="kpps", receiver="courier", happened_at=now + timedelta(hours=1))
    with pytest.raises(actions.Refused, match="masa depan"):
        actions.hand_over(late, signed=[], actor=cast.admin, at=now)
    for change in (
        lambda: HandOver.objects.update(receiver="ppk"),
        lambda: HandOver.objects.all().delete(),
        lambda: row.signatures.update(side="receiver"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    actions.cancel(found, reason="", actor=cast.admin, at=now)
    with pytest.raises(actions.Refused, match="dibatalkan"):
        row = HandOver(leg=found, giver="kpps", receiver="ppk", happened_at=now)
        actions.hand_over(row, signed=[], actor=cast.admin, at=now)


def test_the_list_tells_who_is_late_and_the_map_draws_those_under_way(
    cast: SimpleNamespace, client: Client, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    station = builders.station(**HERE)
    gone = leg(
        station,
        leaves_at=now - timedelta(hours=4),
        arrives_at=now - timedelta(hours=2),
        left_at=now - timedelta(hours=4),
    )
    leg(station, position=2, mode="boat")
    leg(builders.station(1, "36.01.01.2001"), mode="car", cancelled_at=now)
    client.force_login(cast.operator_banten)
    with django_assert_max_num_queries(15):
        page = client.get("/recap/legs/").content.decode()
    assert "1 perjalanan terlambat" in page and "laporkan kepada ketua pelaksana desk" in page
    for query, number in (("", 3), ("late=1", 1), ("state=under-way", 1), ("mode=boat", 1), ("region=36.01", 1),
                          ("state=cancelled&mode=foot", 0), (f"station={station.code}", 2), ("mode=x", 3)):  # fmt: skip
        answer = client.get(f"/recap/legs/?{query}", headers={"HX-Request": "true"}).content.decode()
        assert f"{number} perjalanan" in answer, query
        lines = b"".join(client.get(f"/recap/legs/export.csv?{query}").streaming_content).decode().splitlines()
        assert len(lines) == number + 1, query
    feature = client.get("/recap/legs/legs.json").json()["features"]
    assert [(each["geometry"]["type"], each["properties"]["step"]) for each in feature] == [("LineString", 3)]
    assert feature[0]["geometry"]["coordinates"][0] == [106.228, -6.622]
    assert feature[0]["properties"]["url"] == f"/recap/legs/{gone.pk}/"
    assert "terlambat" in client.get(f"/recap/legs/of-station/{station.code}/").content.decode()


@pytest.mark.parametrize(
    ("name", "reads", "plans", "logs"),
    [
        ("admin", True, True, True),
        ("operator_lebak", True, True, True),
        ("operator_pandeglang", True, False, False),
        ("lapangan", True, False, True),
        ("pejabat", True, False, False),
        ("kpu", True, False, False),
        ("luar", False, False, False),
    ],
)
def test_who_reads_plans_and_logs(
    cast: SimpleNamespace, client: Client, name: str, reads: bool, plans: bool, logs: bool
) -> None:
    found = leg()
    client.force_login(getattr(cast, name))
    for path in ("", f"{found.pk}/", "legs.json", f"of-station/{found.station.code}/"):
        assert client.get(f"/recap/legs/{path}").status_code == (200 if reads else 403), path
    for path in (f"new/{found.station.code}/", f"{found.pk}/edit/"):
        assert client.get(f"/recap/legs/{path}").status_code == (200 if plans else 403), path
    client.post(f"/recap/legs/{found.pk}/hand-over/", given())
    assert HandOver.objects.exists() is logs
    client.post(f"/recap/legs/{found.pk}/act/", {"do": "leave", "when": moment(timezone.now())})
    found.refresh_from_db()
    assert (found.left_at is not None) is logs

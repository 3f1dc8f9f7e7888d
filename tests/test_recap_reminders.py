"""The ladder of reminders also speaks of couriers that are due and of blank spots without a plan."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk.coordination.models import Jurisdiction, LadderStep, Reminder, ReminderRules
from desk.coordination.reminders.actions import tick
from desk.post.models import Message
from desk.recap.legs import actions as legs
from desk.recap.models import CourierLeg, FallbackPlan
from desk.recap.reminding.plans import due_of
from tests import builders
from tests.doors import signed_in

pytestmark = pytest.mark.django_db
NOON = datetime(2024, 2, 14, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
HOUR = timedelta(hours=1)


@pytest.fixture
def night(cast: SimpleNamespace) -> SimpleNamespace:
    """Give a blank spot in Lebak, KPU in charge of its plan, and a ladder whose steps stand at the due moment."""
    ReminderRules.objects.create(pk=1, quiet_from="05:00", quiet_until="05:00")
    LadderStep.objects.create(hours=0, target="address", address="piket@desk.example", urgent=True)
    cast.station = builders.station(5)
    builders.flag(cast.station)
    cast.election = cast.station.election
    cast.shared = {"election": cast.election, "station": cast.station, "made_at": NOON - timedelta(days=3)}
    return cast


def leg(night: SimpleNamespace) -> CourierLeg:
    """Make a leg that should leave at noon and arrive at three."""
    return CourierLeg.objects.create(
        mode="foot", to_place="Ciboleger", leaves_at=NOON, arrives_at=NOON + 3 * HOUR, **night.shared
    )


def titles() -> list[str]:
    """Give what was spoken of, in order."""
    return list(Reminder.objects.order_by("pk").values_list("title", flat=True))


def test_a_courier_is_reminded_of_at_departure_and_again_at_arrival_until_it_came(night: SimpleNamespace) -> None:
    FallbackPlan.objects.create(contact_agency=night.kpu.agency, changed_at=NOON, **night.shared)
    found = leg(night)
    tick.remind(NOON - HOUR)
    assert titles() == []
    for _twice in range(2):
        tick.remind(NOON + HOUR)
    assert titles() == ["Kurir TPS 005 Kanekes → Ciboleger: belum berangkat"]
    assert Reminder.objects.get().agency == night.kpu.agency
    letter = Message.objects.get()
    assert f"/recap/legs/{found.pk}/" in letter.text
    legs.leave(found, when=NOON + HOUR, actor=night.admin, at=NOON + HOUR)
    tick.remind(NOON + 2 * HOUR)
    assert len(titles()) == 1, "on its way and not late"
    tick.remind(NOON + 4 * HOUR)
    assert titles()[1:] == ["Kurir TPS 005 Kanekes → Ciboleger: belum tiba"]
    page = signed_in(night.operator_lebak).get(f"/recap/legs/{found.pk}/reminders/").content.decode()
    assert "KPU" in page and page.count("&lt;piket@desk.example&gt;") == 2
    found.refresh_from_db()
    legs.arrive(found, when=NOON + 4 * HOUR, actor=night.admin, at=NOON + 4 * HOUR)
    LadderStep.objects.create(hours=2, target="address", address="sekda@desk.example", urgent=True)
    tick.remind(NOON + 9 * HOUR)
    assert len(titles()) == 2, "it has come"


def test_a_leg_without_a_known_agency_says_so_and_reminds_nobody(night: SimpleNamespace) -> None:
    found = leg(night)
    tick.remind(NOON + HOUR)
    assert titles() == []
    page = signed_in(night.admin).get(f"/recap/legs/{found.pk}/reminders/").content.decode()
    assert "Belum diketahui instansi mana" in page


def test_blank_spots_without_a_plan_are_one_reminder_for_the_regency_before_polling_day(
    night: SimpleNamespace, settings: Any
) -> None:
    settings.DESK_PLAN_DAYS = 7
    Jurisdiction.objects.create(
        agency=night.kpu.agency, kind="election", name="KPU", includes=["36.02"],
        valid_from=NOON.date() - timedelta(days=400),
    )  # fmt: skip
    builders.flag(builders.station(6))
    due = due_of(night.election)
    assert (night.election.polling_date - due.date()).days == 7
    tick.remind(due - HOUR)
    assert titles() == []
    for _twice in range(2):
        tick.remind(due + HOUR)
    assert titles() == ["Kabupaten Lebak 2 TPS tanpa sinyal belum punya rencana cadangan"]
    assert Reminder.objects.get().url == "/recap/plans/?region=36.02&state=missing"
    tick.remind(due + timedelta(days=20))
    assert len(titles()) == 1, "after polling day nobody is reminded of plans"

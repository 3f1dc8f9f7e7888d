"""The pages of reminders: the ladder and its hours, who will hear what, what was said, and who may change it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.coordination.models import LadderStep, Reminder, ReminderRules, Task
from desk.coordination.reminders.actions import tick
from tests import builders
from tests.doors import signed_in
from tests.forms import filled, with_fields

STEP = {"amount": "2", "unit": "days", "side": "after", "target": "address", "address": "sekda@setda.example"}


@pytest.fixture
def late(cast: SimpleNamespace) -> Task:
    """Give a task of Diskominfo that is two days late, and a rule without a night."""
    now = timezone.now()
    ReminderRules.objects.create(pk=1, quiet_from="05:00", quiet_until="05:00")
    return builders.task(created_at=now - timedelta(days=9), due_at=now - timedelta(days=2, hours=1))


def page(browser: Client, name: str, *args: object, query: str = "") -> str:
    answer = browser.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_admin_sets_up_the_ladder_and_changes_it_once_for_a_double_click(late: Task, cast: SimpleNamespace) -> None:
    admin = signed_in(cast.admin)
    builders.agency("pemprov")
    assert "Belum ada tangga, jadi belum ada pengingat" in page(admin, "ladders")
    for _twice in range(2):
        admin.post(reverse("ladder-usual"))
    assert list(LadderStep.objects.values_list("hours", flat=True)) == [-24, 0, 24, 72]
    text = page(admin, "ladders")
    # Nobody stands on the Sekda's step: said before anything is sent.
    assert "tidak ada kontak tugas yang masih berlaku" in text
    step = {**STEP, "client_id": "7f0d3a52-54f3-4d5e-9c8e-0f2b9e3a1a11"}
    for _twice in range(2):
        admin.post(reverse("ladder-new"), step)
    assert LadderStep.objects.standing().count() == 5
    # An agency's own ladder begins with everybody's steps.
    admin.post(f"{reverse('ladder-new')}?agency=diskominfo", STEP)
    assert LadderStep.objects.standing().filter(agency__code="diskominfo").count() == 6
    made = LadderStep.objects.get(client_id=step["client_id"])
    changed = filled(admin, reverse("ladder", args=[made.pk]), amount="30", unit="hours")
    for _twice in range(2):
        assert admin.post(reverse("ladder", args=[made.pk]), changed).status_code == 302
    made.refresh_from_db()
    assert (made.hours, made.version) == (30, 2)
    admin.post(reverse("ladder-remove", args=[made.pk]))
    assert admin.post(reverse("ladder", args=[made.pk]), changed).status_code == 404, "removed meanwhile"
    assert LadderStep.objects.standing().filter(agency=None).count() == 4


def test_bad_steps_and_hours_are_refused_with_a_sentence(late: Task, cast: SimpleNamespace) -> None:
    admin = signed_in(cast.admin)
    refused = admin.post(reverse("ladder-new"), {**STEP, "address": ""})
    assert refused.status_code == 422
    assert "Tulis alamat surelnya." in refused.content.decode()
    stranger = admin.post(reverse("ladder-new"), {**STEP, "target": "user", "user": cast.bawaslu.pk})
    assert stranger.status_code == 422
    hours = {"active": "on", "digest_at": "22:00", "quiet_from": "21:00", "quiet_until": "06:00"}
    hours |= {"polling_before": "1", "polling_after": "1", "divisor": "4"}
    hours |= with_fields(page(admin, "ladder-hours"), "digest_at", "seen") | hours
    answer = admin.post(reverse("ladder-hours"), hours)
    assert "Jam ini termasuk jam tenang" in answer.content.decode()
    assert admin.post(reverse("ladder-hours"), hours | {"digest_at": "08:00"}).status_code == 302
    assert ReminderRules.objects.get().digest_at.hour == 8


@pytest.mark.parametrize("name", ["operator_banten", "pejabat", "kpu", "lapangan", "luar"])
def test_only_admins_change_the_ladder(late: Task, cast: SimpleNamespace, name: str) -> None:
    step = LadderStep.objects.create(hours=0)
    browser = signed_in(getattr(cast, name))
    for address in (reverse("ladder-usual"), reverse("ladder-new"), reverse("ladder-hours")):
        assert browser.post(address, STEP).status_code == 403
    assert browser.post(reverse("ladder-remove", args=[step.pk])).status_code == 403
    reads = name in {"operator_banten", "pejabat"}
    for address in ("ladders", "reminders", "ladder-preview"):
        assert browser.get(reverse(address)).status_code == (200 if reads else 403)


def test_a_task_tells_what_was_said_to_whom_and_what_comes_next(late: Task, cast: SimpleNamespace) -> None:
    LadderStep.objects.create(hours=0, target="person")
    LadderStep.objects.create(hours=24, target="contact", role="Kepala")
    LadderStep.objects.create(hours=240, target="user", user=cast.pejabat)
    operator, liaison = signed_in(cast.operator_banten), signed_in(cast.diskominfo)
    text = page(operator, "task-reminders", late.pk)
    assert "Belum ada pengingat yang dikirim." in text
    tick.remind(timezone.now())
    text = page(operator, "task-reminders", late.pk)
    assert cast.diskominfo.email in text
    assert "menunggu" in text
    assert "tidak ada kontak tugas yang masih berlaku dengan alamat surel" in text
    assert "pejabat" in text.lower()
    # Its own agency reads who heard it, without addresses; another agency and a stranger nothing.
    own = page(liaison, "task-reminders", late.pk)
    assert "diskominfo" in own
    assert cast.pejabat.email not in own
    assert signed_in(cast.kpu).get(reverse("task-reminders", args=[late.pk])).status_code == 404
    assert signed_in(cast.luar).get(reverse("task-reminders", args=[late.pk])).status_code == 403
    preview = page(operator, "ladder-preview", query=f"?task={late.number}")
    assert "dialihkan ke langkah lain" in preview
    assert "akan datang" in preview
    assert "Tulis nomor tugas atau rujukan" in page(operator, "ladder-preview", query="?task=T-999999")


def test_beranda_and_the_ledger_name_what_reached_nobody(late: Task, cast: SimpleNamespace) -> None:
    LadderStep.objects.create(hours=0, target="contact", role="Kepala")
    builders.station()
    tick.remind(timezone.now())
    operator = signed_in(cast.operator_banten)
    assert "1 pengingat tidak sampai pada orang di langkahnya" in page(operator, "home")
    listed = page(operator, "reminders", query="?fate=passed&fate=lost&days=7")
    assert late.title in listed
    assert Reminder.objects.count() == 1
    csv = b"".join(operator.get(reverse("reminders-file", args=["csv"]) + "?fate=lost")).decode()
    assert late.number in csv
    assert b"".join(operator.get(reverse("reminders-file", args=["xlsx"]))).startswith(b"PK")
    assert operator.get(reverse("reminders-file", args=["pdf"])).status_code == 404

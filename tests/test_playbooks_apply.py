"""Applying a playbook: what is proposed to whom and by when, tasks made once, and risks without any action."""

import threading
import uuid
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client

from desk.agencies.models import Agency
from desk.coordination.actions.playbooks import Asked, Order, apply
from desk.coordination.models import AppliedPlaybook, Task
from desk.coordination.playbook_offers import offers
from desk.coordination.playbook_reading import without_action
from desk.coordination.playbook_rules import Candidate, due, nearest, priority_of
from risks.models import FactorCheck, Flag
from risks.reference import Action, shipped
from tests import builders

WIB = ZoneInfo("Asia/Jakarta")
EARLY = "2024-01-02T02:00:00Z"  # six weeks before polling day
LATE = "2024-02-05T02:00:00Z"  # nine days before it


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def desk_of_lebak() -> None:
    """Seat an agency of every kind that the flood playbook names, in the province and some in Lebak."""
    for code, kind, level, region in (
        ("kpu", "election", "province", "36"),
        ("kpu-36-02", "election", "regency", "36.02"),
        ("kpu-36-01", "election", "regency", "36.01"),
        ("bawaslu", "supervisor", "province", "36"),
        ("bpbd", "disaster", "province", "36"),
        ("bpbd-36-02", "disaster", "regency", "36.02"),
        ("pemda-36-02", "government", "regency", "36.02"),
        ("polres-lebak", "security", "regency", "36.02"),
    ):
        Agency.objects.update_or_create(
            code=code, defaults={"name": code.upper(), "kind": kind, "level": level, "region_code": region}
        )


def fields(client: Client, flag: Flag) -> dict[str, str]:
    """Give what the page of a risk's plan would send as it is opened."""
    form = client.get(f"/risks/{flag.pk}/plan/").context["form"]
    found = {"client_id": str(form.client_id), "version": str(form.offer.plan.version)}
    for row in form.rows:
        for name in ("owner", "due_day", "due_time"):
            value = row[name].value()
            found[f"{row.prefix}-{name}"] = "" if value is None else str(value)
        if row["ticked"].value():
            found[f"{row.prefix}-ticked"] = "on"
    return found


@pytest.fixture
def flood(cast: SimpleNamespace) -> Flag:
    """Give a high flood risk at Kanekes 005, with agencies around."""
    desk_of_lebak()
    return builders.flag(kind="flood", severity="high", status="verified")


def test_the_nearest_agency_of_the_kind_is_proposed_and_never_one_of_another_region() -> None:
    desk = [
        Candidate(1, "kpu", "election", "36"),
        Candidate(2, "kpu-36-02", "election", "36.02"),
        Candidate(3, "kpu-36-01", "election", "36.01"),
        Candidate(4, "indosat", "telco", ""),
        Candidate(5, "telkomsel", "telco", ""),
    ]
    assert nearest("election", "36.02.06.2001", desk) == (2, 0)
    assert nearest("election", "36.71", desk) == (1, 0)
    assert nearest("election", "36.02", desk) == (2, 0)
    assert nearest("telco", "36.02.06.2001", desk) == (4, 1)
    assert nearest("disaster", "36.02", desk) == (None, 0)


def test_due_moments_count_from_polling_day_in_wib_and_what_passed_gets_a_day() -> None:
    action = Action("x", "X", "election", -14, 16)
    at = datetime(2024, 1, 2, 2, tzinfo=UTC)
    assert due(date(2024, 2, 14), action, at=at, zone=WIB) == (datetime(2024, 1, 31, 16, tzinfo=WIB), False)
    late = datetime(2024, 2, 5, 2, 0, 30, tzinfo=UTC)
    assert due(date(2024, 2, 14), action, at=late, zone=WIB) == (datetime(2024, 2, 6, 2, tzinfo=UTC), True)
    assert [priority_of(each) for each in ("critical", "high", "low")] == ["urgent", "high", "normal"]


def test_the_plan_becomes_tasks_once_however_often_it_is_sent(flood: Flag, cast: SimpleNamespace) -> None:
    browser = signed(cast.operator_lebak)
    with time_machine.travel(EARLY, tick=False):
        sent = fields(browser, flood)
        page = browser.post(f"/risks/{flood.pk}/plan/", sent, follow=True).content.decode()
        count = len(shipped()["flood"].actions)
        assert f"{count} tugas dibuat dari rencana" in page
        assert (
            "sudah dijalankan oleh operator.lebak"
            in browser.post(f"/risks/{flood.pk}/plan/", sent, follow=True).content.decode()
        )
        again = signed(cast.admin).get(f"/risks/{flood.pk}/plan/", follow=True).content.decode()
    assert "tidak ada tugas yang dibuat dua kali" in again
    assert Task.objects.count() == count
    reserve = Task.objects.get(title__startswith="Tetapkan lokasi cadangan")
    assert reserve.owner.code == "kpu-36-02"
    assert reserve.flag == flood
    assert reserve.priority == "high"
    assert reserve.due_at == datetime(2024, 1, 24, 16, tzinfo=WIB)
    assert reserve.requested_by == cast.operator_lebak
    postponed = Task.objects.get(title__startswith="Usulkan pemungutan suara susulan")
    assert "10 hari" in postponed.detail
    applied = AppliedPlaybook.objects.get()
    assert (applied.version, applied.actions.count()) == (0, count)


def test_owner_due_and_ticks_are_the_persons_choice(flood: Flag, cast: SimpleNamespace) -> None:
    browser = signed(cast.operator_lebak)
    other = Agency.objects.get(code="bpbd")
    with time_machine.travel(EARLY, tick=False):
        sent = {name: value for name, value in fields(browser, flood).items() if not name.endswith("-ticked")}
        sent |= {
            "boats-ticked": "on",
            "boats-owner": str(other.pk),
            "boats-due_day": "2024-02-01",
            "boats-due_time": "09:30",
        }
        sent["reserve-owner"] = "no such agency"  # not ticked: nobody is asked to mend it
        browser.post(f"/risks/{flood.pk}/plan/", sent)
    task = Task.objects.get()
    assert task.owner == other
    assert task.due_at == datetime(2024, 2, 1, 9, 30, tzinfo=WIB)


def test_what_is_late_is_marked_and_proposed_a_day_from_now(flood: Flag, cast: SimpleNamespace) -> None:
    browser = signed(cast.operator_lebak)
    with time_machine.travel(LATE, tick=False):
        page = browser.get(f"/risks/{flood.pk}/plan/").content.decode()
        assert "3 tindakan sudah lewat waktunya" in page
        assert page.count("sudah lewat 24") == 1  # H-21 of 14 February
        browser.post(f"/risks/{flood.pk}/plan/", fields(browser, flood))
    assert Task.objects.get(title__startswith="Tetapkan lokasi").due_at == datetime(2024, 2, 6, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reserve-owner": ""}, "Pilih instansi pelaksana"),
        ({"reserve-due_day": "2024-01-01"}, "Tenggat sudah lewat"),
        ({"reserve-due_day": ""}, "Bidang ini"),
        ({"reserve-owner": "99999"}, "99999"),
        ({"version": "7"}, "rencana ini diubah"),
    ],
)
def test_bad_input_makes_no_task_and_keeps_what_was_typed(
    flood: Flag, cast: SimpleNamespace, change: dict[str, str], sentence: str
) -> None:
    browser = signed(cast.operator_lebak)
    with time_machine.travel(EARLY, tick=False):
        sent = fields(browser, flood) | {"boats-due_time": "04:44"} | change
        answer = browser.post(f"/risks/{flood.pk}/plan/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "04:44" in page
    assert not Task.objects.exists()
    assert not AppliedPlaybook.objects.exists()


def test_nothing_ticked_is_told(flood: Flag, cast: SimpleNamespace) -> None:
    answer = signed(cast.operator_lebak).post(f"/risks/{flood.pk}/plan/", {"version": "0", "client_id": "x"})
    assert answer.status_code == 422
    assert "Pilih sekurangnya satu tindakan" in answer.content.decode()


def test_a_refusal_on_the_way_takes_back_all_tasks(flood: Flag, cast: SimpleNamespace) -> None:
    browser = signed(cast.operator_lebak)
    with time_machine.travel(EARLY, tick=False):
        sent = fields(browser, flood)
        Agency.objects.filter(code="polres-lebak").update(active=False)
        offer = offers([flood], Agency.objects.all(), datetime(2024, 1, 2, 2, tzinfo=UTC))[0]
        orders = [Order(each.action, Agency.objects.get(pk=each.owner or 0), each.due_at) for each in offer.proposals]
        with pytest.raises(Exception, match="tidak lagi aktif"):
            apply(
                [Asked(flood.pk, 0, orders)],
                actor=cast.admin,
                at=datetime(2024, 1, 2, 2, tzinfo=UTC),
                batch=uuid.uuid4(),
            )
        assert browser.post(f"/risks/{flood.pk}/plan/", sent).status_code == 422
    assert not Task.objects.exists()
    assert not AppliedPlaybook.objects.exists()


def test_closed_risks_keep_without_a_plan(flood: Flag, cast: SimpleNamespace) -> None:
    Flag.objects.filter(pk=flood.pk).update(status="resolved")
    page = signed(cast.operator_lebak).get(f"/risks/{flood.pk}/plan/", follow=True).content.decode()
    assert "rencananya tidak dijalankan" in page


def test_a_factor_that_does_not_hold_unticks_its_actions(flood: Flag, cast: SimpleNamespace) -> None:
    FactorCheck.objects.create(
        flag=flood, code="cut-off", text="Putus", holds=False, checked_by=cast.admin, checked_at="2024-01-01T00:00Z"
    )
    with time_machine.travel(EARLY, tick=False):
        browser = signed(cast.operator_lebak)
        assert "faktor ini tidak berlaku di sini" in browser.get(f"/risks/{flood.pk}/plan/").content.decode()
        browser.post(f"/risks/{flood.pk}/plan/", fields(browser, flood))
    assert not Task.objects.filter(title__startswith="Siagakan perahu").exists()
    assert Task.objects.count() == len(shipped()["flood"].actions) - 1


@pytest.mark.parametrize("who", ["operator_pandeglang", "pejabat", "kpu", "lapangan", "luar"])
def test_who_gives_no_tasks_here_runs_no_plan(flood: Flag, cast: SimpleNamespace, who: str) -> None:
    browser = signed(getattr(cast, who))
    assert browser.get(f"/risks/{flood.pk}/plan/").status_code in {403, 404}
    assert browser.post(f"/risks/{flood.pk}/plan/").status_code in {403, 404}


def test_the_card_says_what_is_not_done_and_later_what_was(flood: Flag, cast: SimpleNamespace) -> None:
    browser, url = signed(cast.operator_lebak), f"/risks/{flood.pk}/plan/card/"
    assert url in browser.get(f"/risks/{flood.pk}/").content.decode()
    card = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "Belum ada tindakan" in card
    assert "Belum diperiksa" in card
    assert "<html" not in card
    assert "<html" in browser.get(url).content.decode()
    with time_machine.travel(EARLY, tick=False):
        browser.post(f"/risks/{flood.pk}/plan/", fields(browser, flood))
        after = browser.get(url).content.decode()
        seen = signed(Agency.objects.get(code="kpu").people.get()).get(url).content.decode()
    assert "Belum ada tindakan" not in after
    assert f"{len(shipped()['flood'].actions)} tugas yang dapat Anda lihat" in after
    assert "0 tugas yang dapat Anda lihat" in seen  # KPU of the province has none of them
    assert "Simpan faktor" not in seen
    assert signed(cast.luar).get(url).status_code == 403


def test_risks_without_action_are_a_list_a_count_and_a_line_of_beranda(flood: Flag, cast: SimpleNamespace) -> None:
    place = flood.station
    assert place is not None
    tasked = builders.flag(builders.station(6), kind="flood")
    builders.task(flag=tasked)
    cancelled = builders.flag(builders.station(7), kind="access")
    builders.task(flag=cancelled, state="cancelled")
    builders.flag(builders.station(8), status="resolved")
    assert set(without_action(Flag.objects.all())) == {flood, cancelled}
    browser = signed(cast.operator_banten)
    page = browser.get("/risks/without-action/")
    assert {flag.pk for flag in page.context["page"]} == {flood.pk, cancelled.pk}
    assert [flag.pk for flag in browser.get("/risks/without-action/?kind=flood").context["page"]] == [flood.pk]
    assert "2 belum ada tindakan" in browser.get("/risks/without-action/count/").content.decode()
    count = browser.get("/risks/without-action/count/?kind=flood", headers={"HX-Request": "true"}).content.decode()
    assert "1 belum ada tindakan" in count
    assert "kind=flood" in count
    assert "/risks/without-action/count/" in browser.get("/risks/").content.decode()
    assert "2 risiko belum ada tindakan" in browser.get("/").content.decode()
    assert "belum ada tindakan" not in signed(cast.kpu).get("/").content.decode()
    for url in ("/risks/without-action/", "/risks/without-action/count/"):
        assert signed(cast.luar).get(url).status_code == 403


def test_an_empty_list_says_that_all_is_in_hand(cast: SimpleNamespace) -> None:
    builders.election()
    browser = signed(cast.operator_banten)
    assert "Belum ada risiko terbuka" in browser.get("/risks/without-action/").content.decode()
    builders.task(flag=builders.flag())
    assert "sudah ada tindakannya" in browser.get("/risks/without-action/").content.decode()
    assert "sudah ada tindakannya" in browser.get("/risks/without-action/count/").content.decode()
    assert "Tidak ada yang cocok" in browser.get("/risks/without-action/?kind=flood").content.decode()


def test_the_list_asks_few_questions_however_long_it_is(
    cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 13):
        builders.flag(builders.station(number), kind="flood")
    browser = signed(cast.operator_banten)
    with django_assert_max_num_queries(14):  # two of them are the session and the person
        assert len(browser.get("/risks/without-action/").context["page"]) == 12


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_the_tasks_once() -> None:
    desk_of_lebak()
    flag = builders.flag(kind="flood")
    people = [builders.user(name, "operator", remit="36.02") for name in ("satu", "dua")]
    at = datetime(2024, 1, 2, 2, tzinfo=UTC)
    offer = offers([Flag.objects.select_related("election", "station").get(pk=flag.pk)], Agency.objects.all(), at)[0]
    orders = [Order(each.action, Agency.objects.get(pk=each.owner or 0), each.due_at) for each in offer.proposals]
    start, made = threading.Barrier(2), []

    def press(person: Any) -> None:
        start.wait()
        made.append(apply([Asked(flag.pk, 0, orders)], actor=person, at=at, batch=uuid.uuid4()).tasks)
        connection.close()

    threads = [threading.Thread(target=press, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, len(orders)]
    assert Task.objects.count() == len(orders)

"""Applying playbooks to many risks: the reckoning is exact, and what it says is what is made."""

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from desk.coordination import playbook_bulk_views
from desk.coordination.models import AppliedPlaybook, Task
from risks.models import FactorCheck, Flag
from risks.reference import shipped
from tests import builders
from tests.test_playbooks_apply import desk_of_lebak, signed

EARLY = "2024-01-02T02:00:00Z"
BULK = "/risks/plans/"
ALL = "/risks/without-action/plans/"
FLOOD = len(shipped()["flood"].actions)


@pytest.fixture
def flags(cast: SimpleNamespace) -> list[Flag]:
    """Give three open flood risks in Kanekes, with agencies around."""
    desk_of_lebak()
    return [builders.flag(builders.station(number), kind="flood") for number in (1, 2, 3)]


@pytest.fixture
def early() -> Any:
    """Set the clock six weeks before polling day."""
    with time_machine.travel(EARLY, tick=False):
        yield


def reckoned(browser: Client, sent: dict[str, Any], url: str = BULK) -> tuple[Any, dict[str, Any]]:
    """Give the reckoning that the page shows, and what it would send."""
    page = browser.post(url, sent)
    assert page.status_code == 200
    context = page.context
    found = context["found"]
    return found, {
        "batch": str(context["batch"]),
        "flags": context["flags"],
        "token": found.token,
        "line": [line.name for line in found.lines],
        "keep": [line.name for line in found.lines if line.ticked],
        "action": "apply",
    }


def test_what_is_reckoned_is_made_and_sent_again_makes_nothing(
    flags: list[Flag], cast: SimpleNamespace, early: Any
) -> None:
    browser = signed(cast.operator_lebak)
    found, sent = reckoned(browser, {"selected": [flag.pk for flag in flags]})
    assert found.tasks == 3 * FLOOD
    assert not Task.objects.exists()
    page = browser.post(BULK, sent, follow=True).content.decode()
    assert f"{3 * FLOOD} tugas dibuat untuk 3 risiko." in page
    assert Task.objects.count() == 3 * FLOOD
    assert "tidak ada tugas yang dibuat dua kali" in browser.post(BULK, sent, follow=True).content.decode()
    assert Task.objects.count() == 3 * FLOOD
    assert AppliedPlaybook.objects.values("batch").distinct().count() == 1


def test_what_is_left_out_is_counted_by_reason(flags: list[Flag], cast: SimpleNamespace, early: Any) -> None:
    browser = signed(cast.operator_lebak)
    _found, sent = reckoned(browser, {"selected": [flags[0].pk]})
    browser.post(BULK, sent)
    Flag.objects.filter(pk=flags[1].pk).update(status="resolved")
    elsewhere = builders.flag(builders.region("36.01"), kind="flood")
    FactorCheck.objects.create(flag=flags[2], code="cut-off", text="Putus", holds=False, checked_at="2024-01-01T00:00Z")
    found, sent = reckoned(browser, {"selected": [*(flag.pk for flag in flags), elsewhere.pk]})
    assert (found.chosen, found.before, found.closed, found.outside) == (4, 1, 1, 1)
    assert found.tasks == FLOOD - 1
    page = browser.post(BULK, sent, follow=True).content.decode()
    assert f"{FLOOD - 1} tugas dibuat untuk 1 risiko. Dilewati: 3 risiko." in page
    assert not Task.objects.filter(flag=elsewhere).exists()


def test_an_unticked_action_is_made_for_nobody_once_its_number_was_seen(
    flags: list[Flag], cast: SimpleNamespace, early: Any
) -> None:
    browser = signed(cast.operator_lebak)
    _found, sent = reckoned(browser, {"selected": [flag.pk for flag in flags]})
    sent["keep"].remove("flood:boats")
    surprised = browser.post(BULK, sent)
    assert surprised.status_code == 409
    assert "Jumlahnya berubah" in surprised.content.decode()
    assert f"Buat {3 * FLOOD - 3} tugas" in surprised.content.decode()
    assert not Task.objects.exists()
    found, sent = reckoned(browser, sent | {"action": "preview"})
    browser.post(BULK, sent)
    assert Task.objects.count() == found.tasks == 3 * FLOOD - 3


def test_actions_without_an_agency_of_their_kind_are_named_and_left_out(cast: SimpleNamespace, early: Any) -> None:
    flag = builders.flag(kind="flood")
    found, sent = reckoned(signed(cast.operator_lebak), {"selected": [flag.pk]})
    assert found.tasks == 0
    assert found.empty == 1
    answer = signed(cast.operator_lebak).post(BULK, sent)
    assert answer.status_code == 409
    assert "Tidak ada tugas yang dapat dibuat" in answer.content.decode()
    assert "tanpa instansi sejenis, dilewati" in answer.content.decode()


def test_all_means_all_that_the_filters_of_that_list_find(flags: list[Flag], cast: SimpleNamespace, early: Any) -> None:
    builders.task(flag=flags[0])
    builders.flag(builders.station(9), kind="access")
    browser = signed(cast.operator_lebak)
    assert reckoned(browser, {"everything": "1"}, f"{BULK}?kind=flood")[0].chosen == 3
    assert reckoned(browser, {"everything": "1"}, f"{ALL}?kind=flood")[0].chosen == 2
    assert reckoned(browser, {"everything": "1"}, ALL)[0].chosen == 3


def test_nothing_chosen_too_much_and_unknown_filters_are_told(
    flags: list[Flag], cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed(cast.operator_lebak)
    assert "Tidak ada risiko yang dipilih" in browser.post(BULK, follow=True).content.decode()
    assert "tidak dikenal" in browser.post(f"{BULK}?kind=hantu", {"everything": "1"}, follow=True).content.decode()
    monkeypatch.setattr(playbook_bulk_views, "MOST", 2)
    page = browser.post(BULK, {"selected": [flag.pk for flag in flags]}, follow=True).content.decode()
    assert "Paling banyak 2 risiko" in page
    assert not Task.objects.exists()


def test_who_gives_no_tasks_is_refused_and_the_register_offers_the_way(
    flags: list[Flag], cast: SimpleNamespace
) -> None:
    for who in (cast.pejabat, cast.kpu, cast.lapangan, cast.luar):
        assert signed(who).post(BULK, {"selected": [flags[0].pk]}).status_code == 403
    assert f'formaction="{BULK}' in signed(cast.operator_lebak).get("/risks/").content.decode()


def test_a_thousand_rows_cost_the_same_questions(
    flags: list[Flag], cast: SimpleNamespace, early: Any, django_assert_max_num_queries: Any
) -> None:
    browser = signed(cast.operator_lebak)
    with django_assert_max_num_queries(16):
        reckoned(browser, {"selected": [flag.pk for flag in flags]})


def test_a_tick_counts_anew_as_a_part_of_the_page(flags: list[Flag], cast: SimpleNamespace, early: Any) -> None:
    browser = signed(cast.operator_lebak)
    _found, sent = reckoned(browser, {"selected": [flags[0].pk]})
    sent["keep"].remove("flood:boats")
    part = browser.post(BULK, sent | {"action": ""}, headers={"HX-Request": "true"}).content.decode()
    assert f"Buat {FLOOD - 1} tugas" in part
    assert "<html" not in part


def test_owner_and_day_of_an_action_are_changed_for_all_risks_before_anything_is_made(
    flags: list[Flag], cast: SimpleNamespace, early: Any
) -> None:
    browser = signed(cast.operator_lebak)
    orari = builders.agency("orari")
    picked = {"selected": [flag.pk for flag in flags]}
    found, _sent = reckoned(browser, picked)
    change = {"line": [line.name for line in found.lines], "keep": ["flood:boats"]}
    change |= {"owner:flood:boats": "orari", "day:flood:boats": "2024-02-01"}
    found, sent = reckoned(browser, {**picked, **change})
    (boats,) = [line for line in found.lines if line.ticked]
    assert (boats.shares, found.tasks) == ([(orari.label, 3)], 3)
    browser.post(BULK, {**sent, **change})
    tasks = list(Task.objects.all())
    assert {(task.owner_id, task.due_at.date().isoformat()) for task in tasks} == {(orari.pk, "2024-02-01")}
    assert len(tasks) == 3


@pytest.mark.parametrize(
    "change", [{"day:flood:boats": "2023-12-31"}, {"day:flood:boats": "31-31"}, {"owner:flood:boats": "x"}]
)
def test_a_change_that_cannot_be_taken_makes_nothing_and_says_so(
    flags: list[Flag], cast: SimpleNamespace, early: Any, change: dict[str, str]
) -> None:
    browser = signed(cast.operator_lebak)
    _found, sent = reckoned(browser, {"selected": [flags[0].pk]})
    answer = browser.post(BULK, {**sent, **change})
    assert answer.status_code == 409
    assert "perlu diperbaiki" in answer.content.decode()
    assert not Task.objects.exists()

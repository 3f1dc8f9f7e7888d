"""The board, the calendar and the secret address: what they show, to whom, and how many queries they take."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from desk.coordination.actions import tasks_parts
from desk.coordination.calendar_views import FETCHED_AT_MOST
from desk.coordination.models import CalendarFeed
from tests import builders
from tests.doors import signed_in

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")


def columns(client: Client, query: str = "") -> dict[str, tuple[int, list[str]]]:
    """Give the board's columns: how many tasks each has, and the titles on its cards."""
    found = client.get(f"/tasks/board/{query}").context["columns"]
    return {each.state: (each.count, [card.task.title for card in each.cards]) for each in found}


def test_the_board_has_a_column_for_each_state_and_leads_to_exactly_its_tasks(cast: SimpleNamespace) -> None:
    now = timezone.now()
    builders.task(title="nanti", due_at=now + timedelta(days=9))
    builders.task(title="segera", due_at=now + timedelta(hours=1))
    builders.task(title="selesai", state="done", owner=builders.agency("bpbd"))
    client = signed_in(cast.admin)
    found = columns(client)
    assert found["open"] == (2, ["segera", "nanti"])
    assert found["done"] == (1, ["selesai"])
    assert columns(client, "?owner=bpbd")["open"] == (0, [])
    assert client.get("/tasks/?state=open").context["count"] == 2


def test_a_full_column_is_cut_and_says_how_many_more_there_are(cast: SimpleNamespace) -> None:
    for _each in range(28):
        builders.task()
    page = signed_in(cast.admin).get("/tasks/board/").content.decode()
    assert "dan 3 lainnya" in page
    assert page.count('class="board-card"') == 25


def test_a_card_is_moved_by_its_button_and_the_board_comes_back(cast: SimpleNamespace) -> None:
    task = builders.task(flag=builders.flag())
    client = signed_in(cast.diskominfo)
    page = client.get("/tasks/board/").content.decode()
    assert f'aria-label="Terima tugas: {task.number}"' in page
    assert "Laporkan selesai" not in page  # that needs words, on the task's own page
    data = {"move": "accept", "client_id": str(task.client_id), "next": "/tasks/board/?tab=mine"}
    assert client.post(f"/tasks/{task.pk}/move/", data)["Location"] == "/tasks/board/?tab=mine"
    task.refresh_from_db()
    assert task.state == "accepted"
    away = data | {"move": "start", "client_id": str(builders.task().client_id), "next": "//jahat.example/"}
    assert client.post(f"/tasks/{task.pk}/move/", away)["Location"] == f"/tasks/{task.pk}/"


def test_officials_see_the_board_without_buttons(cast: SimpleNamespace) -> None:
    builders.task()
    page = signed_in(cast.pejabat).get("/tasks/board/").content.decode()
    assert "Pasang penguat sinyal" in page
    assert "board-moves" not in page


def test_a_liaison_sees_only_the_own_agencys_cards(cast: SimpleNamespace) -> None:
    builders.task(title="milik lain", owner=builders.agency("bpbd"))
    builders.task(title="diminta kami", owner=builders.agency("bpbd"), requester=builders.agency("diskominfo"))
    assert columns(signed_in(cast.diskominfo))["open"] == (1, ["diminta kami"])


def test_the_board_takes_few_queries_whatever_the_data(cast: SimpleNamespace) -> None:
    blocker = builders.task()
    for number in range(1, 40):
        task = builders.task(flag=builders.flag(builders.station(number)), owner=builders.agency(f"i-{number % 5}"))
        tasks_parts.add_items(task.pk, ["a", "b"], actor=cast.admin)
        tasks_parts.wait_for(task.pk, blocker, actor=cast.admin, at=timezone.now())
    client = signed_in(cast.admin)
    client.get("/tasks/board/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/tasks/board/").content.decode()
    assert len(queries) <= 12, "\n".join(each["sql"][:120] for each in queries)
    assert "Menunggu tugas lain" in page
    assert "0/2" in page


def test_the_calendar_counts_days_of_wib_and_leads_to_exactly_that_many(cast: SimpleNamespace) -> None:
    day = datetime(2026, 12, 7, 0, 30, tzinfo=WIB)  # still the 6th in UTC
    for _each in range(6):
        builders.task(due_at=day, created_at=day - timedelta(days=3))
    client = signed_in(cast.admin)
    month = client.get("/tasks/calendar/?month=2026-12").context["month"]
    found = {each.day.day: each for week in month.weeks for each in week if each.inside}
    assert (found[7].count, len(found[7].tasks), found[6].count) == (6, 4, 0)
    page = client.get("/tasks/calendar/?month=2026-12").content.decode()
    assert "semua 6 tugas" in page
    assert client.get("/tasks/?due=2026-12-07").context["count"] == 6
    assert "Senin, 7 Desember 2026" in client.get("/tasks/calendar/?month=2026-12&as=list").content.decode()
    assert client.get("/tasks/calendar/?month=2026-99&due=kemarin").status_code == 200


def address(client: Client) -> str:
    """Make a new secret address and give its path."""
    page = client.post("/tasks/calendar/address/").context["address"]
    return str(page[page.index("/tasks/") :])


def test_a_calendar_reads_a_persons_tasks_at_a_secret_address(cast: SimpleNamespace) -> None:
    mine = builders.task(title="Cek, sinyal; Kanekes", flag=builders.flag(internal_note="rahasia"))
    builders.task(title="bukan urusan saya", owner=builders.agency("bpbd"))
    path = address(signed_in(cast.diskominfo))
    answer = Client().get(path)
    assert answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(each["summary"]) for each in events] == [f"{mine.number} Cek, sinyal; Kanekes"]
    assert events[0].decoded("dtstart") == mine.due_at.replace(microsecond=0)
    assert b"rahasia" not in answer.content
    todos = Calendar.from_ical(Client().get(f"{path}?as=todo").content).walk("VTODO")
    assert str(todos[0]["status"]) == "NEEDS-ACTION"


def test_only_a_hash_of_the_secret_is_kept_and_a_revoked_address_gives_nothing(cast: SimpleNamespace) -> None:
    client = signed_in(cast.diskominfo)
    first, second = address(client), address(client)
    assert second.split("/")[-1].removesuffix(".ics") not in str(list(CalendarFeed.objects.values()))
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    client.post("/tasks/calendar/address/", {"revoke": "1"})
    assert Client().get(second).status_code == 404
    third = address(client)
    cast.diskominfo.is_active = False
    cast.diskominfo.save(update_fields=["is_active"])
    assert Client().get(third).status_code == 404


def test_an_unchanged_calendar_is_not_sent_again(cast: SimpleNamespace) -> None:
    task = builders.task()
    path = address(signed_in(cast.diskominfo))
    tag = Client().get(path)["ETag"]
    again = Client().get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    task.title = "Judul lain"
    task.save(update_fields=["title", "changed_at"])
    assert Client().get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_client_that_asks_each_second_is_told_to_wait(cast: SimpleNamespace) -> None:
    path = address(signed_in(cast.diskominfo))
    with time_machine.travel(datetime(2026, 11, 24, 3, 0, tzinfo=WIB)) as clock:
        answers = []
        for _second in range(FETCHED_AT_MOST + 4):
            answers.append(Client().get(path))
            clock.shift(1)
    assert [each.status_code for each in answers] == [200] * FETCHED_AT_MOST + [429] * 4
    assert answers[-1]["Retry-After"] == "60"


def test_guessing_addresses_ends_after_a_while(cast: SimpleNamespace) -> None:
    codes = [Client().get(f"/tasks/calendar/tebakan-{number}.ics").status_code for number in range(32)]
    assert codes[0] == 404
    assert codes[-1] == 429


@pytest.mark.parametrize("path", ["board/", "calendar/", "mentions/", "bulk/"])
def test_an_outsider_sees_nothing(cast: SimpleNamespace, path: str) -> None:
    assert signed_in(cast.luar).get(f"/tasks/{path}").status_code == 403

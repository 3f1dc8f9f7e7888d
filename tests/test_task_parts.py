"""What hangs on a task: checklist, dependencies, links, mentions, repetition, followers, the edit form."""

import uuid
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from desk.coordination import rules
from desk.coordination.actions import Refused, give, move, tasks_series
from desk.coordination.jobs import PARTS, tick
from desk.coordination.models import Answer, Mention, Task, TaskSeries
from desk.coordination.tasks_edit_form import EditForm
from desk.coordination.tasks_mentions import named_in
from tests import builders
from tests.doors import signed_in
from tests.forms import seen, with_fields

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def task() -> Task:
    """Give a task for Diskominfo about a risk in Lebak."""
    return builders.task(flag=builders.flag())


def post(client: Client, task: Task, part: str, **data: Any) -> Any:
    """Send one of a task's small forms."""
    return client.post(f"/tasks/{task.pk}/{part}/", data)


def test_a_checklist_is_ticked_with_who_and_when_by_either_side(cast: SimpleNamespace, task: Task) -> None:
    operator, liaison = signed_in(cast.operator_lebak), signed_in(cast.diskominfo)
    post(operator, task, "checklist", items="Survei lokasi\n\n Pasang alat \nSurvei lokasi")
    first, second = task.checklist.all()
    post(liaison, task, "checklist", tick=first.pk)
    page = operator.get(f"/tasks/{task.pk}/").content.decode()
    assert '<span class="count">1/2</span>' in page
    first.refresh_from_db()
    assert first.ticked_by == cast.diskominfo
    post(liaison, task, "checklist", untick=first.pk)
    post(liaison, task, "checklist", drop=second.pk)
    assert [(each.text, each.ticked_at) for each in task.checklist.all()] == [("Survei lokasi", None)]
    assert post(signed_in(cast.pejabat), task, "checklist", tick=first.pk).status_code == 403
    empty = post(operator, task, "checklist", items="")
    assert empty.status_code == 422


def test_a_task_waits_until_its_blocker_is_done(cast: SimpleNamespace, task: Task) -> None:
    blocker = builders.task(title="Kirim genset", owner=builders.agency("bpbd"))
    operator = signed_in(cast.operator_lebak)
    assert post(operator, task, "waits", number=blocker.number).status_code == 302
    done = {"move": "done", "text": "Sudah.", "client_id": str(uuid.uuid4())}
    refused = post(operator, task, "move", **done)
    assert refused.status_code == 422
    assert f"masih menunggu {blocker.number} (BPBD Banten)" in refused.content.decode()
    # The liaison may not read the other agency's task, and is told only that there is one.
    page = signed_in(cast.diskominfo).get(f"/tasks/{task.pk}/").content.decode()
    assert "Kirim genset" not in page
    assert "1 tugas instansi lain" in page
    move(blocker.pk, "done", actor=cast.operator_banten, at=timezone.now(), text="Terkirim.")
    assert post(operator, task, "move", **done).status_code == 302


def test_a_circle_of_tasks_is_refused_with_its_chain(cast: SimpleNamespace, task: Task) -> None:
    second, third = builders.task(), builders.task()
    operator = signed_in(cast.operator_banten)
    post(operator, task, "waits", number=second.number)
    post(operator, second, "waits", number=third.number)
    refused = post(operator, third, "waits", number=task.number)
    assert refused.status_code == 422
    assert f"{third.number} → {task.number} → {second.number} → {third.number}" in refused.content.decode()
    assert not third.blockers.exists()
    assert "lingkaran" in post(operator, task, "waits", number=task.number).content.decode()
    for wrong, sentence in (("T-9999", "tidak ditemukan"), ("besok", "Tulis nomor tugas")):
        assert sentence in post(operator, task, "waits", number=wrong).content.decode()
    post(operator, task, "waits", drop=task.blockers.get().pk)
    assert not task.blockers.exists()


def test_chains_are_found_by_the_shortest_way() -> None:
    assert rules.chain([(1, 2), (2, 3), (3, 4), (1, 4)], 1, 4) == [1, 4]
    assert rules.chain([(1, 2)], 2, 1) == []


def test_a_task_is_about_several_things(cast: SimpleNamespace, task: Task) -> None:
    station = builders.station(6)
    other = builders.flag(builders.station(7), kind="flood")
    operator = signed_in(cast.operator_lebak)
    for what in (other.number, station.code, "36.02.06", "36.02.06"):
        assert post(operator, task, "links", what=what).status_code == 302
    page = operator.get(f"/tasks/{task.pk}/").content.decode()
    assert task.links.count() == 3
    assert other.number in page
    assert "Leuwidamar" in page
    wrong = post(operator, task, "links", what="Kanekes")
    assert wrong.status_code == 422
    assert "“Kanekes” tidak ditemukan" in wrong.content.decode()
    post(operator, task, "links", drop=task.links.all()[0].pk)
    assert task.links.count() == 2


def test_a_mention_reaches_those_who_may_read_the_task_and_no_others(cast: SimpleNamespace, task: Task) -> None:
    words = "@diskominfo mohon cek, @operator.lebak, @bawaslu, @luar, ketua@kpu.example"
    data = {"move": "", "text": words, "client_id": str(uuid.uuid4())}
    page = signed_in(cast.operator_banten).post(f"/tasks/{task.pk}/move/", data, follow=True).content.decode()
    assert "Tidak ada yang diberi tahu untuk @bawaslu, @luar" in page
    assert set(Mention.objects.values_list("user__username", flat=True)) == {"diskominfo", "operator.lebak"}
    liaison = signed_in(cast.diskominfo)
    listed = liaison.get("/tasks/mentions/").content.decode()
    assert "mohon cek" in listed
    assert "Tandai 1 sudah dibaca" in listed
    assert "Anda disebut dalam tugas ini." in liaison.get(f"/tasks/{task.pk}/").content.decode()
    liaison.post("/tasks/mentions/read/", {"task": task.pk})
    assert "Sudah dibaca" in liaison.get("/tasks/mentions/").content.decode()
    assert Mention.objects.get(user=cast.operator_lebak).read_at is None
    assert named_in("@" + " @".join(f"x{number}" for number in range(50)), task).people == []


def test_following_and_leaving_a_task(cast: SimpleNamespace, task: Task) -> None:
    official = signed_in(cast.pejabat)
    post(official, task, "watch", watch="1")
    assert "1 orang mengikuti" in official.get(f"/tasks/{task.pk}/").content.decode()
    post(official, task, "watch", watch="0")
    assert not task.watchers.exists()
    assert post(signed_in(cast.bawaslu), task, "watch", watch="1").status_code == 404


@pytest.mark.parametrize(
    ("every", "turn", "due"),
    [
        ("daily", 2, datetime(2027, 2, 2, 16, tzinfo=WIB)),
        ("weekly", 1, datetime(2027, 2, 7, 16, tzinfo=WIB)),
        ("monthly", 1, datetime(2027, 2, 28, 16, tzinfo=WIB)),
        ("monthly", 2, datetime(2027, 3, 31, 16, tzinfo=WIB)),
        ("monthly", 12, datetime(2028, 1, 31, 16, tzinfo=WIB)),
    ],
)
def test_turns_keep_the_hour_and_the_last_day_of_short_months(every: str, turn: int, due: datetime) -> None:
    assert rules.due_of(every, datetime(2027, 1, 31, 16, tzinfo=WIB), turn) == due


def series(cast: SimpleNamespace, task: Task, days: int = 30) -> TaskSeries:
    """Let a task come again each day."""
    until = (timezone.localtime(task.due_at) + timedelta(days=days)).date()
    return tasks_series.repeat(task.pk, actor=cast.admin, at=timezone.now(), every="daily", until=until)


def test_the_next_turn_is_made_once_when_the_due_moment_passes(cast: SimpleNamespace, task: Task) -> None:
    post(signed_in(cast.operator_lebak), task, "checklist", items="Foto")
    made = series(cast, task)
    assert tasks_series.make_due(task.due_at - timedelta(minutes=1)) == 0
    at = task.due_at + timedelta(minutes=1)
    assert [tasks_series.make_due(at) for _tick in range(3)] == [1, 0, 0]
    following = Task.objects.get(series=made, turn=1)
    assert following.due_at == task.due_at + timedelta(days=1)
    assert [item.text for item in following.checklist.all()] == ["Foto"]
    # Days without a tick: what has passed is not asked for any more, the next one still comes once.
    assert tasks_series.make_due(task.due_at + timedelta(days=6)) == 1
    assert Task.objects.filter(series=made).order_by("turn").last().due_at == task.due_at + timedelta(days=7)  # type: ignore[union-attr]


def test_confirming_a_turn_makes_the_next_one_at_the_next_tick(cast: SimpleNamespace, task: Task) -> None:
    made = series(cast, task)
    move(task.pk, "done", actor=cast.diskominfo, at=timezone.now(), text="Sudah.")
    move(task.pk, "confirm", actor=cast.operator_lebak, at=timezone.now())
    tick()
    assert Task.objects.filter(series=made, turn=1, state="open").count() == 1
    tick()
    assert Task.objects.filter(series=made).count() == 2


def test_a_series_ends_at_its_day_when_stopped_and_when_its_agency_closes(cast: SimpleNamespace, task: Task) -> None:
    made = series(cast, task, days=1)
    assert tasks_series.make_due(task.due_at) == 1
    assert tasks_series.make_due(task.due_at + timedelta(days=1)) == 0
    made.refresh_from_db()
    assert made.next_at is None
    other = builders.task(flag=builders.flag(builders.station(9)), owner=builders.agency("bpbd"))
    series(cast, other)
    other.owner.active = False
    other.owner.save(update_fields=["active"])
    assert tasks_series.make_due(other.due_at) == 0
    assert "tidak lagi aktif" in Answer.objects.get(task=other).text
    third = builders.task(region=builders.region("36.02"))
    operator = signed_in(cast.operator_lebak)
    until = (timezone.localtime(third.due_at) + timedelta(days=9)).date().isoformat()
    post(operator, third, "repeat", every="daily", until=until)
    assert "Berulang setiap hari" in operator.get(f"/tasks/{third.pk}/").content.decode()
    again = post(operator, third, "repeat", every="daily", until=until)
    assert "sudah berulang" in again.content.decode()
    post(operator, third, "repeat", stop="1")
    assert tasks_series.make_due(third.due_at + timedelta(days=2)) == 0


def test_a_series_without_a_further_turn_or_with_too_many_is_refused(cast: SimpleNamespace, task: Task) -> None:
    operator = signed_in(cast.operator_lebak)
    soon = post(operator, task, "repeat", every="monthly", until=timezone.localdate().isoformat())
    assert "tidak ada giliran berikutnya" in soon.content.decode()
    long = post(operator, task, "repeat", every="daily", until=date(2100, 1, 1).isoformat())
    assert "lebih dari 400 giliran" in long.content.decode()


def test_one_failing_part_of_the_tick_stops_no_other(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    seen = []

    def broken(at: datetime) -> None:
        raise RuntimeError("rusak")

    monkeypatch.setattr("desk.coordination.jobs.PARTS", (broken, seen.append, *PARTS))
    tick()
    assert len(seen) == 1
    assert "broken of the minute's tick failed" in caplog.text


def edited(task: Task, **changes: Any) -> dict[str, Any]:
    """Give what the edit form of a task sends."""
    due = timezone.localtime(task.due_at)
    return {
        "title": task.title,
        "detail": task.detail,
        "owner": task.owner_id,
        "assignee": task.assignee_id or "",
        "due_day": due.date().isoformat(),
        "due_time": due.strftime("%H:%M"),
        "priority": task.priority,
        "reason": "Perbaikan",
        **seen(EditForm.of(task, at=timezone.now())),
    } | changes


def test_a_task_is_put_on_a_person_who_then_finds_it(cast: SimpleNamespace, task: Task) -> None:
    operator = signed_in(cast.operator_lebak)
    assert post(operator, task, "edit", **edited(task, assignee=cast.lapangan.pk)).status_code == 302
    field = signed_in(cast.lapangan)
    assert "Tugas saya" in field.get("/tasks/").content.decode()
    assert field.get("/tasks/?tab=me").context["count"] == 1
    data = {"move": "start", "client_id": str(uuid.uuid4())}
    assert field.post(f"/tasks/{task.pk}/move/", data).status_code == 302
    task.refresh_from_db()
    wrong = post(operator, task, "edit", **edited(task, assignee=cast.bawaslu.pk))
    assert wrong.status_code == 422
    assert "bukan orang" in wrong.content.decode()


def test_the_second_saver_sees_both_texts_and_decides(cast: SimpleNamespace, task: Task) -> None:
    operator = signed_in(cast.operator_lebak)
    mine = edited(task, title="Judul saya")
    assert post(operator, task, "edit", **edited(task, title="Judul mereka")).status_code == 302
    answer = post(operator, task, "edit", **mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Judul mereka" in page
    assert 'value="Judul saya"' in page
    task.refresh_from_db()
    assert task.title == "Judul mereka"
    again = with_fields(page, "pick-title")
    assert post(operator, task, "edit", **again).status_code == 409, "no choice, no change"
    assert post(operator, task, "edit", **again | {"pick-title": "mine"}).status_code == 302
    task.refresh_from_db()
    assert task.title == "Judul saya"
    unsealed = post(operator, task, "edit", **mine | {"title": "Judul lain", "seen": "x"})
    assert unsealed.status_code == 409, "a form that does not say what was seen changes nothing by itself"


def test_an_overdue_task_is_edited_without_moving_its_due_moment(cast: SimpleNamespace) -> None:
    now = timezone.now()
    late = builders.task(
        region=builders.region("36.02"), created_at=now - timedelta(days=3), due_at=now - timedelta(days=1)
    )
    operator = signed_in(cast.operator_lebak)
    assert post(operator, late, "edit", **edited(late, title="Lain")).status_code == 302
    due = late.due_at
    late.refresh_from_db()
    assert (late.title, late.due_at) == ("Lain", due)
    past = (timezone.localdate() - timedelta(days=9)).isoformat()
    assert "Tenggat sudah lewat" in post(operator, late, "edit", **edited(late, due_day=past)).content.decode()


def test_a_closed_agency_gets_no_task(cast: SimpleNamespace, task: Task) -> None:
    closed = builders.agency("lama", active=False)
    with pytest.raises(Refused, match="tidak lagi aktif"):
        give(
            actor=cast.admin,
            at=timezone.now(),
            election=task.election,
            owner=closed,
            title="x",
            due_at=timezone.now() + timedelta(days=1),
            priority="normal",
            client_id=uuid.uuid4(),
        )
    assert post(signed_in(cast.operator_lebak), task, "edit", **edited(task, owner=closed.pk)).status_code == 422


def test_the_agency_that_asked_confirms(cast: SimpleNamespace, task: Task) -> None:
    asked = builders.task(owner=builders.agency("bpbd"), requester=builders.agency("diskominfo"), state="done")
    client = signed_in(cast.diskominfo)
    assert "Diminta oleh" in client.get(f"/tasks/{asked.pk}/").content.decode()
    assert post(client, asked, "move", move="confirm", client_id=str(uuid.uuid4())).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "confirmed"

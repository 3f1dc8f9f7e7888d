"""Tasks on the pages: who gives them, who answers, what comes back, and what is refused with a sentence."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from desk import clock
from desk.coordination import actions
from desk.coordination.models import Answer, Task
from tests import builders
from tests.forms import with_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> SimpleNamespace:
    """Give the cast of the demo."""
    return builders.cast()


@pytest.fixture
def flag() -> Any:
    """Give a blank-spot risk in Lebak."""
    return builders.flag()


def signed_in(user: Any) -> Client:
    """Give the browser of a person."""
    client = Client()
    client.force_login(user)
    return client


def filled(**changes: Any) -> dict[str, Any]:
    """Give what a person types into the form of a new task."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    return {
        "title": "Pasang penguat sinyal",
        "owner": builders.agency("diskominfo").pk,
        "due_day": tomorrow.date().isoformat(),
        "due_time": "16:00",
        "priority": "high",
        "detail": "Sebelum <b>gladi</b>.",
        "client_id": str(uuid.uuid4()),
    } | changes


def test_operator_gives_a_task_about_a_risk(people: SimpleNamespace, flag: Any) -> None:
    response = signed_in(people.operator_lebak).post(f"/tasks/new/?flag={flag.pk}", filled(), follow=True)
    task = Task.objects.get()
    assert (task.flag, task.owner.code, task.requested_by, task.state) == (
        flag,
        "diskominfo",
        people.operator_lebak,
        "open",
    )
    assert timezone.localtime(task.due_at).strftime("%H:%M") == "16:00"
    page = response.content.decode()
    assert task.number in page
    assert "Sebelum &lt;b&gt;gladi&lt;/b&gt;." in page


def test_a_double_click_gives_one_task(people: SimpleNamespace, flag: Any) -> None:
    client, form = signed_in(people.operator_lebak), filled()
    for _each in range(2):
        assert client.post(f"/tasks/new/?flag={flag.pk}", form).status_code == 302
    assert Task.objects.count() == 1


def test_a_due_moment_in_the_past_is_refused_and_nothing_typed_is_lost(people: SimpleNamespace, flag: Any) -> None:
    form = filled(due_day="2020-01-01")
    response = signed_in(people.operator_lebak).post(f"/tasks/new/?flag={flag.pk}", form)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Tenggat sudah lewat" in page
    assert 'value="Pasang penguat sinyal"' in page
    assert form["client_id"] in page
    assert not Task.objects.exists()


@pytest.mark.parametrize("name", ["operator_pandeglang", "pejabat", "diskominfo", "lapangan", "luar"])
def test_others_cannot_give_a_task_about_lebak(people: SimpleNamespace, flag: Any, name: str) -> None:
    client = signed_in(getattr(people, name))
    assert client.post(f"/tasks/new/?flag={flag.pk}", filled()).status_code == 403
    assert client.get(f"/tasks/new/?flag={flag.pk}").status_code == 403
    assert not Task.objects.exists()


def test_a_task_without_a_place_lies_in_the_operators_whole_remit(people: SimpleNamespace, flag: Any) -> None:
    assert signed_in(people.operator_lebak).post("/tasks/new/", filled()).status_code == 302
    assert Task.objects.get().place == "36.02"


def test_the_whole_way_of_a_task(people: SimpleNamespace, flag: Any) -> None:
    task = builders.task(flag=flag, requested_by=people.operator_lebak)
    liaison, operator = signed_in(people.diskominfo), signed_in(people.operator_lebak)

    def step(client: Client, move: str, text: str = "", **more: Any) -> int:
        data = {"move": move, "text": text, "client_id": str(uuid.uuid4()), **more}
        return client.post(f"/tasks/{task.pk}/move/", data).status_code

    assert step(liaison, "accept") == 302
    assert step(liaison, "start") == 302
    picture = SimpleUploadedFile("bukti <1>.txt", b"terpasang", content_type="text/html")
    assert step(liaison, "done", "Sudah terpasang.", file=picture) == 302
    assert step(operator, "redo", "Belum ada foto.") == 302
    assert step(liaison, "done", "Foto menyusul.") == 302
    assert step(operator, "confirm") == 302
    task.refresh_from_db()
    assert task.state == "confirmed"
    assert task.closed_at is not None
    assert [answer.state for answer in task.answers.all()] == [
        "accepted",
        "in-progress",
        "done",
        "in-progress",
        "done",
        "confirmed",
    ]
    file = Answer.objects.exclude(file=None).get().file
    assert file is not None
    download = operator.get(f"/files/{file.pk}/")
    assert b"".join(download.streaming_content) == b"terpasang"  # type: ignore[attr-defined]
    assert download["Content-Type"] == "application/octet-stream"
    assert download["Content-Disposition"].startswith("attachment")
    for stranger in (people.kpu, people.luar, people.lapangan):
        assert signed_in(stranger).get(f"/files/{file.pk}/").status_code == 403


def test_a_liaison_returns_a_task_only_with_a_reason(people: SimpleNamespace, flag: Any) -> None:
    task = builders.task(flag=flag)
    client = signed_in(people.diskominfo)
    refused = client.post(f"/tasks/{task.pk}/move/", {"move": "return", "text": " ", "client_id": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert "Tulis alasan tugas ini dikembalikan." in refused.content.decode()
    client.post(
        f"/tasks/{task.pk}/move/", {"move": "return", "text": "Bukan wewenang kami.", "client_id": str(uuid.uuid4())}
    )
    task.refresh_from_db()
    assert task.state == "returned"


@pytest.mark.parametrize(
    ("name", "move"),
    [
        ("diskominfo", "cancel"),
        ("diskominfo", "confirm"),
        ("operator_pandeglang", "accept"),
        ("pejabat", "accept"),
        ("pejabat", "cancel"),
    ],
)
def test_nobody_makes_a_move_that_is_not_theirs(people: SimpleNamespace, flag: Any, name: str, move: str) -> None:
    task = builders.task(flag=flag)
    data = {"move": move, "text": "x", "client_id": str(uuid.uuid4())}
    assert signed_in(getattr(people, name)).post(f"/tasks/{task.pk}/move/", data).status_code == 403
    task.refresh_from_db()
    assert task.state == "open"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("kpu", 404),
        ("lapangan", 404),
        ("luar", 403),
        ("pejabat", 200),
        ("operator_pandeglang", 200),
        ("diskominfo", 200),
    ],
)
def test_who_reads_a_task(people: SimpleNamespace, flag: Any, name: str, status: int) -> None:
    task = builders.task(flag=flag)
    client = signed_in(getattr(people, name))
    for address in (f"/tasks/{task.pk}/", "/tasks/"):
        answer = client.get(address)
        if address == "/tasks/" and status == 404:
            assert answer.status_code == 200
            assert task.title not in answer.content.decode()
        else:
            assert answer.status_code == status


def test_the_second_of_two_people_is_told_what_the_first_did(people: SimpleNamespace, flag: Any) -> None:
    task = builders.task(flag=flag)
    actions.move(task.pk, "return", actor=people.diskominfo, at=clock.now(), text="Bukan wewenang kami.")
    data = {"move": "accept", "text": "Kami kerjakan besok.", "client_id": str(uuid.uuid4())}
    answer = signed_in(people.operator_lebak).post(f"/tasks/{task.pk}/move/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "diskominfo mengubah tugas ini menjadi “dikembalikan”" in page
    assert "Kami kerjakan besok." in page
    task.refresh_from_db()
    assert task.state == "returned"


def test_an_answer_sent_twice_is_kept_once(people: SimpleNamespace, flag: Any) -> None:
    task = builders.task(flag=flag)
    client, data = (
        signed_in(people.diskominfo),
        {"move": "", "text": "Sedang disurvei.", "client_id": str(uuid.uuid4())},
    )
    for _each in range(2):
        assert client.post(f"/tasks/{task.pk}/move/", data).status_code == 302
    assert task.answers.count() == 1


def test_a_file_over_ten_megabytes_is_refused_and_the_words_stay(people: SimpleNamespace, flag: Any) -> None:
    task = builders.task(flag=flag)
    big = SimpleUploadedFile("besar.bin", b"0" * (actions.MOST_BYTES + 1))
    data = {"move": "done", "text": "Lihat lampiran.", "client_id": str(uuid.uuid4()), "file": big}
    answer = signed_in(people.diskominfo).post(f"/tasks/{task.pk}/move/", data)
    assert answer.status_code == 422
    assert "paling besar 10 MB" in answer.content.decode()
    assert "Lihat lampiran." in answer.content.decode()
    task.refresh_from_db()
    assert task.state == "open"


def test_an_operator_sets_another_due_moment_with_a_reason(people: SimpleNamespace, flag: Any) -> None:
    task = builders.task(flag=flag)
    day = (timezone.localtime() + timedelta(days=5)).date()
    data = {
        "change-due_day": day.isoformat(),
        "change-due_time": "09:00",
        "change-priority": "urgent",
        "change-reason": "Alat datang terlambat.",
    }
    client = signed_in(people.operator_lebak)
    data = with_fields(client.get(f"/tasks/{task.pk}/").content.decode(), *data) | data
    for _twice in range(2):
        assert client.post(f"/tasks/{task.pk}/change/", data).status_code == 302
    task.refresh_from_db()
    assert (timezone.localtime(task.due_at).date(), task.priority) == (day, "urgent")
    assert task.events.filter(pgh_label="update").count() == 1, "what arrives twice is written once"  # type: ignore[attr-defined]
    stale = client.post(f"/tasks/{task.pk}/change/", data | {"change-priority": "low"})
    assert stale.status_code == 409
    assert "Tersimpan sekarang" in stale.content.decode()
    assert signed_in(people.diskominfo).post(f"/tasks/{task.pk}/change/", data).status_code == 403


def test_a_change_is_in_the_history_with_who_and_why(people: SimpleNamespace, flag: Any) -> None:
    task = builders.task(flag=flag)
    actions.move(task.pk, "return", actor=people.diskominfo, at=clock.now(), text="Bukan wewenang kami.")
    event = task.events.order_by("-pgh_id").first()  # type: ignore[attr-defined]
    assert event.pgh_context.metadata["username"] == "diskominfo"
    assert event.pgh_context.metadata["reason"] == "Bukan wewenang kami."
    assert event.pgh_context.metadata["place"] == "36.02.06.2001"

"""Pages of background work: progress that can be followed, stopped, and that leads on when it has ended."""

import re
import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.work.models import Job
from desk.work.pace import pace
from tests import builders

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def people() -> SimpleNamespace:
    """Give the cast of the demo."""
    return builders.cast()


def signed_in(user: Any) -> Client:
    """Give the browser of a person."""
    client = Client()
    client.force_login(user)
    return client


def job(**fields: Any) -> Job:
    """Make a running job that is half done."""
    now = timezone.now()
    running = {
        "state": "running",
        "started_at": now - timedelta(seconds=10),
        "lease_until": now + timedelta(seconds=80),
        "lease_token": uuid.uuid4(),
    }
    values = {"kind": "tps.check", "created_at": now, "due_at": now, "done": 500, "total": 1000, **running, **fields}
    if values["state"] != "running":
        values |= {"lease_until": None, "lease_token": None}
    return Job.objects.create(**values)


def test_progress_shows_rows_rate_and_time_left_and_asks_again(people: SimpleNamespace) -> None:
    found = job(requested_by=people.operator_banten)
    fragment = signed_in(people.operator_banten).get(f"/jobs/{found.pk}/?next=/imports/", headers=HTMX).content.decode()
    assert "500 dari 1.000" in fragment
    assert re.search(r"(4[5-9]|50) per detik", fragment)
    assert re.search(r"sisa 1[01] detik", fragment)
    assert f'hx-get="/jobs/{found.pk}/?next=/imports/"' in fragment
    assert "Batalkan" in fragment
    assert "<html" not in fragment


def test_the_end_leads_to_the_page_that_waits_for_it(people: SimpleNamespace) -> None:
    client = signed_in(people.operator_banten)
    found = job(state="done", finished_at=timezone.now(), requested_by=people.operator_banten)
    answer = client.get(f"/jobs/{found.pk}/?next=/imports/7/", headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/imports/7/")
    elsewhere = client.get(f"/jobs/{found.pk}/?next=https://evil.example/", headers=HTMX)
    assert "HX-Redirect" not in elsewhere
    assert "hx-get" not in elsewhere.content.decode()


def test_a_failure_is_explained_without_a_trace(people: SimpleNamespace) -> None:
    found = job(state="failed", error="ZeroDivisionError: x", requested_by=people.operator_banten)
    client = signed_in(people.operator_banten)
    page = client.get(f"/jobs/{found.pk}/").content.decode()
    assert "kesalahan program" in page
    assert "ZeroDivisionError" not in page
    Job.objects.filter(pk=found.pk).update(error="Berkas kosong.", refused=True)
    assert "Berkas kosong." in client.get("/jobs/").content.decode()


def test_who_asked_and_an_admin_may_stop_it_others_not(people: SimpleNamespace) -> None:
    found = job(requested_by=people.operator_lebak, state="due")
    for other in (people.operator_banten, people.kpu, people.pejabat, people.luar):
        assert signed_in(other).post(f"/jobs/{found.pk}/cancel/").status_code == 403
    assert signed_in(people.operator_lebak).get(f"/jobs/{found.pk}/cancel/").status_code == 405
    assert signed_in(people.operator_lebak).post(f"/jobs/{found.pk}/cancel/").status_code == 302
    found.refresh_from_db()
    assert found.state == "cancelled"
    again = signed_in(people.admin).post(f"/jobs/{found.pk}/cancel/", follow=True).content.decode()
    assert "sudah berakhir" in again


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("operator_lebak", 200),
        ("operator_pandeglang", 200),
        ("admin", 200),
        ("kpu", 403),
        ("lapangan", 403),
        ("luar", 403),
    ],
)
def test_who_may_follow_a_job(people: SimpleNamespace, name: str, status: int) -> None:
    found = job(requested_by=people.operator_lebak)
    assert signed_in(getattr(people, name)).get(f"/jobs/{found.pk}/").status_code == status


def test_a_liaison_lists_only_the_own_jobs(people: SimpleNamespace) -> None:
    job(kind="a.b", requested_by=people.kpu)
    job(kind="c.d", requested_by=people.operator_lebak)
    page = signed_in(people.kpu).get("/jobs/").content.decode()
    assert "a.b" in page
    assert "c.d" not in page
    assert signed_in(people.lapangan).get("/jobs/").status_code == 403


def test_pace_says_nothing_before_it_knows() -> None:
    now = timezone.now()
    assert pace(0, 10, now - timedelta(seconds=5), now) == (None, None)
    assert pace(5, 10, now, now) == (None, None)
    assert pace(5, None, now - timedelta(seconds=5), now) == (1.0, None)
    assert pace(20, 10, now - timedelta(seconds=5), now) == (4.0, 0.0)

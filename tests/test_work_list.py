"""The page of all background work: filters with counts, log, attempts, retry, badge and banner."""

import re
import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from desk.work import actions, registry, runs
from desk.work.models import Job, Line, Pulse
from desk.work.words import sentence, shown
from tests import builders

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def people() -> SimpleNamespace:
    """Give the cast of the demo."""
    return builders.cast()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def job(kind: str = "briefings.draft", state: str = "failed", **fields: Any) -> Job:
    now = timezone.now()
    ends = {"finished_at": now} if state in {"failed", "done", "cancelled"} else {}
    holds = {"lease_until": now + timedelta(seconds=80), "lease_token": uuid.uuid4()} if state == "running" else {}
    return Job.objects.create(
        **{"kind": kind, "state": state, "created_at": now, "due_at": now} | ends | holds | fields
    )


def text_of(client: Client, path: str, **more: Any) -> str:
    return " ".join(client.get(path, **more).content.decode().split())


def test_states_and_kinds_are_counted_under_the_other_filter(people: SimpleNamespace) -> None:
    job("tps.check", "done")
    job("tps.check", "failed")
    job("risks.list-check", "failed")
    client = signed_in(people.operator_banten)
    page = text_of(client, "/jobs/?state=failed")
    assert re.search(r'aria-current="page">gagal <span class="count">2</span>', page)
    assert re.search(r'value="tps.check".*?Memeriksa daftar TPS.*?<span class="count">1</span>', page)
    narrowed = text_of(client, "/jobs/?kind=tps.check")
    assert re.search(r'>gagal <span class="count">1</span>', narrowed)
    assert 'href="?kind=tps.check&amp;state=failed"' in narrowed, "a tab keeps the kind"
    assert narrowed.count('class="row-title"') == 2


def test_bad_addresses_show_everything_instead_of_failing(people: SimpleNamespace) -> None:
    job("tps.check", "done", requested_by=people.operator_lebak)
    client = signed_in(people.operator_banten)
    for query in ("state=x", "kind=%00", "days=-1", "days=٣", "days=99999", "page=-1", "sort=payload", "mine=x"):
        assert text_of(client, f"/jobs/?{query}").count('class="row-title"') == 1, query
    assert "Tidak ada pekerjaan yang cocok" in text_of(client, "/jobs/?mine=1")


def test_the_page_costs_the_same_however_many_jobs_there_are(
    people: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        job("tps.check", ("done", "failed", "running")[number % 3], requested_by=people.operator_lebak)
    client = signed_in(people.admin)
    client.get("/jobs/")
    with django_assert_max_num_queries(12):
        assert text_of(client, "/jobs/").count('class="row-title"') == 50


def test_the_list_asks_again_only_while_something_moves(people: SimpleNamespace) -> None:
    client = signed_in(people.admin)
    job(state="done")
    assert "every 5s" not in text_of(client, "/jobs/")
    job(state="running")
    assert 'hx-get="/jobs/?state=running"' in text_of(client, "/jobs/?state=running")


def test_exports_hold_exactly_what_is_filtered(people: SimpleNamespace) -> None:
    job("tps.check", "failed", error="=1+1", refused=True, requested_by=people.operator_lebak)
    job("tps.check", "done")
    client = signed_in(people.admin)
    lines = b"".join(client.get("/jobs/export.csv?state=failed").streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # mypy knows the plain answer only
    assert len(lines) == 2
    assert "'=1+1" in lines[1]
    assert lines[1].startswith("Memeriksa daftar TPS,tps.check,gagal,")
    xlsx = client.get("/jobs/export.xlsx")
    assert b"".join(xlsx.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]  # as above


def test_a_failed_job_is_tried_again_by_who_asked_or_an_admin(people: SimpleNamespace) -> None:
    found = job(requested_by=people.operator_lebak, error="Kosong.", refused=True, attempts=3)
    assert "Coba lagi" not in text_of(signed_in(people.operator_banten), f"/jobs/{found.pk}/")
    assert signed_in(people.operator_banten).post(f"/jobs/{found.pk}/retry/").status_code == 403
    client = signed_in(people.operator_lebak)
    assert "Coba lagi" in text_of(client, f"/jobs/{found.pk}/")
    page = client.post(f"/jobs/{found.pk}/retry/", follow=True).content.decode()
    found.refresh_from_db()
    assert (found.state, found.error, found.forgiven, found.finished_at) == ("due", "", 3, None)
    assert "Dicoba lagi atas permintaan" in page
    assert "tidak sedang gagal" in client.post(f"/jobs/{found.pk}/retry/", follow=True).content.decode()
    Job.objects.filter(pk=found.pk).update(attempts=4, due_at=timezone.now() + timedelta(minutes=5))
    assert "Coba sekarang" in text_of(client, f"/jobs/{found.pk}/"), "one that waits after an attempt may be hurried"
    client.post(f"/jobs/{found.pk}/retry/")
    found.refresh_from_db()
    assert found.due_at <= timezone.now()
    assert not actions.retry(found, actor=people.operator_lebak, at=timezone.now())


def test_what_has_a_page_of_its_own_is_tried_again_there(people: SimpleNamespace) -> None:
    found = job("tps.check", "failed", payload={"roster": 7}, requested_by=people.operator_lebak)
    client = signed_in(people.operator_lebak)
    page = text_of(client, f"/jobs/{found.pk}/")
    assert 'href="/imports/7/"' in page
    assert "dicoba lagi dari halaman itu" in page
    assert f"/jobs/{found.pk}/retry/" not in page
    client.post(f"/jobs/{found.pk}/retry/")
    found.refresh_from_db()
    assert found.state == "failed"
    assert 'href="/imports/7/"' in text_of(client, "/jobs/")


@pytest.mark.django_db(transaction=True)
def test_attempts_and_log_tell_how_each_ended(people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(run: runs.Run) -> None:
        run.progress(0, 2, "Membaca baris")
        run.progress(1, 2, "Membaca baris")
        run.progress(2, 2, sentence("%(count)s baris tersimpan untuk %(who)s", count=33324, who="KPU"))
        if run.job.attempts == 1:
            raise ZeroDivisionError("rahasia")

    monkeypatch.setitem(registry._handlers, "test.work", work)
    found = job("test.work", "due", requested_by=people.operator_lebak)
    runs.execute(found.pk)
    client = signed_in(people.operator_lebak)
    page = text_of(client, f"/jobs/{found.pk}/")
    assert "Percobaan terakhir terhenti; dicoba lagi" in page
    assert "terhenti kesalahan program" in page
    assert "rahasia" not in page
    assert "rahasia" in text_of(signed_in(people.admin), f"/jobs/{found.pk}/")
    assert 'hx-trigger="every 2s"' in page
    Job.objects.filter(pk=found.pk).update(due_at=timezone.now())
    runs.execute(found.pk)
    log = text_of(client, f"/jobs/{found.pk}/log/", headers=HTMX)
    assert "<html" not in log
    assert [line.text for line in found.lines.all()].count("Membaca baris") == 2, "said once an attempt"
    assert "33.324 baris tersimpan untuk KPU" in log
    assert "<b>selesai</b>" in log
    assert "every 2s" not in log
    assert client.get(f"/jobs/{found.pk}/log/").url == f"/jobs/{found.pk}/#job-log"  # type: ignore[attr-defined]  # a redirect


def test_a_log_has_an_end(people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(run: runs.Run) -> None:
        for number in range(runs.MOST_LINES * 2):
            run.say(f"baris {number}")

    monkeypatch.setitem(registry._handlers, "test.work", work)
    found = job("test.work", "due")
    runs.execute(found.pk)
    assert Line.objects.filter(job=found).count() == runs.MOST_LINES


def test_stored_sentences_speak_the_readers_language() -> None:
    stored = sentence("%(number)s per detik", number=1500)
    assert str(stored) == "1.500 per detik"
    with translation.override("en"):
        assert str(stored) == "1,500 per second"
        within = sentence("%(what)s!", what=stored)
        assert shown(within.msgid, within.blanks) == "1,500 per second!"
    assert shown("100 % penuh", {"a": 1}) == "100 % penuh", "what cannot be filled is shown as it stands"
    assert shown("", {"a": 1}) == ""


def test_refusals_and_messages_are_translated_when_they_are_read(
    people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(run: runs.Run) -> None:
        raise runs.Refused(sentence("%(number)s per detik", number=2000))

    monkeypatch.setitem(registry._handlers, "test.work", work)
    found = job("test.work", "due", requested_by=people.admin)
    runs.execute(found.pk)
    client = signed_in(people.admin)
    assert "2.000 per detik" in text_of(client, f"/jobs/{found.pk}/")
    client.post("/i18n/setlang/", {"language": "en"})
    assert "2,000 per second" in text_of(client, f"/jobs/{found.pk}/")
    assert "2,000 per second" in text_of(client, "/jobs/")


def test_the_badge_counts_what_concerns_the_person_in_words_too(people: SimpleNamespace) -> None:
    builders.election()
    job(requested_by=people.operator_lebak)
    job(finished_at=timezone.now() - timedelta(days=8), requested_by=people.operator_lebak)
    job(state="running", requested_by=people.operator_lebak)
    job(state="running", requested_by=people.operator_banten)
    mine = text_of(signed_in(people.operator_lebak), "/tps/")
    assert '<span class="sr-only">1 pekerjaan gagal</span>' in mine
    assert '<span class="sr-only">1 pekerjaan menunggu atau berjalan</span>' in mine
    assert "pekerjaan gagal dalam tujuh hari" in mine
    other = text_of(signed_in(people.operator_banten), "/jobs/badge/", headers=HTMX)
    assert "pekerjaan gagal" not in other
    assert 'hx-trigger="every 15s"' in other
    assert "work-badge" not in text_of(signed_in(people.lapangan), "/tps/")
    assert signed_in(people.admin).get("/jobs/badge/").status_code == 302
    assert '<span class="sr-only">2 pekerjaan menunggu' in text_of(
        signed_in(people.admin), "/jobs/badge/", headers=HTMX
    )


@pytest.mark.parametrize("with_election", [True, False])
def test_a_silent_worker_is_said_on_every_page_to_who_could_mend_it(
    people: SimpleNamespace, with_election: bool
) -> None:
    if with_election:
        builders.election()
    words = "Pekerjaan latar berhenti sejak"
    assert words not in text_of(signed_in(people.admin), "/agencies/"), "nothing has ever run, nothing waits"
    Pulse.objects.create(name="worker", seen_at=timezone.now() - timedelta(minutes=3))
    page = text_of(signed_in(people.admin), "/agencies/")
    assert words in page
    assert "manage.py doctor" in page
    assert "Beri tahu admin desk" in text_of(signed_in(people.operator_lebak), "/agencies/")
    assert words not in text_of(signed_in(people.pejabat), "/agencies/")
    Pulse.objects.update(seen_at=timezone.now())
    assert words not in text_of(signed_in(people.admin), "/agencies/")


def test_work_that_waits_where_no_worker_ever_was_is_said_too(people: SimpleNamespace) -> None:
    job(state="due", due_at=timezone.now() - timedelta(minutes=3))
    assert "Pekerjaan latar berhenti sejak" in text_of(signed_in(people.admin), "/agencies/")


@pytest.mark.django_db(transaction=True)
def test_a_briefing_that_cannot_be_drafted_says_why_in_the_readers_language(people: SimpleNamespace) -> None:
    election = builders.election()
    payload = {
        "agency_ids": [builders.agency("kpu").pk],
        "election_id": election.pk,
        "edition": "weekly",
        "period": "2090-W05",
    }
    found = job("briefings.draft", "due", payload=payload, requested_by=people.admin)
    runs.execute(found.pk)
    found.refresh_from_db()
    assert (found.state, found.refused) == ("failed", True)
    assert found.error_blanks == {"period": "2090-W05"}
    assert found.explanation.startswith("Periode 2090-W05 belum dimulai.")
    with translation.override("en"):
        assert "2090-W05" in found.explanation
        assert "belum dimulai" not in found.explanation

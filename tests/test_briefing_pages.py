"""The archive and the page of a briefing, for each role."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import clock
from desk.briefings import actions
from desk.briefings import jobs as _handlers  # noqa: F401 — registers the handlers, as a worker does
from desk.briefings.models import Briefing, Recipient, Schedule
from desk.briefings.reading import Shared
from desk.post.models import Delivery
from desk.work import runs
from desk.work.models import Job
from tests.builders import agency, cast, flag, observation, station, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """Give the cast with a verified risk, and drafts of this week for KPU and Bawaslu."""
    people = cast()
    place = station()
    people.risk = flag(place, severity="high", status="verified", note="</para> <b>tebal 😀 <script>alert(1)</script>")
    observation(place, flag=people.risk)
    people.task = task(flag=people.risk)
    people.election = place.election
    people.week = clock.week_of(clock.now()).name
    for code in ("kpu", "bawaslu"):
        Recipient.objects.create(agency=agency(code), address=f"{code}@instansi.example")
    people.kpu_draft = drafted(people, "kpu")
    people.bawaslu_draft = drafted(people, "bawaslu")
    return people


def drafted(people, code):
    now = clock.now()
    return actions.draft(
        agency(code), people.election, edition="weekly", period=people.week, actor=people.operator_banten, at=now
    )[0]


def issued(people, briefing):
    actions.authorise(briefing, actor=people.pejabat, at=clock.now())
    return actions.issue(briefing.pk, at=clock.now())


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_many_drafts_are_left_to_a_worker(story):
    codes = [agency(f"bpbd-{number}").code for number in range(7)]
    client = signed_in(story.operator_banten)
    answer = client.post(reverse("briefing-new"), {"period": story.week, "agencies": [*codes, "kpu"]}, follow=True)
    assert "sedang disusun di latar" in answer.content.decode()
    job = Job.objects.get(kind=actions.DRAFT)
    assert answer.redirect_chain[0][0].startswith(reverse("job", args=[job.pk]))
    assert not Briefing.objects.filter(agency__code__in=codes).exists()
    runs.execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.result) == ("done", 8, {"made": 7, "stood": 1})
    assert Briefing.objects.filter(agency__code__in=codes, prepared_by=story.operator_banten).count() == 7


def test_drafts_of_one_moment_read_their_lists_once(story):
    agencies = [agency(f"bpbd-{number}") for number in range(2)]
    now, shared = clock.now(), Shared()
    what = {"edition": "weekly", "period": story.week, "actor": story.operator_banten, "at": now, "shared": shared}
    with CaptureQueriesContext(connection) as first:
        actions.draft(agencies[0], story.election, **what)
    with CaptureQueriesContext(connection) as second:
        actions.draft(agencies[1], story.election, **what)
    assert len(second) < len(first)
    texts = [each.situation["risks"] for each in Briefing.objects.filter(agency__in=agencies)]
    assert texts[0] == texts[1] != []


def test_operator_drafts_this_week_for_chosen_agencies(story):
    agency("forkopimda")
    client = signed_in(story.operator_banten)
    page = client.get(reverse("briefing-new"))
    assert page.status_code == 200
    answer = client.post(
        reverse("briefing-new"), {"period": story.week, "agencies": ["kpu", "forkopimda"]}, follow=True
    )
    words = answer.content.decode()
    assert "Konsep disusun untuk Forkopimda Banten" in words
    assert "sudah ada untuk KPU Provinsi Banten" in words
    assert Briefing.objects.count() == 3


def test_choosing_nobody_is_answered_beside_the_field(story):
    answer = signed_in(story.operator_banten).post(reverse("briefing-new"), {"period": story.week})
    assert answer.status_code == 422
    assert Briefing.objects.count() == 2


def test_the_page_shows_what_the_paper_prints_and_escapes_it(story):
    words = signed_in(story.pejabat).get(reverse("briefing", args=[story.kpu_draft.pk])).content.decode()
    assert story.risk.number in words and story.task.number in words
    assert "&lt;script&gt;" in words and "<script>alert" not in words
    assert "style=" not in words.replace("<style", "")


def test_official_authorises_and_operator_cannot(story):
    url = reverse("briefing-authorise", args=[story.kpu_draft.pk])
    assert signed_in(story.operator_banten).post(url).status_code == 403
    client = signed_in(story.pejabat)
    assert client.get(url).status_code == 405
    client.post(url)
    story.kpu_draft.refresh_from_db()
    assert story.kpu_draft.state == "authorised" and story.kpu_draft.authorised_by == story.pejabat
    again = client.post(url, follow=True).content.decode()
    assert "tidak ada yang diubah" in again


def test_official_changes_nothing_else(story):
    client = signed_in(story.pejabat)
    for name in ("briefing-cover", "briefing-refresh", "briefing-correct"):
        assert client.post(reverse(name, args=[story.kpu_draft.pk])).status_code == 403
    assert client.get(reverse("briefing-new")).status_code == 403
    assert client.get(reverse("briefing-settings")).status_code == 403


def test_cover_note_is_kept_and_printed(story):
    client = signed_in(story.operator_banten)
    client.post(reverse("briefing-cover", args=[story.kpu_draft.pk]), {"cover_note": "Mohon perhatian </para>."})
    story.kpu_draft.refresh_from_db()
    assert story.kpu_draft.cover_note == "Mohon perhatian </para>."
    answer = client.get(reverse("briefing-pdf", args=[story.kpu_draft.pk]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def test_refresh_takes_up_what_is_new(story):
    flag(station(9), status="verified", severity="critical")
    url = reverse("briefing", args=[story.kpu_draft.pk])
    client = signed_in(story.operator_banten)
    assert "TPS 009" not in client.get(url).content.decode()
    client.post(reverse("briefing-refresh", args=[story.kpu_draft.pk]))
    assert "TPS 009" in client.get(url).content.decode()


def test_liaison_reads_only_what_was_issued_to_its_agency(story):
    client = signed_in(story.kpu)
    draft = reverse("briefing", args=[story.kpu_draft.pk])
    assert client.get(draft).status_code == 404
    issued(story, story.kpu_draft)
    issued(story, story.bawaslu_draft)
    page = client.get(draft)
    assert page.status_code == 200
    assert "kpu@instansi.example" not in page.content.decode()
    assert client.get(reverse("briefing-pdf", args=[story.kpu_draft.pk])).status_code == 200
    for name in ("briefing", "briefing-pdf", "briefing-progress"):
        assert client.get(reverse(name, args=[story.bawaslu_draft.pk])).status_code == 404
    archive = client.get(reverse("briefings")).content.decode()
    assert "KPU Provinsi Banten" in archive and "Bawaslu" not in archive


@pytest.mark.parametrize("name", ["lapangan", "luar"])
def test_outsider_and_field_reporter_see_nothing(story, name):
    issued(story, story.kpu_draft)
    client = signed_in(getattr(story, name))
    assert client.get(reverse("briefings")).status_code == 403
    for page in ("briefing", "briefing-pdf", "briefing-enclosure", "briefing-progress"):
        assert client.get(reverse(page, args=[story.kpu_draft.pk])).status_code == 403


def test_stranger_is_sent_to_sign_in(story):
    answer = Client().get(reverse("briefing", args=[story.kpu_draft.pk]))
    assert answer.status_code == 302 and "login" in answer["Location"]


def test_operator_of_a_regency_drafts_only_within_the_remit(story):
    agency("kpu-36-02", region_code="36.02", name="KPU Kabupaten Lebak")
    client = signed_in(story.operator_lebak)
    page = client.get(reverse("briefing-new")).content.decode()
    assert "KPU Kabupaten Lebak" in page and "KPU Provinsi Banten" not in page
    refused = client.post(reverse("briefing-refresh", args=[story.kpu_draft.pk]))
    assert refused.status_code == 403


def test_uncertain_delivery_is_decided_with_a_reason(story):
    issued(story, story.kpu_draft)
    delivery = Delivery.objects.get()
    Delivery.objects.update(state="uncertain", claimed_at=clock.now(), attempts=1)
    client = signed_in(story.pejabat)
    url = reverse("delivery-decide", args=[delivery.pk])
    assert "Putuskan" in client.get(reverse("briefing", args=[story.kpu_draft.pk])).content.decode()
    without = client.post(url, {"reason": "", "decision": "resend"}, follow=True).content.decode()
    assert "Tuliskan alasannya" in without
    client.post(url, {"reason": "Belum sampai", "decision": "resend"})
    delivery.refresh_from_db()
    assert delivery.state == "queued"
    assert signed_in(story.kpu).post(url, {"reason": "x", "decision": "arrived"}).status_code == 403


def test_progress_ends_with_a_reload(story):
    client = signed_in(story.pejabat)
    url = reverse("briefing-progress", args=[story.kpu_draft.pk])
    client.post(reverse("briefing-authorise", args=[story.kpu_draft.pk]))
    assert "sedang dibuat" in client.get(url).content.decode()
    actions.issue(story.kpu_draft.pk, at=clock.now())
    assert client.get(url)["HX-Refresh"] == "true"


def test_recipients_and_schedule_are_set_by_the_whole_provinces_operator(story):
    client = signed_in(story.operator_banten)
    url = reverse("briefing-recipients", args=["bpbd"])
    agency("bpbd")
    assert client.get(url).status_code == 200
    client.post(url, {"form": "recipient", "address": "bpbd@instansi.example", "role": "Kepala", "line": "cc"})
    twice = client.post(url, {"form": "recipient", "address": "BPBD@instansi.example", "role": "", "line": "to"})
    assert twice.status_code == 422 and "sudah menerima" in twice.content.decode()
    broken = client.post(
        url, {"form": "recipient", "address": "a@b.example", "role": "a\nBcc: x@y.example", "line": "to"}
    )
    assert "\n" not in Recipient.objects.filter(agency__code="bpbd").last().role
    assert broken.status_code in {302, 422}
    client.post(url, {"form": "schedule", "weekday": 1, "hour": 6, "active": "on"})
    assert Schedule.objects.get(agency__code="bpbd").hour == 6
    assert "Senin 06.00 WIB" in client.get(reverse("briefing-settings")).content.decode()
    first = Recipient.objects.filter(agency__code="bpbd").first()
    client.post(reverse("recipient-remove", args=[first.pk]))
    assert not Recipient.objects.filter(pk=first.pk).exists()
    assert signed_in(story.operator_lebak).get(url).status_code == 403


def test_archive_asks_few_questions_and_loads_no_bytes(story, django_assert_max_num_queries):
    issued(story, story.kpu_draft)
    now = clock.now()
    for week in range(1, 30):
        period = clock.week_of(now - timedelta(days=7 * week)).name
        actions.draft(agency("kpu"), story.election, edition="weekly", period=period, actor=None, at=now)
    client = signed_in(story.pejabat)
    client.get(reverse("briefings"))
    with django_assert_max_num_queries(12) as asked:
        page = client.get(reverse("briefings"), {"state": "draft", "sort": "agency"})
    assert page.status_code == 200
    assert not any('"content"' in each["sql"] or '"situation"' in each["sql"] for each in asked.captured_queries)

"""The archive: found, exported, compared, shared; nobody reads what was not issued to them."""

import io
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from desk.briefings import actions
from desk.briefings.archive.rules import compare
from desk.briefings.models import Briefing, Recipient
from desk.briefings.sharing.rules import MOST, message
from desk.briefings.situation import from_json
from tests.builders import agency, cast, flag, station, task

pytestmark = pytest.mark.django_db
AT = datetime.fromisoformat("2024-02-01T09:00:00+07:00")


@pytest.fixture
def story():
    """Give the cast and two issues for KPU: between them one risk was solved, one came, one got worse."""
    people = cast()
    people.solved = flag(station(5), severity="high", status="verified", reported_at=AT - timedelta(days=9))
    people.worse = flag(station(6), severity="low", status="verified", reported_at=AT - timedelta(days=9))
    people.election = people.solved.election
    Recipient.objects.create(agency=agency("kpu"), address="kpu@instansi.example")
    people.first = issued(people, "kpu", "2024-W04", AT - timedelta(days=7))
    people.solved.status, people.solved.closed_at = "resolved", AT
    people.solved.save()
    people.worse.severity = "critical"
    people.worse.save()
    people.new = flag(station(7), severity="medium", status="verified", reported_at=AT - timedelta(days=1))
    people.task = task(flag=people.new, owner=agency("kpu"), created_at=AT - timedelta(days=1))
    people.second = issued(people, "kpu", "2024-W05", AT)
    people.other = issued(people, "bawaslu", "2024-W05", AT)
    return people


def issued(people, code, period, at) -> Briefing:
    draft, _made = actions.draft(
        agency(code), people.election, edition="weekly", period=period, actor=people.operator_banten, at=at
    )
    actions.authorise(draft, actor=people.pejabat, at=at)
    return actions.issue(draft.pk, at=at)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_two_issues_are_compared_by_what_they_say(story, django_assert_max_num_queries):
    found = compare(from_json(story.first.situation), from_json(story.second.situation))
    risks = {each.key: each for each in found.lists}["risks"]
    assert [each.number for each in risks.new] == [story.new.number]
    assert [each.number for each in risks.gone] == [story.solved.number]
    assert [(each.number, each.steps[0].before, each.steps[0].after) for each in risks.moved] == [
        (story.worse.number, "low", "critical")
    ]
    assert not any(figure.moved for figure in found.figures if figure.key == "kind-flood")
    desk = signed_in(story.operator_banten)
    with django_assert_max_num_queries(12):
        page = desk.get(reverse("briefing-compare", args=[story.second.pk])).content.decode()
    assert "keparahan: Rendah → Kritis" in page and story.first.document.number in page
    turned = desk.get(reverse("briefing-compare", args=[story.first.pk]), {"with": story.second.pk}).content.decode()
    assert "dari yang lama ke yang baru" in turned and "keparahan: Rendah → Kritis" in turned
    assert "Belum ada pembandingnya" in desk.get(reverse("briefing-compare", args=[story.other.pk])).content.decode()
    # Another agency's issue is no counterpart, and is not let through by its number either.
    assert desk.get(reverse("briefing-compare", args=[story.second.pk]), {"with": story.other.pk}).status_code == 404
    assert signed_in(story.bawaslu).get(reverse("briefing-compare", args=[story.second.pk])).status_code == 404
    assert signed_in(story.luar).get(reverse("briefing-compare", args=[story.second.pk])).status_code == 403


def test_the_archive_finds_by_what_an_issue_names_and_gives_the_list_as_a_file(story, django_assert_max_num_queries):
    desk = signed_in(story.pejabat)
    with django_assert_max_num_queries(12):
        page = desk.get(reverse("briefings"), {"q": story.solved.number}).content.decode()
    assert story.first.document.number in page and story.second.document.number not in page
    assert story.first.document.number in desk.get(reverse("briefings"), {"q": "w04"}).content.decode()
    by_code = desk.get(reverse("briefings"), {"q": story.first.document.spoken_code}).content.decode()
    assert story.first.document.number in by_code and story.second.document.number not in by_code
    answer = desk.get(reverse("briefings-file", args=["csv"]), {"agency": "kpu"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and story.first.document.digest in lines[2]
    answer = signed_in(story.bawaslu).get(reverse("briefings-file", args=["xlsx"]))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [row[5].value for row in sheet.iter_rows(min_row=2)] == [story.other.document.number]
    assert desk.get(reverse("briefings-file", args=["pdf"])).status_code == 404


def test_the_text_for_a_messenger_is_short_and_says_as_of_and_where_to_check(story):
    page = signed_in(story.kpu).get(reverse("briefing-share", args=[story.second.pk]))
    text = page.context["text"]
    assert len(text) <= MOST
    assert story.second.document.number in text and "Keadaan per 1 Februari 2024 pukul 09.00 WIB" in text
    assert reverse("verify", args=[story.second.document.code]) in text and story.task.number in text
    long = message(["Judul"], ["Kalimat panjang. " * 20] * 5, "Diminta:", ["butir " * 200] * 9, "dan 6 lain", ["Kaki"])
    assert len(long) <= MOST and long.startswith("Judul") and long.endswith("Kaki") and "dan 6 lain" in long
    assert signed_in(story.bawaslu).get(reverse("briefing-share", args=[story.second.pk])).status_code == 404
    again = actions.correct(story.second, reason="Keliru", actor=story.operator_banten, at=AT)
    desk = signed_in(story.pejabat)
    assert desk.get(reverse("briefing-share", args=[again.pk])).status_code == 404
    actions.authorise(again, actor=story.pejabat, at=AT)
    later = actions.issue(again.pk, at=AT).document
    text = desk.get(reverse("briefing-share", args=[story.second.pk])).context["text"]
    assert f"SUDAH DIGANTI oleh nomor {later.number}" in text


def test_the_first_page_is_a_picture_for_messengers(story):
    address = reverse("briefing-picture", args=[story.second.pk])
    client = signed_in(story.kpu)
    with Image.open(io.BytesIO(client.get(address).content)) as drawn:
        assert drawn.format == "PNG" and drawn.size[0] == 1080 and drawn.size[1] > 1400
    assert client.get(reverse("briefing-picture", args=[story.other.pk])).status_code == 404
    assert address in client.get(reverse("briefing-share", args=[story.second.pk])).content.decode()

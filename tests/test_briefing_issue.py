"""A briefing from draft to mailbox."""

import io
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from desk.briefings import actions
from desk.briefings.models import Briefing, Recipient
from desk.history.models import Seal
from desk.post.delivering import deliver
from desk.post.models import Delivery
from tests.builders import agency, cast, flag, observation, station, task

pytestmark = pytest.mark.django_db
AT = datetime.fromisoformat("2024-02-01T09:00:00+07:00")
WEEK = "2024-W05"


def text_of(content: bytes) -> str:
    """Give the text of a PDF, line breaks as spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.fixture
def story():
    """Give the cast, one verified risk in Kanekes with a statement, and a task about it for Diskominfo."""
    people = cast()
    place = station()
    risk = flag(place, severity="high", status="verified", reported_at=AT - timedelta(days=1))
    observation(place, flag=risk, observed_at=AT - timedelta(days=1))
    asked = task(flag=risk, created_at=AT - timedelta(hours=20))
    people.election, people.risk, people.task = place.election, risk, asked
    for code in ("kpu", "bawaslu", "forkopimda"):
        agency(code)
        Recipient.objects.create(agency=agency(code), address=f"{code}@instansi.example", role=f"Sekretariat {code}")
    return people


def drafted(story, code="kpu"):
    return actions.draft(
        agency(code), story.election, edition="weekly", period=WEEK, actor=story.operator_banten, at=AT
    )[0]


def issued(story, code="kpu") -> Briefing:
    briefing = drafted(story, code)
    actions.authorise(briefing, actor=story.pejabat, at=AT)
    return actions.issue(briefing.pk, at=AT)


def test_three_agencies_get_three_papers_with_the_risk_and_the_task(story):
    papers = {code: issued(story, code).document for code in ("kpu", "bawaslu", "forkopimda")}
    assert len({paper.digest for paper in papers.values()}) == 3
    for code, paper in papers.items():
        words = text_of(paper.content)
        assert story.risk.number in words, code
        assert story.task.number in words and "Pasang penguat sinyal" in words, code
        assert "Kanekes" in words and "tidak ada sinyal" in words, code
        assert paper.number in words and paper.spoken_code in words, code


def test_mail_arrives_with_both_bodies_and_the_frozen_bytes(story, mailbox):
    briefing = issued(story)
    assert deliver(AT).sent == 1
    [mail] = mailbox.to("kpu@instansi.example")
    assert "Laporan mingguan" in mail["Subject"]
    html = mail.get_body(("html",)).get_content()
    plain = mail.get_body(("plain",)).get_content()
    for body in (html, plain):
        assert story.risk.number in body and story.task.number in body and briefing.document.digest in body
    [pdf] = list(mail.iter_attachments())
    assert pdf.get_content() == bytes(briefing.document.content)


def test_a_second_run_issues_and_sends_nothing_twice(story, mailbox):
    briefing = issued(story)
    again = actions.issue(briefing.pk, at=AT + timedelta(hours=1))
    assert again.document_id == briefing.document_id
    deliver(AT)
    deliver(AT + timedelta(hours=1))
    assert len(mailbox.messages) == Delivery.objects.count() == 1


def test_command_gives_the_same_bytes_again(story, tmp_path):
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    call_command("issue_briefing", "--agency", "KPU", "--week", WEEK, "--out", str(first), stdout=io.StringIO())
    flag(station(6), status="verified")
    call_command("issue_briefing", "--agency", "kpu", "--week", WEEK, "--out", str(second), stdout=io.StringIO())
    assert first.read_bytes() == second.read_bytes()


def test_numbers_have_no_gaps_and_count_by_agency(story):
    numbers = [issued(story, code).document.sequence for code in ("kpu", "bawaslu")]
    assert numbers == [1, 1]
    briefing = actions.draft(
        agency("kpu"), story.election, edition="weekly", period="2024-W04", actor=story.operator_banten, at=AT
    )[0]
    actions.authorise(briefing, actor=story.pejabat, at=AT)
    assert actions.issue(briefing.pk, at=AT).document.sequence == 2


def test_a_failed_drawing_takes_no_number(story, monkeypatch):
    briefing = drafted(story)
    actions.authorise(briefing, actor=story.pejabat, at=AT)
    Briefing.objects.filter(pk=briefing.pk).update(situation={})
    with pytest.raises(ValueError):
        actions.issue(briefing.pk, at=AT)
    assert issued_number(story, "2024-W04") == 1


def issued_number(story, period):
    briefing = actions.draft(
        agency("kpu"), story.election, edition="weekly", period=period, actor=story.operator_banten, at=AT
    )[0]
    actions.authorise(briefing, actor=story.pejabat, at=AT)
    return actions.issue(briefing.pk, at=AT).document.sequence


def test_who_prepared_it_cannot_authorise_it(story):
    briefing = actions.draft(agency("kpu"), story.election, edition="weekly", period=WEEK, actor=story.admin, at=AT)[0]
    with pytest.raises(actions.NotPossible, match="susun sendiri"):
        actions.authorise(briefing, actor=story.admin, at=AT)
    briefing.refresh_from_db()
    assert briefing.state == "draft"


def test_a_setting_lets_the_preparer_authorise(story, settings):
    settings.DESK_AUTHORISE_OWN = True
    briefing = actions.draft(agency("kpu"), story.election, edition="weekly", period=WEEK, actor=story.admin, at=AT)[0]
    actions.authorise(briefing, actor=story.admin, at=AT)
    assert actions.issue(briefing.pk, at=AT).state == "issued"


def test_the_paper_names_who_prepared_and_authorised_it(story):
    words = text_of(issued(story).document.content)
    assert f"Disusun oleh {story.operator_banten}; disahkan oleh {story.pejabat} pada 1 Februari 2024" in words


def test_the_paper_carries_the_newest_seal_of_history(story):
    assert "dimeterai" not in text_of(issued(story).document.content)
    for number, at in ((1, AT - timedelta(hours=2)), (2, AT - timedelta(hours=1)), (3, AT + timedelta(hours=1))):
        Seal.objects.create(number=number, root=f"{number}" * 64, horizon=0, marked_at=at, sealed_at=at)
    assert f"Riwayat dimeterai #2: {'2' * 16}." in text_of(issued(story, "bawaslu").document.content)


def test_mail_says_how_long_the_enclosed_list_is_and_aligns_numbers(story, mailbox):
    for number in range(10, 40):
        flag(station(number), severity="critical", status="verified", reported_at=AT - timedelta(days=1))
    issued(story)
    deliver(AT)
    [mail] = mailbox.to("kpu@instansi.example")
    html = mail.get_body(("html",)).get_content()
    assert "Seluruh daftar (62 baris) terlampir sebagai XLSX." in html
    assert "Seluruh daftar (62 baris)" in mail.get_body(("plain",)).get_content()
    numbers = html.count('<td class="n" align="right">')
    assert numbers >= html.count('<th scope="col" class="n" align="right">') > 0


def test_the_same_command_gives_the_same_bytes_after_the_data_changed(story, tmp_path):
    paths = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    call_command("issue_briefing", agency="KPU", week=WEEK, out=paths[0])
    flag(station(8), severity="critical", status="verified", reported_at=AT)
    call_command("issue_briefing", agency="kpu", week=WEEK, out=paths[1])
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize(
    ("agency_code", "week", "said"),
    [
        ("kpu", "2099-W05", "belum dimulai"),
        ("kpu", "pekan-5", "tidak dikenal"),
        ("kpu", "2024-W54", "tidak dikenal"),
        ("entah", WEEK, "tidak dikenal"),
    ],
)
def test_the_command_refuses_with_a_sentence(story, agency_code, week, said):
    with pytest.raises(CommandError, match=said) as refusal:
        call_command("issue_briefing", agency=agency_code, week=week)
    assert refusal.value.returncode in {1, 2}
    assert not Briefing.objects.exists()


def test_a_correction_supersedes_under_a_new_number(story):
    first = issued(story)
    second = actions.correct(first, reason="Jumlah TPS keliru", actor=story.operator_banten, at=AT)
    actions.authorise(second, actor=story.pejabat, at=AT)
    second = actions.issue(second.pk, at=AT)
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "issued")
    assert second.document.supersedes == first.document
    words = text_of(second.document.content)
    assert first.document.number in words and "Jumlah TPS keliru" in words


def test_what_was_reviewed_is_what_is_printed(story):
    briefing = drafted(story)
    flag(station(7), severity="critical", status="verified")
    actions.authorise(briefing, actor=story.pejabat, at=AT)
    words = text_of(actions.issue(briefing.pk, at=AT).document.content)
    assert "TPS 007" not in words

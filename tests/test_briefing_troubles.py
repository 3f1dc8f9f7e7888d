"""What goes wrong around a briefing leaves either nothing or all, and says what to do."""

import io
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from desk.briefings import actions, schedule
from desk.briefings.models import Briefing, Recipient
from desk.paper.models import Document, Letterhead, NumberSeries
from desk.post.delivering import deliver
from desk.post.models import Delivery
from risks.models import Flag
from tests.builders import agency, cast, flag, station
from tests.doors import signed_in

pytestmark = pytest.mark.django_db
AT = datetime.fromisoformat("2024-02-01T09:00:00+07:00")
FULL = """
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION full_disk();
"""


@pytest.fixture
def authorised():
    """Give the cast and an authorised briefing for KPU's one mailbox."""
    people = cast()
    risk = flag(station(), status="verified")
    Recipient.objects.create(agency=agency("kpu"), address="kpu@instansi.example")
    people.draft, _made = actions.draft(
        agency("kpu"), risk.election, edition="weekly", period="2024-W05", actor=people.operator_banten, at=AT
    )
    actions.authorise(people.draft, actor=people.pejabat, at=AT)
    return people


@pytest.mark.parametrize("table", ["paper_document", "post_delivery"])
def test_a_full_disk_of_the_database_loses_no_number_and_no_mail(authorised, mailbox, table):
    with connection.cursor() as cursor:
        cursor.execute(FULL.format(table=table))
    with pytest.raises(OperationalError):
        actions.issue(authorised.draft.pk, at=AT)
    made = schedule.tick(AT)
    assert (made.issued, made.failed) == (0, 1)
    assert Briefing.objects.get().state == "authorised"
    assert not (Document.objects.exists() or Delivery.objects.exists() or NumberSeries.objects.exists())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER full_disk ON {table}")
    assert schedule.tick(AT).issued == 1
    assert Document.objects.get().sequence == 1 and deliver(AT).sent == 1 and len(mailbox.messages) == 1


def test_a_full_disk_under_the_copy_is_said_and_the_issue_stands(authorised):
    for _turn in range(2):
        with pytest.raises(CommandError, match="tidak dapat ditulis"):
            call_command("issue_briefing", agency="kpu", week="2024-W05", out=_Full(), stdout=io.StringIO())
    assert Document.objects.get().sequence == 1


class _Full:
    """A file on a full disk: Linux keeps one at /dev/full."""

    def write_bytes(self, content: bytes) -> None:
        with open("/dev/full", "wb", buffering=0) as file:
            file.write(content)

    def __str__(self) -> str:
        return "laporan.pdf"


def test_a_role_with_a_line_break_becomes_one_line_and_forges_no_header(authorised, mailbox):
    client = Client()
    client.force_login(authorised.admin)
    fields = {
        "form": "recipient",
        "address": "arsip@instansi.example",
        "role": "Arsip\r\nBcc: x@y.example",
        "line": "cc",
    }
    assert client.post(reverse("briefing-recipients", args=["kpu"]), fields).status_code == 302
    Recipient.objects.filter(address="kpu@instansi.example").update(role="Ketua\nBcc: z@y.example")
    actions.issue(authorised.draft.pk, at=AT)
    assert deliver(AT).sent == 2
    for mail in mailbox.messages:
        assert mail["Bcc"] is None
    assert {each.recipients[0] for each in mailbox.arrivals} == {"kpu@instansi.example", "arsip@instansi.example"}


HOSTILE = "<b>tebal <img src='/etc/passwd'/> </para> 😀 مرحبا ꦗꦮ & selesai"


def test_words_of_any_script_go_out_as_written_and_a_broken_logo_keeps_no_paper_back(mailbox):
    people = cast()
    risk = flag(station(), status="verified", reported_at=AT, note=f"{HOSTILE} {'catatan ' * 1250}")
    Recipient.objects.create(agency=agency("kpu"), address="kpu@instansi.example", role="Kepala مرحبا 😀")
    Letterhead.objects.create(
        region_code="36", government="PEMERINTAH", office="DESK", city="Serang", logo=b"\x89PNG\r\n\x1a\nrusak"
    )
    draft, _made = actions.draft(
        agency("kpu"), risk.election, edition="weekly", period="2024-W05", actor=people.operator_banten, at=AT
    )
    signed_in(people.operator_banten).post(reverse("briefing-cover", args=[draft.pk]), {"cover_note": HOSTILE})
    actions.authorise(draft, actor=people.pejabat, at=AT)
    issued = actions.issue(draft.pk, at=AT)
    read = PdfReader(io.BytesIO(bytes(issued.document.content)))
    words = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert "<b>tebal <img src='/etc/passwd'/> </para> ☐ ☐ ☐ & selesai" in words and "…" in words
    assert issued.cover_note == HOSTILE and Flag.objects.get().note.startswith(HOSTILE)
    assert deliver(AT).sent == 1
    [mail] = mailbox.to("kpu@instansi.example")
    assert HOSTILE in mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert "&lt;b&gt;tebal &lt;img" in html and "<img src='/etc" not in html and "😀 مرحبا ꦗꦮ" in html


def test_a_cover_note_of_ten_thousand_characters_is_refused_and_not_lost():
    people = cast()
    risk = flag(station(), status="verified")
    draft, _made = actions.draft(
        agency("kpu"), risk.election, edition="weekly", period="2024-W05", actor=people.operator_banten, at=AT
    )
    words = "kata panjang " * 769 + "tamat"
    answer = signed_in(people.operator_banten).post(reverse("briefing-cover", args=[draft.pk]), {"cover_note": words})
    assert answer.status_code == 422 and words in answer.content.decode()
    draft.refresh_from_db()
    assert draft.cover_note == ""

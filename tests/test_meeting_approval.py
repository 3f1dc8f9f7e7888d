"""Decisions become tasks once, and approved minutes become a numbered paper that never changes."""

import hashlib
import io
import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from desk.coordination.meetings.actions import minutes
from desk.coordination.meetings.actions.approval import seen_of
from desk.coordination.models import Decision, Invitation, Meeting, Task
from desk.paper.models import Document
from tests import builders
from tests.doors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast: SimpleNamespace) -> Meeting:
    """Give a meeting that runs, with minutes of one item, one attendee and one decision for BPBD."""
    now = timezone.now()
    held = builders.meeting(state="held", starts_at=now, created_by=cast.operator_banten)
    item = builders.agenda_item(held)
    minutes.save(item.pk, "Sekda membuka rapat\n- Genset siap", actor=cast.admin, at=now, base=0)
    Invitation.objects.create(
        meeting=held, agency=builders.agency("diskominfo"), added_at=now, sent_at=now,
        presence="represented", attended_as="Kepala Bidang",
    )  # fmt: skip
    Decision.objects.create(
        meeting=held, item=item, text="Tetapkan lokasi cadangan TPS", owner=builders.agency("bpbd"),
        due_at=now + timedelta(days=4), created_at=now,
    )  # fmt: skip
    return held


def words_of(content: bytes) -> str:
    """Give the text of a PDF in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_minutes_are_not_frozen_without_the_offices_certificate_where_one_is_set(
    cast: SimpleNamespace, meeting: Meeting, settings: Any
) -> None:
    settings.DESK_SIGNING_CERTIFICATE = "/nowhere/kantor.p12"
    client = signed_in(cast.admin)
    seen = seen_of(meeting)
    page = client.post(f"/meetings/{meeting.pk}/approve/", {"seen": seen}, follow=True).content.decode()
    assert "kantor.p12 tidak dapat dibaca" in page and "Tidak ada yang hilang" in page
    meeting.refresh_from_db()
    assert meeting.state == "held" and not Document.objects.exists()


def test_a_decision_becomes_one_task_linked_both_ways(cast: SimpleNamespace, meeting: Meeting) -> None:
    client = signed_in(cast.operator_banten)
    form = {"text": "Siagakan perahu", "owner": "", "due": "", "item": "", "client_id": str(uuid.uuid4())}
    for _click in range(2):
        page = client.post(f"/meetings/{meeting.pk}/decisions/", form, follow=True).content.decode()
    assert "isi instansi dan tenggat untuk menjadikannya tugas" in page
    boats = Decision.objects.get(text="Siagakan perahu")
    refused = client.post(f"/meetings/{meeting.pk}/decisions/{boats.pk}/task/", follow=True).content.decode()
    assert "Isi instansi penanggung jawab dan tenggat" in refused
    day = (timezone.localtime() + timedelta(days=3)).date().isoformat()
    form |= {"owner": builders.agency("bpbd").pk, "due": day, "seen": boats.changed_at.isoformat()}
    assert client.post(f"/meetings/{meeting.pk}/decisions/{boats.pk}/", form).status_code == 302
    late = client.post(f"/meetings/{meeting.pk}/decisions/{boats.pk}/", form | {"text": "Siagakan truk"})
    assert late.status_code == 409
    assert "Siagakan perahu" in late.content.decode()
    for _click in range(2):
        page = client.post(f"/meetings/{meeting.pk}/decisions/{boats.pk}/task/", follow=True).content.decode()
    task = Task.objects.get()
    boats.refresh_from_db()
    assert (boats.task, task.owner.code, task.title) == (task, "bpbd", "Siagakan perahu")
    assert timezone.localtime(task.due_at).date().isoformat() == day
    assert f"/tasks/{task.pk}/" in page
    assert meeting.title in client.get(f"/meetings/of-task/{task.pk}/").content.decode()
    assert (
        "jadi tidak dihapus"
        in client.post(f"/meetings/{meeting.pk}/decisions/{boats.pk}/", {"do": "drop"}).content.decode()
    )
    for name in ("pejabat", "diskominfo", "operator_lebak"):
        answer = signed_in(getattr(cast, name)).post(f"/meetings/{meeting.pk}/decisions/{boats.pk}/task/")
        assert answer.status_code == 403, name


def test_approved_minutes_are_one_frozen_numbered_paper_and_a_correction_is_another(
    cast: SimpleNamespace, meeting: Meeting
) -> None:
    address = f"/meetings/{meeting.pk}/"
    for name in ("operator_banten", "diskominfo", "lapangan", "luar"):
        assert signed_in(getattr(cast, name)).post(f"{address}approve/").status_code == 403, name
    official = signed_in(cast.pejabat)
    draft = official.get(f"{address}notulen.pdf")
    assert "KONSEP" in words_of(draft.content)
    assert signed_in(cast.diskominfo).get(f"{address}notulen.pdf").status_code == 403
    seen = official.get(address).context["seen"]
    item = meeting.items.get().pk
    minutes.save(item, "Sekda membuka rapat\n- Genset siap\n- Perahu siap", actor=cast.admin, at=timezone.now(), base=1)
    stale = official.post(f"{address}approve/", {"seen": seen})
    assert stale.status_code == 422
    assert "Notulen berubah sejak halaman ini dibuka" in stale.content.decode()
    seen = official.get(address).context["seen"]
    for _click in range(2):
        page = official.post(f"{address}approve/", {"seen": seen}, follow=True).content.decode()
    document = Document.objects.get(series="NOTULEN")
    assert document.number in page
    assert document.digest == hashlib.sha256(bytes(document.content)).hexdigest()
    papers = [signed_in(cast.diskominfo).get(f"{address}notulen/0.pdf") for _time in range(2)]
    assert {each.content for each in papers} == {bytes(document.content)}
    text = words_of(papers[0].content)
    for part in (
        document.number, "Sifat", "Lampiran", "Hal", "NOTULEN", "Daftar hadir", "Kepala Bidang", "Agenda",
        "Kesiapan logistik", "Pembahasan", "Perahu siap", "Keputusan", "Tetapkan lokasi cadangan TPS", "BPBD Banten",
        "Sekretaris Daerah", document.spoken_code, "bukan tanda tangan elektronik",
    ):  # fmt: skip
        assert part in text, part
    assert document.number in signed_in(None).get(f"/verify/{document.code}/").content.decode()
    # Frozen: nobody writes any more, and whoever tries is told.
    late = signed_in(cast.admin).post(
        f"{address}minutes/{item}/", {"text": "Terlambat", "base": "2"}, HTTP_ACCEPT="application/json"
    )
    assert late.status_code == 422
    assert signed_in(cast.admin).post(f"{address}agenda/", {"do": "drop", "item": item}).status_code == 422
    official.post(f"{address}correct/", {"reason": "Nama instansi keliru", "revision": "0"})
    official.post(f"{address}correct/", {"reason": "Nama instansi keliru", "revision": "0"})
    minutes.save(item, "Sekda membuka rapat\n- Genset dua unit", actor=cast.admin, at=timezone.now(), base=2)
    seen = official.get(address).context["seen"]
    official.post(f"{address}approve/", {"seen": seen})
    later = Document.objects.get(supersedes=document)
    assert later.number != document.number
    text = words_of(signed_in(cast.pejabat).get(f"{address}notulen/1.pdf").content)
    assert document.number in text
    assert "Nama instansi keliru" in text
    assert signed_in(cast.pejabat).get(f"{address}notulen/0.pdf").content == papers[0].content
    assert later.number in signed_in(None).get(f"/verify/{document.code}/").content.decode()


def test_the_chair_approves_and_empty_minutes_are_refused(cast: SimpleNamespace) -> None:
    held = builders.meeting(state="held", starts_at=timezone.now(), chair=cast.operator_lebak)
    chair = signed_in(cast.operator_lebak)
    seen = chair.get(f"/meetings/{held.pk}/").context["seen"]
    refused = chair.post(f"/meetings/{held.pk}/approve/", {"seen": seen})
    assert "Notulen masih kosong" in refused.content.decode()
    Decision.objects.create(meeting=held, text="Rapat diulang", created_at=timezone.now())
    seen = chair.get(f"/meetings/{held.pk}/").context["seen"]
    chair.post(f"/meetings/{held.pk}/approve/", {"seen": seen})
    held.refresh_from_db()
    assert held.state == "approved"


def test_paper_bears_sixty_items_long_names_and_hostile_words(cast: SimpleNamespace) -> None:
    long = "Badan Penanggulangan Bencana Daerah Kabupaten " * 3
    held = builders.meeting(
        state="held", starts_at=timezone.now(), title="Rapat <b>gabungan</b> & " + "panjang " * 20,
        chair_position="Sekretaris Daerah Provinsi Banten selaku Ketua Pelaksana Desk Pemilu dan Pilkada",
        host=builders.agency("x", name=long[:150]),
    )  # fmt: skip
    for number in range(60):
        item = builders.agenda_item(held, title=f"Butir {number} </para> " + "sangat panjang " * 12)
        minutes.save(item.pk, f"- kata{number}\n" + "kalimat " * 120, actor=cast.admin, at=timezone.now(), base=0)
    Decision.objects.create(
        meeting=held, text="<img src=x> " + "keputusan " * 48, owner=held.host, created_at=timezone.now()
    )
    answer: Any = signed_in(cast.pejabat).get(f"/meetings/{held.pk}/notulen.pdf")
    text = words_of(answer.content)
    assert "kata0" in text
    assert "kata59" in text
    assert text.count("keputusan") >= 48
    assert len(PdfReader(io.BytesIO(answer.content)).pages) > 5

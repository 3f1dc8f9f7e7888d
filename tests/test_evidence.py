"""Evidence: photos and PDFs beside a risk or a statement; who adds, sees, opens and withdraws them."""

import uuid
from datetime import datetime

import pytest
from django.urls import reverse

from tests import builders
from tests.evidence_files import jpeg, opened, pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def flag(cast):
    """Give a risk in Kanekes that KPU spoke of."""
    station = builders.station(latitude=-6.6, longitude=106.2, position_source="survey")
    made = builders.flag(station)
    builders.observation(station, flag=made, note="Tidak ada sinyal")
    return made


def send(client, flag, *files, caption="", submission=None, record="risk-evidence", **headers):
    """Upload files as the form does."""
    data = {"uploads": [upload(*each) for each in files], "caption": caption, "client_id": submission or uuid.uuid4()}
    return client.post(reverse(record, args=[flag.pk]), data, headers=headers)


def picture(client, evidence, size="shown"):
    return client.get(reverse("evidence-picture", args=[evidence.pk, size]))


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_field_reporter_attaches_several_files_at_once_with_a_caption(client, cast, flag):
    client.force_login(cast.lapangan)
    answer = send(client, flag, ("a.jpg", jpeg()), ("b.pdf", pdf()), caption="Menara roboh")
    assert answer.status_code == 302 and answer["Location"] == reverse("risk", args=[flag.pk])
    page = client.get(reverse("risk-evidence", args=[flag.pk])).content.decode()
    assert "2 bukti tersimpan." in page
    assert "Foto 1 dari 1: Menara roboh" in page and "PDF" in page
    assert {each.type for each in flag.evidence.all()} == {"photo", "document"}


def test_what_is_shown_is_ours_small_turned_and_without_camera_data(client, cast, flag):
    client.force_login(cast.operator_lebak)
    taken = jpeg((2400, 1200), orientation=6, taken="2024:02:14 09:12:30", position=(6.6, "S", 106.21, "E"))
    send(client, flag, ("a.jpg", taken))
    made = flag.evidence.get()
    assert (made.width, made.height) == (1200, 2400)
    assert made.camera_time == datetime(2024, 2, 14, 9, 12, 30)
    assert (made.latitude, made.longitude) == (-6.6, 106.21)
    for size, longest in (("shown", 1600), ("thumb", 320)):
        answer = picture(client, made, size)
        shown = opened(body(answer))
        assert shown.size == (longest // 2, longest) and not shown.getexif() and "comment" not in shown.info
        assert answer["Content-Type"] == "image/jpeg" and answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
        assert "sandbox" in answer["Content-Security-Policy"]
    page = client.get(reverse("evidence", args=[made.pk])).content.decode()
    assert "14 Februari 2024 09.12" in page and "jam kamera, tanpa zona waktu" in page
    assert "1,1 km dari posisi TPS" in page

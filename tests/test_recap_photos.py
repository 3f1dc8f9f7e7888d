"""Photos of result forms: redrawn without what the camera wrote, once, and only for who may enter sightings there."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from desk.files.models import StoredFile
from desk.recap.models import FormSighting
from tests.doors import signed_in
from tests.evidence_files import PDF, jpeg, opened, upload
from tests.test_recap_entry import QUICK, night, press

__all__ = ["night"]
pytestmark = pytest.mark.django_db
CAMERA = {"taken": "2024:02:14 19:12:00", "position": (6.6, "S", 106.2, "E")}


def entry(station: Any, photo: Any, **more: Any) -> dict[str, Any]:
    """Give what the page of entry sends with a photo."""
    sent = {"station": station.code, "state": "photographed", "race": "ppwp", "how": "browser", "photo": photo}
    return sent | {"client_id": str(uuid.uuid4())} | more


def content(answer: Any) -> bytes:
    """Read an answer that sends a file to its end, so that the file is closed."""
    assert answer.status_code == 200
    found = b"".join(answer.streaming_content)
    return found


def test_a_photo_comes_with_an_entry_once_and_without_place_and_camera(night: SimpleNamespace) -> None:
    reporter = signed_in(night.lapangan)
    assert 'name="photo"' in reporter.get("/recap/entry/").content.decode()
    sent = entry(night.five, None)
    for _twice in range(2):
        photo = upload("IMG_0812 Pak Fulan.jpg", jpeg(**CAMERA))  # type: ignore[arg-type]
        assert reporter.post("/recap/entry/", sent | {"photo": photo}, headers=QUICK).status_code == 200
    row = FormSighting.objects.get()
    assert StoredFile.objects.count() == 1 and row.evidence is not None
    assert row.evidence.name == f"formulir-{night.five.code}-ppwp.jpg"
    with row.evidence.file.open("rb") as stored:
        kept = stored.read()
    assert not opened(kept).getexif() and b"Fulan" not in kept
    page = reporter.get(f"/recap/of-station/{night.five.code}/").content.decode()
    assert f'href="/recap/photos/{row.pk}/"' in page
    shown = reporter.get(f"/recap/photos/{row.pk}/")
    assert shown["Content-Type"] == "image/jpeg" and "sandbox" in shown["Content-Security-Policy"]
    assert content(shown) == kept


def test_what_is_no_photo_is_refused_and_nothing_is_kept(night: SimpleNamespace) -> None:
    reporter = signed_in(night.lapangan)
    page = upload("foto.jpg", b"<html><script>alert(1)</script></html>")
    refused = reporter.post("/recap/entry/", entry(night.five, page), headers=QUICK)
    assert refused.status_code == 422 and refused.json()["field"] == "photo"
    both = entry(night.five, upload("a.jpg", jpeg()), race="")
    assert reporter.post("/recap/entry/", both, headers=QUICK).json()["field"] == "race", "a photo shows one form"
    big = entry(night.five, upload("a.pdf", PDF + b"0" * (10 << 20)))
    assert "10 MB" in reporter.post("/recap/entry/", big, headers=QUICK).json()["sentence"]
    away = entry(night.west, upload("a.jpg", jpeg()))
    assert reporter.post("/recap/entry/", away, headers=QUICK).status_code == 422, "outside the remit"
    assert not StoredFile.objects.exists() and not FormSighting.objects.exists()


def test_a_photo_is_attached_from_the_stations_page_also_when_it_was_seen_before(night: SimpleNamespace) -> None:
    operator = signed_in(night.operator_lebak)
    url = f"/recap/photos/new/{night.five.code}/"
    press(operator, night.five.code, "sent", race="ppwp")
    sent = {
        "race": night.races[0].pk, "state": "photographed", "seen_at": "2024-02-14T16:00", "note": "",
        "client_id": str(uuid.uuid4()), "photo": upload("a.pdf", PDF),
    }  # fmt: skip
    assert operator.post(url, {**sent, "photo": ""}).status_code == 422
    assert operator.post(url, sent).status_code == 302
    row = FormSighting.objects.get(evidence__isnull=False)
    assert (row.state, row.evidence.content_type) == ("photographed", "application/pdf")  # type: ignore[union-attr]
    page = operator.get(f"/recap/of-station/{night.five.code}/").content.decode()
    assert "mundur" not in page, "what was seen earlier does not take the form back"
    download = operator.get(f"/recap/photos/{row.pk}/")
    assert download["Content-Disposition"].startswith("attachment") and content(download) == PDF


def test_only_those_who_enter_sightings_there_see_it_and_never_a_liaison(night: SimpleNamespace) -> None:
    reporter = signed_in(night.lapangan)
    reporter.post("/recap/entry/", entry(night.five, upload("a.jpg", jpeg())), headers=QUICK)
    row = FormSighting.objects.get()
    for user in (night.admin, night.operator_banten, night.operator_lebak, night.lapangan):
        assert content(signed_in(user).get(f"/recap/photos/{row.pk}/"))
    for user in (night.operator_pandeglang, night.pejabat, night.kpu, night.bawaslu, night.diskominfo, night.luar):
        browser = signed_in(user)
        assert browser.get(f"/recap/photos/{row.pk}/").status_code == 403
        assert browser.get(f"/files/{row.evidence_id}/").status_code == 403, "no other way leads to it"
        assert "Buka foto" not in browser.get(f"/recap/of-station/{night.five.code}/").content.decode()
    reporter.post("/recap/entry/undo/", {"id": row.pk})
    assert reporter.get(f"/recap/photos/{row.pk}/").status_code == 404, "taken back, it is out of sight"

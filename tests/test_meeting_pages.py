"""Meetings on the pages: who plans, who reads, and the agenda that one click fills."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from desk.coordination.models import Decision, Invitation, Meeting
from tests import builders
from tests.doors import signed_in, status_of

pytestmark = pytest.mark.django_db


def filled(**changes: Any) -> dict[str, Any]:
    """Give what a person types into the form of a new meeting."""
    builders.election()
    return {
        "title": "Rapat koordinasi TPS rawan banjir",
        "kind": "coordination",
        "day": (timezone.localtime() + timedelta(days=3)).date().isoformat(),
        "start": "09:00",
        "end": "11:00",
        "venue": "Aula Setda",
        "host": builders.agency("kpu").pk,
        "chair_position": "Sekretaris Daerah",
        "client_id": str(uuid.uuid4()),
    } | changes


def test_a_meeting_is_planned_once_and_stands_in_the_list(cast: SimpleNamespace) -> None:
    client, form = signed_in(cast.operator_banten), filled()
    for _click in range(2):
        page = client.post("/meetings/new/", form, follow=True)
        assert "Agenda masih kosong" in page.content.decode()
    made = Meeting.objects.get()
    assert (made.starts_at.astimezone(timezone.get_current_timezone()).hour, made.state) == (9, "planned")
    page = client.get("/meetings/").content.decode()
    assert "Rapat koordinasi TPS rawan banjir" in page
    assert 'href="/meetings/"' in page
    assert made.title not in client.get("/meetings/?tab=past").content.decode()
    csv = b"".join(client.get("/meetings/export.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Aula Setda" in csv
    assert status_of(client, "/meetings/export.xlsx") == 200
    refused = client.post("/meetings/new/", filled(end="08:00", venue="", client_id=str(uuid.uuid4())))
    assert refused.status_code == 422
    assert "Rapat harus selesai sesudah mulai." in refused.content.decode()
    assert "Isi tempat atau tautan daring." in refused.content.decode()


def test_only_who_is_asked_reads_and_only_who_is_in_charge_changes(cast: SimpleNamespace) -> None:
    lebak = builders.meeting(region=builders.region("36.02"))
    address = f"/meetings/{lebak.pk}/"
    for name in ("admin", "operator_lebak", "operator_banten", "operator_pandeglang", "pejabat"):
        assert signed_in(getattr(cast, name)).get(address).status_code == 200, name
    for name in ("kpu", "diskominfo"):
        assert signed_in(getattr(cast, name)).get(address).status_code == 404, name
    for name in ("lapangan", "luar"):
        assert signed_in(getattr(cast, name)).get(address).status_code == 403, name
        assert signed_in(getattr(cast, name)).get("/meetings/").status_code == 403, name
    add = {"do": "add", "title": "Bahas genset", "client_id": str(uuid.uuid4())}
    for name, status in (("operator_pandeglang", 403), ("pejabat", 403), ("kpu", 403), ("operator_lebak", 302)):
        assert signed_in(getattr(cast, name)).post(f"{address}agenda/", add).status_code == status, name
    assert [each.title for each in lebak.items.all()] == ["Bahas genset"]
    Invitation.objects.create(
        meeting=lebak, agency=builders.agency("diskominfo"), added_at=timezone.now(), sent_at=timezone.now()
    )
    assert signed_in(cast.diskominfo).get(address).status_code == 200
    assert signed_in(cast.bawaslu).get(address).status_code == 404
    assert "Rapat koordinasi kesiapan" in signed_in(cast.diskominfo).get("/meetings/").content.decode()
    assert "Rapat koordinasi kesiapan" not in signed_in(cast.bawaslu).get("/meetings/?tab=all").content.decode()


def test_the_second_saver_of_a_meeting_sees_both(cast: SimpleNamespace) -> None:
    meeting, client = builders.meeting(), signed_in(cast.operator_banten)
    seen = meeting.changed_at.isoformat()
    first = client.post(f"/meetings/{meeting.pk}/edit/", filled(venue="Ruang Brigade", seen=seen))
    assert first.status_code == 302
    second = client.post(f"/meetings/{meeting.pk}/edit/", filled(venue="Pendopo", seen=seen))
    assert second.status_code == 409
    page = second.content.decode()
    assert "Ruang Brigade" in page
    assert "Pendopo" in page
    meeting.refresh_from_db()
    assert meeting.venue == "Ruang Brigade"


def test_one_click_fills_the_agenda_with_what_waits(cast: SimpleNamespace) -> None:
    past = timezone.now() - timedelta(days=10)
    before = builders.meeting(state="approved", starts_at=past, title="Rapat pekan lalu")
    done = builders.task(created_at=past, due_at=past + timedelta(days=1), state="confirmed")
    alive = builders.task(created_at=past, due_at=past + timedelta(days=2), title="Kirim perahu")
    bpbd = builders.agency("bpbd")
    kept = [
        Decision.objects.create(meeting=before, text=text, owner=bpbd, task=task, created_at=past)
        for text, task in (("Kirim perahu", alive), ("Cetak poster", done), ("Cari lokasi cadangan", None))
    ]
    grave = builders.flag(severity="critical")
    bare = builders.flag(builders.station(6), severity="low", status="verified")
    silent = builders.flag(builders.station(7), severity="low", status="verified")
    builders.task(flag=silent, created_at=past, due_at=timezone.now() + timedelta(days=5))
    builders.flag(builders.station(8), severity="low")
    late = builders.task(created_at=past, due_at=past + timedelta(days=1), title="Pasang VSAT")
    elsewhere = builders.flag(builders.station(1, "36.71.01.1001"), severity="critical", status="resolved")
    meeting, client = builders.meeting(previous=before), signed_in(cast.operator_banten)
    page = client.get(f"/meetings/{meeting.pk}/agenda/propose/")
    groups = {group.name: [each.thing for each in group.choices] for group in page.context["groups"]}
    assert groups == {
        "before": [kept[0], kept[2]],
        "grave": [grave],
        "bare": [bare],
        "silent": [silent],
        "late": [late],
    }
    assert elsewhere.number not in page.content.decode()
    picked = [each.key for group in page.context["groups"] for each in group.choices if each.thing != bare]
    for _click in range(2):
        client.post(f"/meetings/{meeting.pk}/agenda/propose/", {"pick": picked})
    items = list(meeting.items.order_by("position"))
    assert [each.kind for each in items] == ["follow-up", "follow-up", "risk", "risk", "task"]
    assert (items[0].decision, items[2].flag, items[4].task) == (kept[0], grave, late)
    for do, item in (("up", items[4]), ("down", items[0]), ("up", items[1])):
        client.post(f"/meetings/{meeting.pk}/agenda/", {"do": do, "item": item.pk})
    moved = list(meeting.items.order_by("position").values_list("pk", "position"))
    assert moved == [(items[each].pk, place) for place, each in enumerate((1, 0, 2, 4, 3), 1)]
    client.post(f"/meetings/{meeting.pk}/agenda/", {"do": "drop", "item": items[2].pk})
    client.post(
        f"/meetings/{meeting.pk}/agenda/", {"do": "change", "item": items[1].pk, "title": "Lokasi", "duration": "15"}
    )
    page = client.get(f"/meetings/{meeting.pk}/").content.decode()
    assert "Lokasi" in page
    assert "15 menit" in page
    # What the meeting before decided stands there with what became of it.
    assert "Tindak lanjut rapat lalu" in page
    assert alive.number in page
    assert "belum menjadi tugas" in page
    panel = client.get(f"/meetings/of-flag/{silent.pk}/").content.decode()
    assert meeting.title in panel
    assert meeting.title in client.get(f"/meetings/of-task/{late.pk}/").content.decode()
    assert "Rapat pekan lalu" in client.get(f"/meetings/of-task/{alive.pk}/").content.decode()
    assert meeting.title in client.get("/meetings/of-agency/kpu/").content.decode()


def test_beranda_tells_of_meetings_and_of_late_minutes(cast: SimpleNamespace) -> None:
    now = timezone.now()
    builders.station()
    builders.meeting()
    builders.meeting(state="held", starts_at=now - timedelta(days=5), title="Rapat lama")
    builders.meeting(state="held", starts_at=now - timedelta(days=1), title="Rapat kemarin")
    page = signed_in(cast.operator_banten).get("/").content.decode()
    assert "1 rapat hari ini atau besok" in page
    assert "1 rapat belum punya notulen sah setelah 3 hari" in page
    late = signed_in(cast.operator_banten).get("/meetings/?tab=minutes&until=late").content.decode()
    assert "Rapat lama" in late
    assert "Rapat kemarin" not in late
    assert "rapat hari ini" not in signed_in(cast.kpu).get("/").content.decode()

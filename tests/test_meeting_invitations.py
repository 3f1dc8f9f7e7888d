"""Invitations by mail with a calendar file: each once, changes with the next sequence, attendance by role."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from desk.agencies.models import Contact
from desk.coordination.models import Invitation, InvitationMail, Meeting
from desk.post.delivering import deliver
from desk.post.models import Delivery
from tests import builders
from tests.doors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast: SimpleNamespace) -> Meeting:
    """Give a planned meeting whose list holds Diskominfo with a contact, and BPBD without any mailbox."""
    planned = builders.meeting()
    now = timezone.now()
    Contact.objects.create(
        agency=builders.agency("diskominfo"), role="Piket", email="piket@diskominfo.example",
        valid_until=now.date() + timedelta(days=9),
    )  # fmt: skip
    Contact.objects.create(
        agency=builders.agency("diskominfo"), role="Lama", email="lama@diskominfo.example",
        valid_until=now.date() - timedelta(days=9),
    )  # fmt: skip
    for code in ("diskominfo", "bpbd"):
        Invitation.objects.create(meeting=planned, agency=builders.agency(code), added_at=now)
    return planned


def post(cast: SimpleNamespace, meeting: Meeting, part: str, **words: Any) -> str:
    """Press a button of the meeting's page as operator of Banten; give what the next page says."""
    page = signed_in(cast.operator_banten).post(f"/meetings/{meeting.pk}/{part}/", words, follow=True)
    return page.content.decode()


def event(mail: Any) -> tuple[str, Any]:
    """Give method and event of the calendar file in a mail."""
    part = next(each for each in mail.walk() if each.get_content_type() == "text/calendar")
    assert part.get_param("method") in ("REQUEST", "CANCEL")
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert str(calendar["METHOD"]) == part.get_param("method")
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def test_invitations_go_out_once_and_changes_with_the_next_sequence(
    cast: SimpleNamespace, meeting: Meeting, mailbox: Any
) -> None:
    assert "Undangan untuk 2 instansi dikirim." in post(cast, meeting, "invitations", do="send")
    page = post(cast, meeting, "invitations", do="send")
    assert "tidak ada yang dikirim dua kali" in page
    assert "tidak punya alamat surel; sampaikan sendiri" in page
    addresses = ["diskominfo@desk.example", "piket@diskominfo.example"]
    assert sorted(Delivery.objects.values_list("recipient", flat=True)) == addresses
    deliver(timezone.now())
    deliver(timezone.now())
    assert sorted(each.recipients[0] for each in mailbox.arrivals) == addresses
    method, first = event(mailbox.messages[0])
    assert (method, int(first["SEQUENCE"]), str(first["STATUS"])) == ("REQUEST", 0, "CONFIRMED")
    assert first["DTSTART"].dt == meeting.starts_at
    assert sorted(str(each) for each in first["ATTENDEE"]) == [f"mailto:{each}" for each in addresses]
    mailbox.arrivals.clear()
    meeting.refresh_from_db()
    day = timezone.localtime(meeting.starts_at + timedelta(days=1)).date()
    words = {
        "title": meeting.title, "kind": meeting.kind, "day": day.isoformat(), "start": "13:00", "end": "15:00",
        "venue": "Pendopo", "host": meeting.host_id, "chair_position": meeting.chair_position,
        "seen": meeting.changed_at.isoformat(),
    }  # fmt: skip
    assert "perubahannya dikirim kepada semua yang diundang" in post(cast, meeting, "edit", **words)
    deliver(timezone.now())
    assert len(mailbox.arrivals) == 2
    assert mailbox.messages[0]["Subject"].startswith("Perubahan undangan:")
    method, second = event(mailbox.messages[0])
    assert (method, str(second["UID"]), int(second["SEQUENCE"])) == ("REQUEST", str(first["UID"]), 1)
    assert str(second["LOCATION"]) == "Pendopo"
    mailbox.arrivals.clear()
    assert "Tulis alasan pembatalan" in post(cast, meeting, "move", move="cancel", reason="")
    post(cast, meeting, "move", move="cancel", reason="Banjir")
    post(cast, meeting, "move", move="cancel", reason="Banjir")
    deliver(timezone.now())
    assert len(mailbox.arrivals) == 2
    method, third = event(mailbox.messages[1])
    assert (method, str(third["UID"]), int(third["SEQUENCE"])) == ("CANCEL", str(first["UID"]), 2)
    assert str(third["STATUS"]) == "CANCELLED"
    assert "Banjir" in mailbox.messages[1].get_body(("plain",)).get_content()
    diskominfo = InvitationMail.objects.filter(invitation__agency__code="diskominfo")
    assert list(diskominfo.values_list("sequence", "method")) == [(0, "REQUEST"), (1, "REQUEST"), (2, "CANCEL")]


def test_an_agency_taken_off_the_list_gets_a_cancellation_and_may_be_asked_again(
    cast: SimpleNamespace, meeting: Meeting
) -> None:
    post(cast, meeting, "invitations", do="send")
    asked = meeting.invitations.get(agency__code="diskominfo")
    for _click in range(2):
        assert "Undangan ditarik:" in post(cast, meeting, "invitations", do="drop", invitation=asked.pk)
    assert signed_in(cast.diskominfo).get(f"/meetings/{meeting.pk}/").status_code == 404
    post(cast, meeting, "invitations", do="add", agencies=[asked.agency_id])
    post(cast, meeting, "invitations", do="send")
    mails = list(asked.mails.order_by("sequence").values_list("sequence", "method"))
    assert mails == [(0, "REQUEST"), (1, "CANCEL"), (2, "REQUEST")]
    assert signed_in(cast.diskominfo).get(f"/meetings/{meeting.pk}/").status_code == 200


def test_an_agency_answers_for_itself_and_attendance_is_by_role(cast: SimpleNamespace, meeting: Meeting) -> None:
    post(cast, meeting, "invitations", do="send")
    own = signed_in(cast.diskominfo)
    assert (
        "Jawaban instansi Anda tersimpan."
        in own.post(f"/meetings/{meeting.pk}/reply/", {"reply": "yes"}, follow=True).content.decode()
    )
    assert signed_in(cast.kpu).post(f"/meetings/{meeting.pk}/reply/", {"reply": "no"}).status_code == 404
    assert signed_in(cast.pejabat).post(f"/meetings/{meeting.pk}/reply/", {"reply": "no"}).status_code == 403
    asked = meeting.invitations.get(agency__code="diskominfo")
    assert (asked.reply, asked.replied_by) == ("yes", cast.diskominfo)
    # A liaison sees no mailbox of anybody.
    assert "piket@diskominfo.example" not in own.get(f"/meetings/{meeting.pk}/").content.decode()
    assert "belum waktunya" in post(cast, meeting, "move", move="begin")
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now())
    post(cast, meeting, "move", move="begin")
    words = {f"presence-{asked.pk}": "represented", f"position-{asked.pk}": ""}
    assert "Tulis jabatan yang mewakili" in post(cast, meeting, "attendance", **words)
    page = post(cast, meeting, "attendance", **words | {f"position-{asked.pk}": "Kepala Bidang E-Government"})
    assert "1 dari 2 hadir" in page
    asked.refresh_from_db()
    assert (asked.presence, asked.attended_as) == ("represented", "Kepala Bidang E-Government")
    assert own.post(f"/meetings/{meeting.pk}/attendance/", words).status_code == 403


def test_a_persons_calendar_holds_the_meetings_they_may_read(cast: SimpleNamespace, meeting: Meeting) -> None:
    secret = signed_in(cast.diskominfo).post("/tasks/calendar/address/").context["address"].rsplit("/", 1)[-1]
    assert b"VEVENT" not in signed_in(None).get(f"/tasks/calendar/{secret}").content
    post(cast, meeting, "invitations", do="send")
    feed = signed_in(None).get(f"/tasks/calendar/{secret}").content
    assert meeting.uid.encode() in feed.replace(b"\r\n ", b"")

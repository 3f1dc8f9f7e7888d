"""A draft under review: struck, added, judged, with reasons; and what waits too long speaks, or goes by rule."""

import io
import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from desk import clock
from desk.accounts.models import User
from desk.briefings import actions, schedule
from desk.briefings.models import Amendment, Briefing, Handling, Nudge, Recipient, Schedule
from desk.post.delivering import deliver
from desk.post.models import Delivery
from tests.builders import agency, cast, flag, station, task
from tests.test_briefing_issue import text_of

pytestmark = pytest.mark.django_db
AT = datetime.fromisoformat("2024-02-01T09:00:00+07:00")


@pytest.fixture
def story():
    """Give the cast, two risks and a task about the first, and a draft that the schedule made for KPU."""
    people = cast()
    people.kept = flag(station(5), severity="high", status="verified", reported_at=AT - timedelta(days=1))
    people.struck = flag(station(6), severity="critical", status="verified", reported_at=AT - timedelta(days=1))
    people.task = task(flag=people.struck, owner=agency("kpu"), created_at=AT - timedelta(hours=20))
    people.election = people.kept.election
    Recipient.objects.create(agency=agency("kpu"), address="kpu@instansi.example")
    people.draft = drafted(people, None)
    return people


def drafted(people, actor, period="2024-W05"):
    return actions.draft(agency("kpu"), people.election, edition="weekly", period=period, actor=actor, at=AT)[0]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(client, briefing, name, **fields):
    fields.setdefault("client_id", str(uuid.uuid4()))
    return client.post(reverse(name, args=[briefing.pk]), fields)


def test_a_review_strikes_and_adds_with_a_reason_and_never_changes_a_number(story, mailbox):
    draft, operator = story.draft, signed_in(story.operator_banten)
    before = draft.seen
    assert send(operator, draft, "briefing-strike", number=story.struck.number, reason=" ").status_code == 422
    assert send(operator, draft, "briefing-strike", number="R-9999", reason="Keliru").status_code == 422
    twice = str(uuid.uuid4())
    for _turn in range(2):
        send(operator, draft, "briefing-strike", number=story.struck.number, reason="Tunggu Polda", client_id=twice)
    send(operator, draft, "briefing-add", text="Kirim daftar\nTPS khusus", reason="Diminta Sekda")
    send(operator, draft, "briefing-add", text="Salah tulis", reason="Keliru")
    wrong = Amendment.objects.latest("pk")
    operator.post(reverse("briefing-take-back", args=[draft.pk, wrong.pk]))
    assert send(operator, draft, "briefing-judge", confidence="low", note="").status_code == 422
    send(operator, draft, "briefing-judge", confidence="medium", note="Satu sumber saja")
    draft = Briefing.objects.get(pk=draft.pk)
    assert draft.prepared_by == story.operator_banten and draft.seen != before
    assert Amendment.objects.standing().count() == 2
    page = operator.get(reverse("briefing", args=[draft.pk])).content.decode()
    assert "Tunggu Polda" in page and "Kirim daftar TPS khusus (ditambahkan peninjau)" in page
    # Whoever has read the draft as it was before the review has not read this one.
    with pytest.raises(actions.NotPossible, match="diubah sejak"):
        actions.authorise(draft, actor=story.pejabat, at=AT, seen=before)
    actions.authorise(draft, actor=story.pejabat, at=AT, seen=draft.seen)
    issued = actions.issue(draft.pk, at=AT)
    words = text_of(issued.document.content)
    assert f"Tidak dicantumkan atas tinjauan: {story.struck.number} (Tunggu Polda)" in words
    assert words.count(story.struck.number) == 1 and story.kept.number in words
    assert "Kirim daftar TPS khusus (ditambahkan peninjau)" in words and "Salah tulis" not in words
    assert "Keyakinan atas isi laporan: sedang (Satu sumber saja)" in words
    # The numbers are those that were read: both risks count.
    assert issued.situation["risks_total"] == 2 and "2 TPS" in words
    assert deliver(AT).sent == 1
    [mail] = mailbox.to("kpu@instansi.example")
    plain = mail.get_body(("plain",)).get_content()
    assert "Tidak dicantumkan atas tinjauan" in plain and "Kirim daftar TPS khusus" in plain
    # Nothing of it changes once it is out.
    assert send(operator, issued, "briefing-strike", number=story.kept.number, reason="Terlambat").status_code == 302
    assert Amendment.objects.standing().count() == 2
    # A correction begins with what was reviewed, and says what it supersedes.
    again = actions.correct(issued, reason="Angka TPS keliru", actor=story.operator_banten, at=AT)
    assert again.amendments.standing().count() == 2 and again.confidence == "medium"


def test_who_shaped_a_draft_does_not_authorise_it_and_who_may_not_draft_changes_nothing(story):
    admin = signed_in(story.admin)
    send(admin, story.draft, "briefing-add", text="Butir", reason="Alasan")
    assert "pejabat lain yang mengesahkannya" in admin.get(reverse("briefing", args=[story.draft.pk])).content.decode()
    with pytest.raises(actions.NotPossible, match="susun sendiri"):
        actions.authorise(story.draft, actor=story.admin, at=AT)
    for name, expected in (("luar", 403), ("pejabat", 403), ("kpu", 403), ("lapangan", 403)):
        client = signed_in(getattr(story, name))
        assert send(client, story.draft, "briefing-add", text="x", reason="y").status_code == expected, name
    assert Amendment.objects.count() == 1


def test_struck_risks_leave_the_enclosed_list_too(story):
    for number in range(10, 40):
        flag(station(number), severity="critical", status="verified", reported_at=AT - timedelta(days=1))
    actions.refresh(story.draft, actor=story.operator_banten, at=AT)
    send(signed_in(story.operator_banten), story.draft, "briefing-strike", number=story.struck.number, reason="Tunda")
    actions.authorise(story.draft, actor=story.pejabat, at=AT)
    issued = actions.issue(story.draft.pk, at=AT)
    book = load_workbook(io.BytesIO(bytes(issued.enclosure)))
    page = book.worksheets[0]
    numbers = {cell.value for cell in page["A"]}
    assert story.kept.number in numbers and story.struck.number not in numbers
    assert page.max_row - 1 == 31
    assert issued.enclosure_rows == sum(sheet.max_row - 1 for sheet in book)
    assert f"XLSX, {issued.enclosure_rows} baris" in text_of(issued.document.content)


def test_a_draft_that_nobody_authorises_reminds_then_escalates_each_once_and_never_in_the_night(story, mailbox):
    for person, address in ((story.pejabat, "pejabat@desk.example"), (story.admin, "admin@desk.example")):
        person.email = address
        person.save(update_fields=["email"])
    Handling.objects.create(agency=agency("kpu"), authorise_hours=4, escalate_hours=6, escalate_to="sekda@desk.example")
    drafted(story, None, "2024-W04")
    for hours in (3, 4.5, 4.5, 9, 12.5, 20, 22.5, 22.6, 23, 30):  # 22.5 hours later it is half past seven
        schedule.tick(AT + timedelta(hours=hours))
        deliver(AT + timedelta(hours=hours))
    officials, admins = mailbox.to("pejabat@desk.example"), mailbox.to("admin@desk.example")
    assert [mail["Subject"] for mail in officials] == ["2 laporan belum disahkan", "Eskalasi: 2 laporan belum disahkan"]
    assert [mail["Subject"] for mail in admins] == ["Eskalasi: 2 laporan belum disahkan"]
    assert len(mailbox.to("sekda@desk.example")) == 1
    said = {(each.step, clock.local(each.spoken_at).strftime("%d %H.%M")) for each in Nudge.objects.all()}
    assert said == {("reminder", "01 13.30"), ("escalation", "02 07.30")}
    body = officials[0].get_body(("plain",)).get_content()
    assert reverse("briefing", args=[story.draft.pk]) in body and "1 Februari 2024 pukul 13.00 WIB" in body
    page = signed_in(story.pejabat).get(reverse("briefing", args=[story.draft.pk])).content.decode()
    assert "Eskalasi" in page and "kepada 3 orang" in page


def test_without_any_mailbox_the_reminder_waits_and_is_said_as_soon_as_somebody_has_one(story):
    User.objects.update(email="")
    schedule.tick(AT + timedelta(hours=5))
    assert not Nudge.objects.exists()
    story.admin.email = "admin@desk.example"
    story.admin.save(update_fields=["email"])
    schedule.tick(AT + timedelta(hours=5, minutes=1))
    assert Nudge.objects.get().step == "reminder" and Delivery.objects.get().recipient == "admin@desk.example"


def test_by_rule_a_draft_goes_out_unauthorised_and_says_so_but_a_correction_waits(story):
    Handling.objects.create(agency=agency("kpu"), authorise_hours=2, auto_issue=True)
    later = drafted(story, None, "2024-W04")
    assert later.authorise_by == AT + timedelta(hours=2)
    made = schedule.tick(AT + timedelta(hours=2, minutes=1))
    assert (made.let_go, made.issued, made.reminded) == (1, 1, 0)
    later = Briefing.objects.get(pk=later.pk)
    assert later.state == "issued" and later.by_rule and later.authorised_by is None
    assert "terbit menurut aturan instansi" in text_of(later.document.content)
    again = actions.correct(later, reason="Keliru", actor=story.operator_banten, at=AT)
    schedule.tick(AT + timedelta(days=3))
    assert Briefing.objects.get(pk=again.pk).state == "draft"


def test_missed_weeks_are_made_where_the_rules_say_so_when_the_clock_jumps(story):
    Briefing.objects.all().delete()
    Schedule.objects.create(agency=agency("kpu"), weekday=1, hour=6)
    Handling.objects.create(agency=agency("kpu"), missed="make")
    monday = datetime.fromisoformat("2024-01-08T06:00:00+07:00")
    schedule.tick(monday)
    for _turn in range(2):
        schedule.tick(monday + timedelta(weeks=3, hours=1))
    assert sorted(Briefing.objects.values_list("period", flat=True)) == ["2024-W01", "2024-W02", "2024-W03", "2024-W04"]
    assert all(each.situation["missed"] == [] for each in Briefing.objects.all())


def test_rules_are_set_by_the_whole_provinces_operator(story):
    address = reverse("briefing-rules", args=["kpu"])
    fields = {"authorise_hours": 6, "escalate_hours": 24, "escalate_to": "", "missed": "make", "link_days": 7}
    assert signed_in(story.operator_lebak).post(address, fields).status_code == 403
    assert signed_in(story.luar).get(address).status_code == 403
    client = signed_in(story.operator_banten)
    assert client.post(address, fields | {"link_days": 900}).status_code == 422
    assert client.post(address, fields | {"by_link": "on"}).status_code == 302
    # The daily edition has an hour of its own, and leaves the weekly one alone.
    hours = {"form": "daily", "hour": "7", "active": "on"}
    assert client.post(reverse("briefing-recipients", args=["kpu"]), hours).status_code == 302
    assert list(Schedule.objects.values_list("edition", "hour", "active")) == [("daily", 7, True)]
    rules = Handling.objects.get()
    assert (rules.authorise_hours, rules.missed, rules.by_link, rules.auto_issue) == (6, "make", True, False)

"""The minute's tick reminds: once, one letter a person and run, never in the night, whatever was missed."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk import clock
from desk.agencies.models import Contact
from desk.coordination.actions import tasks
from desk.coordination.models import LadderStep, Reminder, ReminderRules, ReminderTo, Task
from desk.coordination.referrals import actions as referrals
from desk.coordination.reminders.actions import tick
from desk.post.delivering import deliver
from desk.post.models import Delivery, Message
from tests import builders
from tests.mailbox import Mailbox

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEKDA = "sekda@setda.example"
HEAD = "kepala@diskominfo.example"


def wib(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-{text}:00+07:00")


@pytest.fixture
def ladder(cast: SimpleNamespace) -> list[LadderStep]:
    """Set up a day before and at the due moment the person, a day after the head, three days after the Sekda."""
    builders.agency("diskominfo")
    Contact.objects.create(
        agency=cast.diskominfo.agency, role="Kepala Dinas", email=HEAD, phone="0812", valid_until=date(2026, 1, 1)
    )
    return [
        LadderStep.objects.create(hours=-24, target="person"),
        LadderStep.objects.create(hours=0, target="person"),
        LadderStep.objects.create(hours=24, target="contact", role="kepala"),
        LadderStep.objects.create(hours=72, target="address", address=SEKDA, role="Sekda"),
    ]


def make(title: str, due: str, **fields: object) -> Task:
    fields.setdefault("created_at", wib("01-01 08:00"))
    return builders.task(title=title, due_at=wib(due), **fields)


def ledger() -> list[tuple[str, str, tuple[str, ...]]]:
    """Give every letter in order: when it was queued (WIB), to whom, about which titles."""
    return [
        (
            f"{clock.local(letter.created_at):%m-%d %H:%M}",
            letter.deliveries.get().recipient,
            tuple(sorted(letter.reminders.values_list("reminder__title", flat=True).distinct())),
        )
        for letter in Message.objects.order_by("created_at", "pk")
    ]


def named(*found: Task) -> tuple[str, ...]:
    return tuple(sorted(f"{each.number} {each.title}" for each in found))


def test_a_month_says_everything_once_and_nothing_at_night(ladder: list[LadderStep], cast: SimpleNamespace) -> None:
    """Thirty days, ticks doubled, one day without any; polling day (14 February) in their middle."""
    builders.election()
    person = cast.diskominfo.email
    slow = make("Lambat", "02-01 16:00")
    late = make("Malam", "02-02 22:00", priority="urgent")
    done = make("Selesai", "02-03 16:00")
    missed = make("Terlewat", "02-07 16:00")
    poll = make("Hari H", "02-14 02:00")
    kpu = make("KPU", "02-20 16:00", owner=builders.agency("kpu"))
    # The hours in which something could be said, and one of the night; tests of the rules walk every minute.
    for day in (wib("01-28 00:00") + DAY * number for number in range(30)):
        if clock.local(day).date() == date(2024, 2, 8):  # the machine is off for a day
            continue
        polling = date(2024, 2, 12) <= clock.local(day).date() <= date(2024, 2, 15)
        for hour in (0, 2, 6, 7, 8, 16, 20) if polling else (2, 6, 7):
            tick.remind(day + HOUR * hour)
        tick.remind(day + HOUR * (20 if polling else 7))
        if day == wib("02-03 00:00"):
            moment = wib("02-03 16:00")
            tasks.move(done.pk, "done", actor=cast.diskominfo, at=moment, text="Sudah.")
    assert ledger() == [
        ("02-01 07:00", person, named(slow)),
        ("02-02 06:00", person, named(late)),
        ("02-02 07:00", person, named(slow)),
        ("02-03 06:00", person, named(late)),
        ("02-03 07:00", HEAD, named(slow)),
        ("02-03 07:00", person, named(done)),
        ("02-04 06:00", HEAD, named(late)),
        ("02-05 07:00", SEKDA, named(slow)),
        ("02-06 06:00", SEKDA, named(late)),
        ("02-07 07:00", person, named(missed)),
        # What the missed day's digest of the 8th would have said comes as the night ends.
        ("02-09 06:00", person, named(missed)),
        ("02-09 07:00", HEAD, named(missed)),
        ("02-11 07:00", SEKDA, named(missed)),
        # Polling-day mode: a quarter of each distance, at night too.
        ("02-13 20:00", person, named(poll)),
        ("02-14 02:00", person, named(poll)),
        ("02-14 08:00", HEAD, named(poll)),
        ("02-14 20:00", SEKDA, named(poll)),
        ("02-20 07:00", cast.kpu.email, named(kpu)),
        ("02-21 07:00", cast.kpu.email, named(kpu)),
        # KPU has no head's contact: the next step's people hear it, and again on their own step.
        ("02-22 07:00", SEKDA, named(kpu)),
        ("02-24 07:00", SEKDA, named(kpu)),
    ]
    assert max(Counter(Reminder.objects.values_list("thing", "due_at", "step")).values()) == 1
    passed = Reminder.objects.get(fate="passed")
    assert (passed.thing, passed.hole, passed.took_over) == (kpu.pk, "no-contact", ladder[3])


def test_one_letter_holds_all_things_of_a_person_with_age_due_and_link(
    ladder: list[LadderStep], cast: SimpleNamespace, mailbox: Mailbox
) -> None:
    for number in range(5):
        make(f"Tugas <{number}>", "02-01 16:00")
    make("Besok", "02-02 16:00")
    told = tick.remind(wib("02-02 07:00"))
    assert (told.letters, told.reminders) == (1, 11)
    deliver(wib("02-02 07:01"))
    letter = mailbox.to(cast.diskominfo.email)[0]
    assert letter["Subject"] == "Desk Pemilu: 5 lewat tenggat, 1 segera jatuh tempo"
    text = letter.get_body(("plain",)).get_content()
    task = Task.objects.get(title="Tugas <3>")
    assert f"{task.number} Tugas <3>" in text
    assert "1 Februari 2024 16.00 WIB · lewat 15\xa0jam" in text
    assert f"/tasks/{task.pk}/" in text
    assert "Tugas &lt;3&gt;" in letter.get_body(("html",)).get_content()
    cast.diskominfo.language = "en"
    cast.diskominfo.save()
    make("Fourth", "02-03 16:00")
    tick.remind(wib("02-03 07:00"))
    assert Message.objects.filter(subject__startswith="Election Desk").exists()


def test_a_referral_without_an_answer_climbs_the_ladder_until_somebody_answers(
    ladder: list[LadderStep], cast: SimpleNamespace, client: Client
) -> None:
    builders.election()
    asked = {"created_at": wib("01-01 08:00"), "answer_by": wib("02-01 16:00")}
    silent = builders.referral(question="Menara mana yang mati?", **asked)
    heard = builders.referral(builders.flag(builders.station(2)), question="Kapan pulih?", **asked)
    task = make("Genset", "02-01 16:00")
    tick.remind(wib("02-01 07:00"))
    referrals.move(heard.pk, "accept", actor=cast.diskominfo, at=wib("02-01 09:00"), text="Besok.")
    for day in range(2, 8):
        tick.remind(wib(f"02-0{day} 07:00"))
    about = f"{silent.number} Menara mana yang mati?"
    both = (about, f"{heard.number} Kapan pulih?", *named(task))
    assert ledger() == [
        ("02-01 07:00", cast.diskominfo.email, tuple(sorted(both))),
        ("02-02 07:00", cast.diskominfo.email, tuple(sorted((about, *named(task))))),
        ("02-03 07:00", HEAD, tuple(sorted((about, *named(task))))),
        ("02-05 07:00", SEKDA, tuple(sorted((about, *named(task))))),
    ]
    client.force_login(cast.diskominfo)
    panel = client.get(f"/referrals/{silent.pk}/reminders/").content.decode()
    assert "Sekda" in panel and SEKDA not in panel, "an agency learns who heard of it, not by which address"
    client.force_login(cast.kpu)
    assert client.get(f"/referrals/{silent.pk}/reminders/").status_code == 404
    client.force_login(cast.operator_banten)
    shown = client.get(f"/tasks/ladders/preview/?task={silent.number.lower()}").content.decode()
    assert "Menara mana yang mati?" in shown and "Kepala Dinas" in shown


def test_a_due_moment_moved_on_begins_the_ladder_anew_and_a_finished_task_ends_it(
    ladder: list[LadderStep], cast: SimpleNamespace
) -> None:
    task = make("Pasang", "02-01 16:00")
    tick.remind(wib("02-02 07:00"))
    task.refresh_from_db()
    tasks.change(
        task.pk, actor=cast.admin, at=wib("02-02 08:00"), due_at=wib("02-10 16:00"), priority="normal",
        reason="Diundur",
    )  # fmt: skip
    assert tick.remind(wib("02-03 07:00")).letters == 0
    assert tick.remind(wib("02-10 07:00")).letters == 1
    # Handed to another agency: its people hear the next step.
    Task.objects.filter(pk=task.pk).update(owner=builders.agency("kpu"))
    tick.remind(wib("02-11 07:00"))
    assert ledger()[-1][:2] == ("02-11 07:00", cast.kpu.email)
    tasks.move(task.pk, "return", actor=cast.kpu, at=wib("02-11 09:00"), text="Bukan kami.")
    assert tick.remind(wib("02-20 07:00")).letters == 0


def test_a_hole_is_passed_on_or_kept_until_somebody_stands_there(
    ladder: list[LadderStep], cast: SimpleNamespace
) -> None:
    """Nobody can be reached at all: it is written down, asked again, and said once as soon as somebody is there."""
    LadderStep.objects.filter(hours__gt=0).update(removed_at=wib("01-01 00:00"))
    cast.diskominfo.is_active = False
    cast.diskominfo.save()
    task = make("Sepi", "02-01 16:00", created_at=wib("02-01 08:00"))
    assert tick.remind(wib("02-02 07:00")).letters == 0
    row = Reminder.objects.get()
    assert (row.fate, row.hole) == ("lost", "nobody")
    assert tick.remind(wib("02-02 08:00")).reminders == 0
    cast.diskominfo.is_active = True
    cast.diskominfo.save()
    tick.remind(wib("02-03 07:00"))
    assert ledger() == [("02-03 07:00", cast.diskominfo.email, named(task))]
    row.refresh_from_db()
    assert row.fate == "sent"
    # A person who is in charge and has left: the ladder goes on to whoever comes next, and says for whom.
    LadderStep.objects.update(removed_at=None)
    gone = make("Ditinggal", "02-03 16:00", created_at=wib("02-03 08:00"), assignee=cast.operator_lebak)
    cast.operator_lebak.is_active = False
    cast.operator_lebak.save()
    tick.remind(wib("02-04 07:00"))
    assert (HEAD, named(gone)) in {letter[1:] for letter in ledger()}
    assert "orang yang mengerjakan tidak dapat dihubungi" in Message.objects.order_by("pk").last().text


def test_a_user_of_another_agency_never_hears_its_tasks(ladder: list[LadderStep], cast: SimpleNamespace) -> None:
    LadderStep.objects.all().delete()
    LadderStep.objects.create(hours=0, target="user", user=cast.bawaslu)
    LadderStep.objects.create(hours=24, target="user", user=cast.pejabat)
    make("Rahasia", "02-01 16:00", created_at=wib("02-01 08:00"))
    tick.remind(wib("02-02 07:00"))
    assert {letter[1] for letter in ledger()} == {cast.pejabat.email}
    assert Reminder.objects.get().hole == "elsewhere"


def test_a_mail_server_down_for_a_day_loses_nothing_and_sends_nothing_twice(
    ladder: list[LadderStep], cast: SimpleNamespace, mailbox: Mailbox
) -> None:
    make("Satu", "02-01 16:00")
    moment = wib("02-02 07:00")
    with mailbox.down():
        while moment < wib("02-03 07:30"):
            tick.remind(moment)
            deliver(moment)
            moment += timedelta(minutes=90)
        assert Delivery.objects.waiting_since(moment - HOUR).count() == 2
    for _again in range(3):
        deliver(moment)
        moment += timedelta(minutes=31)
    assert [len(mailbox.to(who)) for who in (cast.diskominfo.email, HEAD)] == [1, 1]
    assert set(ReminderTo.objects.values_list("message__deliveries__state", flat=True)) == {"sent"}


def test_without_a_ladder_or_turned_off_nobody_is_reminded(cast: SimpleNamespace) -> None:
    make("Diam", "02-01 16:00")
    assert tick.remind(wib("02-02 07:00")).letters == 0
    step = LadderStep.objects.create(hours=0, target="person")
    row = ReminderRules.objects.get_or_create(pk=1)[0]
    row.active = False
    row.save()
    assert tick.remind(wib("02-02 07:00")).letters == 0
    row.active = True
    row.save()
    # A task of an election that is not the current one is nobody's reminder.
    builders.election("lama", current=False)
    Task.objects.update(election=builders.election("lama"))
    assert tick.remind(wib("02-02 07:00")).letters == 0
    assert not step.reminders.exists()


def test_a_quiet_minute_asks_little(ladder: list[LadderStep]) -> None:
    make("Nanti", "02-20 16:00")
    tick.remind(wib("02-01 07:00"))
    with CaptureQueriesContext(connection) as asked:
        tick.remind(wib("02-01 07:01"))
    # Four kinds of things: tasks, referrals, couriers, plans; each in a savepoint of its own.
    assert len(asked) <= 22, [each["sql"][:90] for each in asked]


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_say_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the lock, and without it by the unique key alone."""
    cast = builders.cast()
    LadderStep.objects.create(hours=0, target="person")
    for number in range(20):
        make(f"Tugas {number}", "02-01 16:00")

    def work(at: datetime) -> int:
        try:
            return tick.remind(at).letters
        except Exception:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, [wib("02-02 07:00")] * 2)) == 1
    assert ReminderTo.objects.count() == 20
    monkeypatch.setattr(tick, "_alone", lambda: True)
    Task.objects.update(due_at=wib("02-05 16:00"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, [wib("02-06 07:00")] * 2))
    tick.remind(wib("02-06 07:01"))
    assert max(Counter(ReminderTo.objects.values_list("reminder__thing", "reminder__due_at")).values()) == 1
    assert ReminderTo.objects.filter(address=cast.diskominfo.email).count() == 40

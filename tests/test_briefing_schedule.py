"""What each minute brings: drafts on their hour, once, and never for the wrong week."""

import io
import json
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from desk import clock
from desk.briefings import actions, schedule
from desk.briefings.models import Briefing, Recipient, Schedule
from desk.post.models import Delivery
from tests.builders import agency, election, user

pytestmark = pytest.mark.django_db


def wib(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.fixture
def monday():
    """Give a running election and KPU's schedule: Mondays at 06.00."""
    election()
    return Schedule.objects.create(agency=agency("kpu"), weekday=1, hour=6)


def periods() -> list[str]:
    return list(Briefing.objects.order_by("period").values_list("period", flat=True))


def test_a_draft_is_made_on_its_hour_and_once(monday):
    schedule.tick(wib("2024-01-29T05:59"))
    before = periods()
    for minute in range(3):
        schedule.tick(wib(f"2024-01-29T06:0{minute}"))
    assert periods() == [*before, "2024-W04"]
    assert Briefing.objects.latest("pk").prepared_by is None


def test_a_monday_looks_back_and_a_friday_on_the_running_week(monday):
    assert schedule.period_of("weekly", wib("2024-01-29T06:00")) == "2024-W04"
    assert schedule.period_of("weekly", wib("2024-02-02T06:00")) == "2024-W05"
    assert schedule.period_of("daily", wib("2024-02-02T06:00")) == "2024-02-01"


def test_midnight_belongs_to_the_right_week():
    assert clock.week_of(wib("2024-02-04T23:59")).name == "2024-W05"
    assert clock.week_of(wib("2024-02-05T00:01")).name == "2024-W06"


def test_missed_weeks_are_named_and_only_the_latest_is_made(monday):
    schedule.tick(wib("2024-01-08T06:00"))
    schedule.tick(wib("2024-02-05T07:00"))
    assert periods() == ["2024-W01", "2024-W05"]
    latest = Briefing.objects.latest("period")
    assert latest.situation["missed"] == ["2024-W02", "2024-W03", "2024-W04"]


def test_one_that_breaks_does_not_stop_the_others(monday, monkeypatch):
    Schedule.objects.create(agency=agency("bawaslu"), weekday=1, hour=6)
    real = schedule.draft

    def broken(office, *args, **fields):
        if office.code == "kpu":
            raise RuntimeError("disk full")
        return real(office, *args, **fields)

    monkeypatch.setattr(schedule, "draft", broken)
    made = schedule.tick(wib("2024-01-29T06:00"))
    assert (made.drafted, made.failed) == (1, 1)


def test_the_command_does_what_beat_does(monday, mailbox):
    Recipient.objects.create(agency=agency("kpu"), address="kpu@instansi.example")
    out = io.StringIO()
    call_command("deliver_briefings", "--at", "2024-01-29T06:00", "--json", stdout=out)
    assert json.loads(out.getvalue())["drafted"] == 1
    briefing = Briefing.objects.get()
    actions.authorise(briefing, actor=user("admin", "admin"), at=wib("2024-01-29T07:00"))
    out = io.StringIO()
    call_command("deliver_briefings", "--at", "2024-01-29T07:01", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert (found["issued"], found["sent"]) == (1, 1)
    call_command("deliver_briefings", "--at", "2024-02-01T07:01", stdout=io.StringIO())
    assert Delivery.objects.get().state == "sent" and len(mailbox.messages) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--agency", "tak-ada", "--week", "2024-W05"], "tidak dikenal"),
        (["--agency", "kpu", "--week", "2024-99"], "tidak dikenal"),
        (["--agency", "kpu", "--week", "2024-W05", "--election", "x"], "tidak dikenal"),
        (["--agency", "kpu", "--week", "2024-W05", "--edition", "daily"], "Edisi harian"),
        (["--agency", "kpu", "--week", "2099-W05"], "belum dimulai"),
    ],
)
def test_wrong_words_are_refused_with_a_sentence(monday, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("issue_briefing", *words, stdout=io.StringIO())
    assert periods() == []


def test_an_empty_desk_still_gets_a_paper_that_says_so(monday):
    out = io.StringIO()
    call_command("issue_briefing", "--agency", "kpu", "--week", "2024-W05", "--json", stdout=out)
    assert json.loads(out.getvalue())["pages"] >= 1
    found = Briefing.objects.get()
    assert found.situation["stations"] is None
    assert timedelta(0) <= clock.now() - found.as_of < timedelta(minutes=1)

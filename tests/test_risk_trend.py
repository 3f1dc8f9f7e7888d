"""Risks week by week: from dated steps, with what has no date apart."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from risks import actions
from risks.models import Flag
from risks.trend import trend
from tests import builders

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-02-11T09:00:00+07:00")  # Wednesday of week 7


@pytest.fixture(autouse=True)
def frozen(time_machine):
    time_machine.move_to(NOW, tick=False)


def ago(weeks):
    return NOW - timedelta(weeks=weeks)


def made(**more):
    flags = Flag.objects.filter(**more)
    return trend(flags, election_id=builders.election().pk, at=NOW)


def figures(found):
    return {
        week.window.name: (week.opened, week.verified, week.closed, week.open)
        for week in found.weeks
        if week.opened or week.verified or week.closed
    }


def test_dates_on_the_risk_count_where_no_step_was_recorded(cast):
    builders.flag(builders.station(1), reported_at=ago(3), verified_at=ago(2), status="verified")
    builders.flag(builders.station(2), reported_at=ago(3), closed_at=ago(1), status="resolved")
    found = made()
    assert len(found.weeks) == 12
    assert figures(found) == {"2026-W04": (2, 0, 0, 2), "2026-W05": (0, 1, 0, 2), "2026-W06": (0, 0, 1, 1)}
    assert found.weeks[-1].open == 1
    assert found.undated == 0


def test_what_was_closed_and_taken_up_again_counts_in_each_week(cast):
    flag = builders.flag(builders.station(1), reported_at=ago(5), reported_by=cast.operator_lebak)
    actions.verify(flag, actor=cast.operator_banten, at=ago(4))
    actions.dismiss(flag, outcome="bogus", actor=cast.operator_banten, at=ago(3), comment="uji")
    actions.reopen(flag, actor=cast.operator_banten, at=ago(1), comment="ternyata benar")
    assert figures(made()) == {
        "2026-W02": (1, 0, 0, 1),
        "2026-W03": (0, 1, 0, 1),
        "2026-W04": (0, 0, 1, 0),
        "2026-W06": (1, 0, 0, 1),
    }


def test_the_last_week_agrees_with_the_register(client, cast):
    for number, weeks in enumerate((0, 1, 7, 30), 1):
        builders.flag(builders.station(number), reported_at=ago(weeks))
    closed = builders.flag(builders.station(9), reported_at=ago(40), verified_at=ago(39), status="verified")
    actions.resolve(closed, actor=cast.operator_banten, at=ago(0), comment="beres")
    found = made()
    assert found.weeks[-1].open == Flag.objects.open().count() == 4
    assert found.weeks[-1].running
    assert not found.weeks[-2].running
    assert found.weeks[0].open == 2


def test_risks_without_dates_are_counted_apart_and_said(client, cast):
    builders.flag(builders.station(1), reported_at=None)
    builders.flag(builders.station(2), reported_at=ago(1), closed_at=None, status="resolved")
    found = made()
    assert found.undated == 2
    assert {week.open for week in found.weeks} == {0}
    client.force_login(cast.pejabat)
    assert "2 risiko tanpa tanggal" in client.get(reverse("risks-trend")).content.decode()


def test_a_week_begins_on_monday_at_midnight_in_the_province(cast):
    monday = datetime.fromisoformat("2026-02-02T00:00:00+07:00")
    builders.flag(builders.station(1), reported_at=monday)
    builders.flag(builders.station(2), reported_at=monday - timedelta(seconds=1))
    assert figures(made()) == {"2026-W05": (1, 0, 0, 1), "2026-W06": (1, 0, 0, 2)}


def test_the_page_says_since_when_steps_are_known_and_shows_a_table_beside_the_drawing(client, cast):
    builders.flag(builders.station(1), reported_at=ago(3))
    client.force_login(cast.pejabat)
    page = client.get(reverse("risks-trend")).content.decode()
    assert "dicatat satu per satu sejak" in page
    assert '<svg class="chart" role="img"' in page
    assert "2026-W04" in page
    assert "M04" in page
    assert "masih berjalan" in page


def test_the_page_follows_place_and_kind_and_nothing_of_today(client, cast):
    builders.flag(builders.station(1), reported_at=ago(3), kind="flood", severity="low")
    builders.flag(builders.station(1, village="36.01.01.2001"), reported_at=ago(3), kind="flood", severity="high")
    client.force_login(cast.pejabat)
    answer = client.get(reverse("risks-trend") + "?region=36.02&kind=flood&severity=high&status=resolved")
    assert answer.context["trend"].weeks[-1].open == 1
    assert [group["name"] for group in answer.context["groups"]] == ["region", "kind"]


def test_an_election_without_history_says_so(client, cast):
    builders.station(1)
    client.force_login(cast.pejabat)
    assert "Belum ada riwayat langkah" in client.get(reverse("risks-trend")).content.decode()
    assert trend(Flag.objects.none(), election_id=builders.election().pk, at=NOW).weeks[-1].open == 0

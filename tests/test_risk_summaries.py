"""Counts: grouped once, never added up over sources, silent where nobody spoke."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from risks import summaries
from tests import builders

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def election(cast):
    """Make two stations with risks in Lebak and one in Pandeglang; KPU and Bawaslu disagree."""
    one, two = builders.station(1), builders.station(2)
    far = builders.station(1, village="36.01.01.2001")
    builders.flag(one, severity="high", reported_at=NOW - timedelta(days=3))
    builders.flag(two, severity="low", reported_at=NOW - timedelta(hours=1), status="verified", verified_at=NOW)
    builders.flag(far, kind="flood", reported_at=NOW - timedelta(days=9), status="resolved", closed_at=NOW)
    builders.flag(builders.region("36.02"), reported_at=NOW - timedelta(days=3))
    kpu, bawaslu = builders.agency("kpu"), builders.agency("bawaslu")
    builders.observation(one, source=kpu, observed_at=NOW - timedelta(days=5))
    builders.observation(one, source=kpu, grade="good", observed_at=NOW - timedelta(days=1))
    builders.observation(two, source=kpu, observed_at=NOW - timedelta(days=2))
    builders.observation(one, source=bawaslu, grade="weak", observed_at=NOW - timedelta(days=3))
    builders.observation(two, source=bawaslu, standing="proposed")
    return one.election


def test_open_risks_are_counted_by_kind_and_regency(election, django_assert_num_queries):
    with django_assert_num_queries(2):
        (row,) = summaries.counts_by_kind_and_regency(election.pk)
    assert (row.code, row.name, row.kind) == ("36.02", "Kabupaten Lebak", "blank-spot")
    assert (row.flags, row.stations, row.high, row.medium, row.low, row.critical) == (3, 2, 1, 1, 1, 0)
    assert summaries.counts_by_kind_and_regency(election.pk, "36.01") == []


def test_severities_and_kinds_are_counted(election):
    assert summaries.open_by_severity(election.pk) == {"low": 1, "medium": 1, "high": 1, "critical": 0}
    assert summaries.open_by_severity(election.pk, kind="flood") == {"low": 0, "medium": 0, "high": 0, "critical": 0}
    (total,) = summaries.open_by_kind(election.pk, "36.02")
    assert (total.kind, total.flags, total.stations) == ("blank-spot", 3, 2)


def test_the_newest_statement_of_each_source_counts_once_for_a_station(election, django_assert_num_queries):
    with django_assert_num_queries(1):
        first, second = summaries.stations_by_source(election.pk, "blank-spot")
    assert (first.code, first.stations, first.adverse, first.harmless) == ("bawaslu", 1, 1, 0)
    assert (second.code, second.stations, second.adverse, second.grades) == ("kpu", 2, 1, {"good": 1, "none": 1})
    assert summaries.stations_by_source(election.pk, "flood") == []


def test_the_past_is_counted_as_it_was_said_then(election):
    before = summaries.stations_by_source(election.pk, "blank-spot", at=NOW - timedelta(days=1, hours=12))
    assert {each.code: each.adverse for each in before} == {"bawaslu": 1, "kpu": 2}


def test_yesterdays_open_risks_are_told_from_the_dates(election):
    assert summaries.stations_open_at(election.pk, NOW - timedelta(days=1)) == {"blank-spot": 1, "flood": 1}
    assert summaries.stations_open_at(election.pk, NOW + timedelta(seconds=1)) == {"blank-spot": 2}


def test_changes_of_a_window_are_counted(election, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = {
            each.kind: each
            for each in summaries.changes_between(election.pk, NOW - timedelta(days=4), NOW + timedelta(seconds=1))
        }
    assert (found["blank-spot"].reported, found["blank-spot"].verified) == (3, 1)
    assert (found["flood"].reported, found["flood"].resolved) == (0, 1)
    assert summaries.newest_statement(election.pk) is not None


def test_the_page_shows_one_line_for_each_source(client, cast, election):
    client.force_login(cast.pejabat)
    page = client.get(reverse("risk-sources", args=["blank-spot"])).content.decode()
    assert "KPU Provinsi Banten" in page and "tidak pernah dijumlahkan" in page
    assert "Belum ada sumber" in client.get(reverse("risk-sources", args=["flood"])).content.decode()
    assert client.get(reverse("risk-sources", args=["haha"])).status_code == 404

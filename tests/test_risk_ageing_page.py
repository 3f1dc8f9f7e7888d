"""How long open risks stand in their status: buckets, limits and medians, each figure the way to its risks."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from risks.ageing_buckets import CHOICES, HOURS, UNKNOWN
from tests import builders

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-02-10T09:00:00+07:00")


@pytest.fixture(autouse=True)
def frozen(time_machine):
    time_machine.move_to(NOW, tick=False)


def aged(number, hours, **more):
    return builders.flag(builders.station(number), since=NOW - timedelta(hours=hours), **more)


@pytest.fixture
def risks(cast):
    """Make open risks on both sides of the edges, one of unknown age and a closed one."""
    return [
        aged(1, 2),
        aged(2, 24),
        aged(3, 71, status="verified"),
        aged(4, 72, status="verified"),
        aged(5, 200, status="mitigating"),
        aged(6, 336, status="mitigating"),
        builders.flag(builders.station(7), since=None, reported_at=None),
        aged(8, 500, status="resolved", closed_at=NOW),
    ]


def page(client, cast, query=""):
    client.force_login(cast.pejabat)
    answer = client.get(reverse("risks-ageing") + query)
    return answer, answer.context["ageing"]


def listed(client, url):
    return {row.flag for row in client.get(url).context["rows"]} if url else set()


def test_edges_belong_to_the_older_bucket_as_limits_do(client, cast, risks):
    _answer, made = page(client, cast)
    numbers = [[cell.number for cell in row.cells] for row in made.rows]
    assert numbers == [[1, 1, 0, 0, 0, 1], [0, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 0]]


def test_every_figure_leads_to_exactly_its_risks(client, cast, risks):
    _answer, made = page(client, cast)
    for row in (*made.rows, made.every):
        for figure in (*row.cells, row.stale, row.total):
            assert len(listed(client, figure.url)) == figure.number
    assert listed(client, made.rows[1].cells[2].url) == {risks[3]}
    assert listed(client, made.every.stale.url) == {risks[1], risks[3], risks[4], risks[5]}


def test_only_buckets_beyond_the_limit_of_the_status_are_marked(client, cast, risks, settings):
    answer, made = page(client, cast)
    assert [cell.over for cell in made.rows[0].cells] == [False, True, True, True, True, False]
    assert [cell.over for cell in made.rows[2].cells] == [False, False, False, True, True, False]
    assert "batas 24 jam" in answer.content.decode()
    settings.DESK_STALE_REPORTED = 30
    assert [cell.over for cell in page(client, cast)[1].rows[0].cells] == [False, False, True, True, True, False]


def test_the_median_is_said_in_hours_or_days_and_never_guessed(client, cast, risks):
    _answer, made = page(client, cast)
    assert [row.median_words for row in made.rows] == ["13 jam", "2 hari", "11 hari"]
    assert made.every.median_words == "2 hari"
    _answer, none = page(client, cast, "?status=reported&age=unknown")
    assert none.every.median is None
    assert none.every.median_words == ""


def test_the_column_of_unknown_age_stands_only_where_it_is_needed(client, cast, risks):
    assert "umur tidak diketahui" in page(client, cast)[1].buckets
    risks[6].since = NOW
    risks[6].save(update_fields=["since"])
    assert "umur tidak diketahui" not in page(client, cast)[1].buckets


def test_a_chosen_status_leaves_only_its_row(client, cast, risks):
    _answer, made = page(client, cast, "?status=verified")
    assert [row.label for row in made.rows] == ["Terverifikasi"]
    assert made.every.total.number == 2


def test_a_closed_status_has_no_ages(client, cast, risks):
    answer, made = page(client, cast, "?status=resolved")
    assert made.rows == []
    assert "Tidak ada risiko terbuka" in answer.content.decode()


def test_the_buckets_follow_each_other_without_gap():
    edges = [HOURS[name] for name, _word in CHOICES if name != UNKNOWN]
    assert edges[0][0] == 0
    assert edges[-1][1] is None
    assert all(one[1] == other[0] for one, other in pairwise(edges))


def test_ages_narrow_the_register_and_its_files(client, cast, risks):
    client.force_login(cast.pejabat)
    assert listed(client, reverse("risks") + "?age=24h&age=older") == {risks[0], risks[5]}
    lines = b"".join(client.get(reverse("risks-csv") + "?age=older").streaming_content).decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [risks[5].number]

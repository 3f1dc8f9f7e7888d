"""Likelihood by impact: words and counts of the grid, each of them the way to exactly its risks."""

import pytest
from django.urls import reverse

from risks.models import Flag
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def rated(cast):
    """Make three rated risks and two that nobody has rated, in Lebak and Pandeglang."""
    lebak = "36.02.06.2001"
    made = [
        builders.flag(builders.station(1, village=lebak), likelihood=5, impact=4, severity="critical"),
        builders.flag(builders.station(2, village=lebak), likelihood=5, impact=4, severity="critical", kind="flood"),
        builders.flag(builders.station(1, village="36.01.01.2001"), likelihood=1, impact=2, severity="low"),
        builders.flag(builders.station(3, village=lebak)),
        builders.flag(builders.station(4, village=lebak), status="dismissed", outcome="bogus", likelihood=2, impact=2),
    ]
    return made


def listed(client, url):
    return {row.flag for row in client.get(url).context["rows"]}


def cells(answer):
    return {(row.value, place): cell for row in answer.context["heat"].rows for place, cell in enumerate(row.cells, 1)}


def test_each_cell_leads_to_exactly_the_risks_it_counts(client, cast, rated):
    client.force_login(cast.pejabat)
    found = cells(client.get(reverse("risks-heat")))
    assert {place: cell.number for place, cell in found.items() if cell.number} == {(5, 4): 2, (1, 2): 1}
    assert listed(client, found[5, 4].url) == set(rated[:2])
    assert listed(client, found[1, 2].url) == {rated[2]}
    assert found[3, 3].url == ""


def test_what_nobody_has_rated_stands_outside_the_grid_with_its_own_list(client, cast, rated):
    client.force_login(cast.pejabat)
    answer = client.get(reverse("risks-heat"))
    made = answer.context["heat"]
    assert (made.rated.number, made.unrated.number, made.every.number) == (3, 1, 4)
    assert listed(client, made.unrated.url) == {rated[3]}
    assert listed(client, made.rated.url) == set(rated[:3])
    assert listed(client, made.every.url) == set(rated[:4])
    assert "Belum dinilai" in answer.content.decode()


def test_sums_lead_to_their_rows_and_columns(client, cast, rated):
    client.force_login(cast.pejabat)
    made = client.get(reverse("risks-heat")).context["heat"]
    for figure in (*[row.total for row in made.rows], *made.sums):
        assert (len(listed(client, figure.url)) if figure.url else 0) == figure.number


def test_place_and_kind_narrow_the_grid_and_its_lists(client, cast, rated):
    client.force_login(cast.pejabat)
    found = cells(client.get(reverse("risks-heat") + "?region=36.02&kind=flood"))
    assert {place for place, cell in found.items() if cell.number} == {(5, 4)}
    assert listed(client, found[5, 4].url) == {rated[1]}


def test_the_level_of_a_cell_is_said_in_words_and_follows_the_settings(client, cast, rated, settings):
    client.force_login(cast.pejabat)
    assert cells(client.get(reverse("risks-heat")))[5, 4].level == "critical"
    settings.DESK_MATRIX_CRITICAL = 21
    answer = client.get(reverse("risks-heat"))
    assert cells(answer)[5, 4].level == "high"
    assert "Kritis mulai 21" in answer.content.decode()


def test_the_choice_of_a_cell_is_shown_above_the_register_and_can_be_taken_off(client, cast, rated):
    client.force_login(cast.pejabat)
    page = client.get(reverse("risks") + "?likelihood=5&impact=4").content.decode()
    assert "Kemungkinan: hampir pasti" in page
    assert "Dampak: berat" in page
    assert 'href="?likelihood=5"' in page


def test_a_number_that_is_no_likelihood_is_said_and_set_aside(client, cast, rated):
    client.force_login(cast.pejabat)
    answer = client.get(reverse("risks") + "?likelihood=9&rating=perhaps&age=old")
    assert answer.context["filtered"].unknown == ["likelihood=9", "rating=perhaps", "age=old"]
    assert len(answer.context["rows"]) == 4


def test_an_export_holds_exactly_the_cell(client, cast, rated):
    client.force_login(cast.pejabat)
    lines = (
        b"".join(client.get(reverse("risks-csv") + "?likelihood=5&impact=4").streaming_content).decode().splitlines()
    )
    assert len(lines) == 3
    assert client.get(reverse("risks-csv") + "?likelihood=9").status_code == 400


def test_an_empty_grid_offers_the_way_out(client, cast, rated):
    client.force_login(cast.pejabat)
    assert "Hapus semua saringan" in client.get(reverse("risks-heat") + "?kind=logistics").content.decode()


@pytest.mark.parametrize("name", ["risks-heat", "risks-ageing", "risks-trend"])
def test_outsiders_see_nothing_and_a_desk_without_election_is_told(client, cast, name):
    client.force_login(cast.luar)
    assert client.get(reverse(name)).status_code == 403
    client.force_login(cast.pejabat)
    assert "Belum ada pemilihan" in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize("name", ["risks-heat", "risks-ageing", "risks-trend"])
def test_the_field_counts_its_own_region_only(client, cast, rated, name):
    client.force_login(cast.lapangan)
    answer = client.get(reverse(name))
    made = answer.context
    seen = {
        "risks-heat": lambda: made["heat"].every.number,
        "risks-ageing": lambda: made["ageing"].every.total.number,
        # The dismissed one has no date of closing, so that it is among those without dates.
        "risks-trend": lambda: made["trend"].undated + made["trend"].weeks[-1].open - 1,
    }[name]()
    assert seen == 3 == Flag.objects.open().within("36.02").count()


@pytest.mark.parametrize("name", ["risks-heat", "risks-ageing", "risks-trend"])
def test_the_pages_take_few_queries(client, cast, rated, name, django_assert_max_num_queries):
    client.force_login(cast.pejabat)
    with django_assert_max_num_queries(12):
        assert client.get(reverse(name)).status_code == 200

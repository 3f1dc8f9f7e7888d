"""The register by region and kind: every figure opens the list of exactly those risks."""

import re

import pytest
from django.urls import reverse

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def flags(cast):
    """Give risks in Lebak and Pandeglang, at stations and for whole regions, one of them closed."""
    kanekes = [builders.station(number) for number in (5, 6, 7)]
    sumber = builders.station(1, "36.01.01.2001")
    return [
        builders.flag(kanekes[0], severity="high"),
        builders.flag(kanekes[1], severity="critical"),
        builders.flag(kanekes[2], kind="flood", severity="low"),
        builders.flag(sumber, kind="flood"),
        builders.flag(builders.region("36.02"), kind="conflict", severity="high"),
        builders.flag(builders.region("36"), kind="logistics"),
        builders.flag(sumber, status="resolved", kind="access"),
    ]


def table_of(client, address="/risks/matrix/"):
    """Give the page and, for each region named in it, its cells: number and address."""
    answer = client.get(address)
    return answer, answer.context["matrix"]


def test_each_figure_is_the_number_of_risks_that_its_address_lists(client, cast, flags):
    client.force_login(cast.operator_banten)
    _answer, made = table_of(client)
    assert [(row.name, row.total.number) for row in made.rows] == [("Kabupaten Lebak", 4), ("Kabupaten Pandeglang", 1)]
    cells = [*made.sums, made.total]
    for row in made.rows:
        cells += [*row.cells, row.total]
    listed = [cell for cell in cells if cell.number]
    assert len(listed) >= 9
    for cell in listed:
        assert client.get(cell.url).context["count"] == cell.number, cell.url


def test_the_worst_and_the_fullest_are_told_apart(client, cast, flags):
    client.force_login(cast.operator_banten)
    answer, made = table_of(client)
    blank, flood = made.rows[0].cells[:2]
    assert (blank.number, blank.worst, blank.heat) == (2, "critical", 4)
    assert (flood.number, flood.worst, flood.heat) == (1, "low", 2)
    assert "Kritis" in answer.content.decode()


def test_a_region_opens_the_table_inside_it_and_names_its_own_risks(client, cast, flags):
    client.force_login(cast.operator_banten)
    answer, made = table_of(client)
    assert [flag.number for flag in made.own] == [flags[5].number]
    answer, made = table_of(client, made.rows[0].url)
    assert [(row.name, row.total.number) for row in made.rows] == [("Leuwidamar", 3)]
    assert made.total.number == 4
    page = answer.content.decode()
    assert "Risiko untuk Kabupaten Lebak sendiri" in page and flags[4].number in page
    answer, made = table_of(client, made.rows[0].url)
    assert [(row.name, row.url) for row in made.rows] == [("Kanekes", "")]


def test_filters_of_the_register_hold_here_and_are_kept_in_every_link(client, cast, flags):
    client.force_login(cast.operator_banten)
    answer, made = table_of(client, "/risks/matrix/?kind=access&status=all&page=3")
    assert [value for value, _label in made.kinds] == ["access"] and made.total.number == 1
    assert "status=all" in made.total.url and "page" not in made.total.url
    assert client.get(made.rows[0].cells[0].url).context["count"] == 1
    answer, made = table_of(client, "/risks/matrix/?kind=naga&severity=critical")
    assert "kind=naga" in answer.content.decode() and made.total.number == 1
    empty = client.get("/risks/matrix/?q=tidakada").content.decode()
    assert "Tidak ada risiko yang cocok" in empty and "<table" not in empty


def test_a_field_reporter_counts_the_own_regency_only(client, cast, flags):
    client.force_login(builders.user("lapangan.pandeglang", "field", remit="36.01"))
    _answer, made = table_of(client)
    assert [(row.name, row.total.number) for row in made.rows] == [("Kabupaten Pandeglang", 1)]
    client.force_login(cast.luar)
    assert client.get("/risks/matrix/").status_code == 403


def test_nothing_known_is_a_dash_and_never_a_zero(client, cast, flags):
    client.force_login(cast.pejabat)
    page = client.get("/risks/matrix/").content.decode()
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page, re.S)
    assert any("–" in cell for cell in cells) and not any(re.search(r">\s*0\b", cell) for cell in cells)


def test_without_an_election_the_page_says_what_to_do(client, cast):
    client.force_login(cast.admin)
    assert "Belum ada pemilihan" in client.get("/risks/matrix/").content.decode()
    builders.election()
    assert "Belum ada risiko terbuka" in client.get("/risks/matrix/").content.decode()


def test_the_page_costs_the_same_for_few_and_for_many_regions(client, cast, flags, django_assert_max_num_queries):
    for number in range(2001, 2021):
        builders.flag(builders.station(1, f"36.02.07.{number}"))
    client.force_login(cast.operator_banten)
    address = reverse("risks-matrix") + "?region=36.02.07"
    with django_assert_max_num_queries(20):
        _answer, made = table_of(client, address)
    assert len(made.rows) == 20

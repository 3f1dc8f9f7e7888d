"""Pages of the register that have nothing to show say why, and what to do next."""

import pytest
from django.urls import reverse

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, cast):
    """Give the page of an address as a person of the desk sees it, in an election without data."""
    builders.election()
    client.force_login(cast.operator_banten)
    return lambda name, query="", *args: client.get(reverse(name, args=args) + query).content.decode()


@pytest.mark.parametrize("name", ["risks-heat", "risks-ageing", "risks-matrix", "risks-trend"])
def test_a_reading_without_risks_blames_no_filter(desk, name):
    page = desk(name)
    assert "Belum ada risiko terbuka" in page and "Buka daftar risiko" in page
    assert "Hapus semua saringan" not in page
    assert "Hapus semua saringan" in desk(name, "?kind=flood")


@pytest.mark.parametrize("name", ["risks-heat", "risks-ageing"])
def test_words_that_narrow_a_reading_stand_in_its_filter_bar(desk, name):
    assert 'value="kanekes"' in desk(name, "?q=kanekes")


def test_claims_and_indices_tell_nothing_recorded_from_nothing_found(desk):
    page = desk("claims")
    assert "Belum ada pernyataan angka" in page and reverse("claim-new") in page
    assert "Tidak ada pernyataan yang cocok" in desk("claims", "?q=genset")
    assert "Belum ada nilai indeks" in desk("indices")
    assert "Tidak ada nilai indeks yang cocok" in desk("indices", "?instrument=7")


@pytest.mark.parametrize("name", ["claims", "indices", "risks-inbox"])
def test_the_region_that_narrows_a_list_is_named_with_the_way_out(desk, name):
    builders.region("36.02", name="Kabupaten Lebak")
    assert "Kabupaten Lebak" in desk(name, "?region=36.02")


def test_a_filtered_inbox_does_not_say_that_nothing_waits(desk):
    builders.flag(kind="flood", status="reported")
    page = desk("risks-inbox", "?region=36.71")
    assert "Tidak ada yang menunggu dengan saringan ini" in page and "Hapus semua saringan" in page


def test_no_risk_at_all_is_not_every_risk_cared_for(desk):
    assert "Setiap risiko terbuka" not in desk("risks-without-action")


def test_numbers_and_their_comparison_say_where_they_would_come_from(desk):
    assert "Muat daftar risiko" in desk("risk-sources", "", "blank-spot")
    assert "dua sumber mengirim daftar TPS" in desk("sources-compare", "", "blank-spot")


@pytest.mark.parametrize("name", ["risks", "risks-inbox", "hazards", "list-imports", "claims", "risks-trend"])
def test_without_an_election_the_way_to_one_is_shown(client, cast, name):
    client.force_login(cast.operator_banten)
    page = client.get(reverse(name)).content.decode()
    assert "Belum ada pemilihan" in page and "Buka pemilihan" in page

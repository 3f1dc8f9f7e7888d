"""Regions: the tree as a list, one region, its name, its centre and its old codes."""

import pytest
from django.urls import reverse

from tests import builders
from tests.forms import save
from tps.models import Region, RegionAlias

pytestmark = pytest.mark.django_db


@pytest.fixture
def banten(client, cast):
    builders.region("36.02.06.2001")
    client.force_login(cast.operator_banten)
    return client


def test_regions_are_found_by_either_spelling_and_by_name(banten):
    for text in ("3602062001", "36.02.06.2001", "kanekes"):
        assert "Kanekes" in banten.get(reverse("regions"), {"q": text}).content.decode()
    assert "Tidak ada wilayah" in banten.get(reverse("regions"), {"q": "zzz\0"}).content.decode()


def test_the_list_can_be_narrowed_and_downloaded(banten):
    text = b"".join(banten.get(reverse("regions-file", args=["csv"]), {"within": "36.02.06", "q": "kanekes"})).decode()
    assert "36.02.06.2001,Kanekes,village" in text


def test_the_list_costs_the_same_however_long_it_is(banten, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        banten.get(reverse("regions"))


def test_a_name_is_changed_with_its_reason(banten):
    answer = save(banten, reverse("region-change", args=["36.02.06.2001"]), name="Kanekes Baru", reason="Perda 1")
    assert answer.status_code == 302
    region = Region.objects.get(pk="36.02.06.2001")
    assert region.name == "Kanekes Baru"
    assert region.events.last().pgh_context.metadata["reason"] == "Perda 1"


def test_half_a_centre_or_one_abroad_is_refused(banten):
    url = reverse("region-change", args=["36.02.06"])
    half = {"name": "Leuwidamar", "reason": "x", "latitude": "-6.5"}
    assert "keduanya" in banten.post(url, half).content.decode()
    assert "di luar Indonesia" in banten.post(url, {**half, "longitude": "10"}).content.decode()


def test_an_old_code_is_recorded_once_and_at_its_own_level(banten):
    url = reverse("region", args=["36.02.06.2001"])
    assert banten.post(url, {"old_code": "3602992001", "source": "uji"}).status_code == 302
    assert RegionAlias.objects.get(old_code="36.02.99.2001").region_id == "36.02.06.2001"
    assert "sudah tercatat" in banten.post(url, {"old_code": "3602992001"}).content.decode()
    assert "setingkat" in banten.post(url, {"old_code": "3602"}).content.decode()
    assert "tidak lengkap" in banten.post(url, {"old_code": "x"}).content.decode()


@pytest.mark.parametrize("name", ["operator_lebak", "pejabat", "kpu", "lapangan"])
def test_others_read_regions_and_change_none(client, cast, name):
    builders.region("36.02.06.2001")
    client.force_login(getattr(cast, name))
    url = reverse("region", args=["36.02.06.2001"])
    assert client.get(url).status_code == 200
    client.post(url, {"old_code": "3602992001"})
    assert not RegionAlias.objects.filter(old_code="36.02.99.2001").exists()
    assert client.post(reverse("region-change", args=["36.02.06.2001"]), {"name": "x"}).status_code == 403


def test_an_outsider_sees_no_region(client, cast):
    client.force_login(cast.luar)
    assert client.get(reverse("regions")).status_code == 403

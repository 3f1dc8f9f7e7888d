"""One risk's page and panel, and the panel of a station: disagreement visible, internal notes kept in the house."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def flag(cast):
    """Give a risk in Kanekes about which KPU and Bawaslu disagree, with an internal note."""
    station = builders.station()
    flag = builders.flag(station, reported_by=cast.operator_lebak, internal_note="Hubungi Camat <b>malam</b>")
    now = timezone.now()
    builders.observation(station, flag=flag, observed_at=now - timedelta(days=2), note="</para> <script>x</script>")
    builders.observation(station, grade="nearby", metres=120, source=builders.agency("bawaslu"), observed_at=now)
    return flag


def page_of(client, flag, **headers):
    return client.get(reverse("risk", args=[flag.pk]), headers=headers).content.decode()


def test_all_sources_stand_side_by_side_and_the_newest_speaks(client, cast, flag):
    client.force_login(cast.pejabat)
    page = page_of(client, flag)
    assert "2 sumber menyatakan hal yang berbeda" in page
    assert page.index("Bawaslu Provinsi Banten") < page.index("KPU Provinsi Banten")
    assert "120 meter" in page
    assert "&lt;/para&gt; &lt;script&gt;" in page and "<script>x" not in page


def test_a_verified_statement_speaks_before_a_newer_one(client, cast, flag):
    first = flag.observations.get()
    first.verified_at, first.verified_by = timezone.now(), cast.admin
    first.save(update_fields=["verified_at", "verified_by"])
    client.force_login(cast.pejabat)
    assert client.get(reverse("risk", args=[flag.pk])).context["read"].current == first


@pytest.mark.parametrize(
    ("name", "seen"), [("operator_lebak", True), ("pejabat", True), ("lapangan", True), ("kpu", False)]
)
def test_liaisons_do_not_see_internal_notes(client, cast, flag, name, seen):
    client.force_login(getattr(cast, name))
    assert ("Hubungi Camat" in page_of(client, flag)) is seen


def test_liaisons_see_their_own_proposals_only(client, cast, flag):
    builders.observation(flag.station, source=builders.agency("bpbd"), standing="proposed", note="usulan BPBD")
    client.force_login(cast.kpu)
    assert "usulan BPBD" not in page_of(client, flag)
    client.force_login(cast.operator_lebak)
    assert "usulan BPBD" in page_of(client, flag)


def test_buttons_are_offered_to_those_who_may_use_them(client, cast, flag):
    client.force_login(cast.operator_banten)
    assert 'value="verify"' in page_of(client, flag)
    for name in ("operator_pandeglang", "pejabat", "kpu", "lapangan"):
        client.force_login(getattr(cast, name))
        assert 'value="verify"' not in page_of(client, flag), name


def test_the_field_reads_its_own_region_only(client, cast, flag):
    far = builders.flag(builders.station(1, village="36.01.01.2001"))
    client.force_login(cast.lapangan)
    assert client.get(reverse("risk", args=[flag.pk])).status_code == 200
    assert client.get(reverse("risk", args=[far.pk])).status_code == 404
    assert client.get(reverse("risks-of-station", args=[far.station.code])).status_code == 403


def test_the_panel_is_a_part_with_a_way_to_the_page(client, cast, flag):
    client.force_login(cast.pejabat)
    panel = page_of(client, flag, **{"HX-Request": "true"})
    assert "<!doctype" not in panel.lower() and reverse("risk", args=[flag.pk]) in panel


def test_a_risk_that_is_none_is_a_404(client, cast):
    client.force_login(cast.pejabat)
    assert client.get(reverse("risk", args=[987654])).status_code == 404


def test_the_page_takes_few_queries(client, cast, flag, django_assert_max_num_queries):
    client.force_login(cast.operator_lebak)
    with django_assert_max_num_queries(12):
        page_of(client, flag)


def test_a_station_shows_its_risks_and_its_ledger(client, cast, flag):
    client.force_login(cast.operator_lebak)
    url = reverse("risks-of-station", args=[flag.station.code])
    panel = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert flag.number in panel and "Bawaslu" in panel and "Catat risiko" in panel
    assert client.get(url).headers["Location"].endswith(f"?q={flag.station.code}&status=all")


def test_those_who_may_not_log_are_not_invited_to(client, cast, flag):
    url = reverse("risks-of-station", args=[flag.station.code])
    for name in ("pejabat", "operator_pandeglang"):
        client.force_login(getattr(cast, name))
        assert "Catat risiko" not in client.get(url, headers={"HX-Request": "true"}).content.decode()


def test_an_unknown_station_is_a_404(client, cast, flag):
    client.force_login(cast.pejabat)
    assert client.get(reverse("risks-of-station", args=["3602062001999"])).status_code == 404

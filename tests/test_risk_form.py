"""Logging by the form: a place found by typing, six fields, nothing lost, nothing twice, remit and agency kept."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from desk import clock
from risks.models import Flag, Observation
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def stations(cast):
    """Make Kanekes 005 and 015, and Sumberjaya 001 in Pandeglang; KPU and Diskominfo exist."""
    builders.agency("bpbd")
    return builders.station(5), builders.station(15), builders.station(1, village="36.01.01.2001")


def fields(**changes):
    return {
        "place": "kanekes 5",
        "kind": "blank-spot",
        "grade": "none",
        "source": "kpu",
        "observed_at": clock.local(timezone.now()).strftime("%Y-%m-%dT%H:%M"),
        "note": "Harus jalan kaki 1,5 jam",
        "client_id": str(uuid.uuid4()),
        **changes,
    }


def send(client, **changes):
    return client.post(reverse("risk-new"), fields(**changes))


def test_an_operator_logs_by_typing_the_village_and_number(client, cast, stations):
    client.force_login(cast.operator_banten)
    answer = send(client)
    flag = Flag.objects.get()
    assert answer.headers["Location"] == reverse("risk", args=[flag.pk])
    assert (flag.station, flag.severity, flag.status) == (stations[0], "high", "reported")


def test_a_double_click_writes_one_row(client, cast, stations):
    client.force_login(cast.operator_lebak)
    same = fields()
    for _each in range(2):
        answer = client.post(reverse("risk-new"), same)
    assert answer.headers["Location"] == reverse("risk", args=[Flag.objects.get().pk])
    assert Observation.objects.count() == 1


def test_what_was_typed_comes_back_with_each_error_beside_its_field(client, cast, stations):
    client.force_login(cast.operator_lebak)
    tomorrow = (clock.local(timezone.now()) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = send(client, observed_at=tomorrow, grade="dry", note="jangan hilang", place="desa entah 99")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "jangan hilang" in page and "desa entah 99" in page
    assert "masa depan" in page and "bukan untuk jenis" in page and "Tidak ada TPS atau wilayah yang cocok" in page
    assert not Observation.objects.exists()


def test_several_places_are_offered_to_choose_from(client, cast, stations):
    client.force_login(cast.operator_lebak)
    answer = send(client, place="kanekes")
    page = answer.content.decode()
    assert "Lebih dari satu tempat cocok" in page and 'value="3602062001015"' in page
    send(client, place="kanekes", place_choice="3602062001015")
    assert Flag.objects.get().station == stations[1]


@pytest.mark.parametrize("missing", ["place", "kind", "grade", "source", "observed_at"])
def test_each_needed_field_is_asked_for(client, cast, stations, missing):
    client.force_login(cast.operator_lebak)
    assert send(client, **{missing: ""}).status_code == 422
    assert not Observation.objects.exists()


@pytest.mark.parametrize("name", ["operator_pandeglang"])
def test_a_place_outside_the_remit_is_refused_with_a_sentence(client, cast, stations, name):
    client.force_login(getattr(cast, name))
    answer = send(client)
    assert "di luar wilayah tugas Anda" in answer.content.decode()
    assert not Observation.objects.exists()


def test_the_field_logs_in_its_remit(client, cast, stations):
    client.force_login(cast.lapangan)
    assert send(client).status_code == 302
    assert send(client, place="sumberjaya 1").status_code == 422
    assert Flag.objects.get().reported_by == cast.lapangan


def test_a_liaison_speaks_for_the_own_agency_only(client, cast, stations):
    client.force_login(cast.diskominfo)
    assert send(client, source="kpu").status_code == 422
    assert send(client, source="diskominfo").status_code == 302
    assert Observation.objects.get().source.code == "diskominfo"


@pytest.mark.parametrize("name", ["pejabat", "luar"])
def test_officials_and_outsiders_log_nothing(client, cast, stations, name):
    client.force_login(getattr(cast, name))
    assert client.get(reverse("risk-new")).status_code == 403
    assert send(client).status_code == 403
    assert not Observation.objects.exists()


def test_a_harmless_observation_leads_back_to_the_station(client, cast, stations):
    client.force_login(cast.operator_lebak)
    answer = send(client, grade="good")
    assert stations[0].code in answer.headers["Location"]
    assert not Flag.objects.exists() and Observation.objects.count() == 1


def test_metres_are_kept_for_signal_nearby_only(client, cast, stations):
    client.force_login(cast.operator_lebak)
    send(client, grade="nearby", metres="100")
    send(client, grade="none", metres="100")
    assert list(Observation.objects.order_by("pk").values_list("metres", flat=True)) == [100, None]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("?station=3602062001005", "TPS 005 Kanekes, Leuwidamar, Kabupaten Lebak"),
        ("?region=36.02.06", "Leuwidamar, Kabupaten Lebak"),
    ],
)
def test_a_link_brings_the_place_along(client, cast, stations, query, place):
    client.force_login(cast.operator_lebak)
    assert place in client.get(f"{reverse('risk-new')}{query}").content.decode()


def test_a_region_is_logged_by_its_code(client, cast, stations):
    client.force_login(cast.operator_lebak)
    send(client, place="Leuwidamar, Kabupaten Lebak", place_code="36.02.06", kind="conflict", grade="rawan")
    assert Flag.objects.get().region_id == "36.02.06"


def test_the_name_that_the_form_itself_wrote_is_understood(client, cast, stations):
    client.force_login(cast.operator_lebak)
    assert send(client, place="TPS 005 Kanekes, Leuwidamar, Kabupaten Lebak").status_code == 302


def test_suggestions_stay_in_the_remit(client, cast, stations):
    client.force_login(cast.operator_pandeglang)
    url = reverse("risk-places")
    assert "Kanekes" not in client.get(url, {"place": "kanekes 5"}).content.decode()
    assert "3601012001001" not in client.get(url, {"place": ""}).content.decode()
    client.force_login(cast.operator_lebak)
    page = client.get(url, {"place": "kanekes 5"}).content.decode()
    assert 'data-code="3602062001005"' in page and "3602062001015" not in page


def test_without_an_election_nothing_can_be_logged(client, cast):
    client.force_login(cast.operator_lebak)
    assert "Belum ada pemilihan" in client.get(reverse("risk-new")).content.decode()

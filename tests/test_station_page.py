"""The page of one station, and setting where it really is."""

import pytest

from tests.builders import election, region, station
from tps.models import RegionAlias

pytestmark = pytest.mark.django_db
PLACE = "/tps/3602062001005/position/"


@pytest.fixture
def kanekes():
    return station(
        5, latitude=-6.58, longitude=106.21, position_source="district-centre", voters_male=100, voters_female=131
    )


def place(client, **fields):
    data = {"latitude": "-6,58123", "longitude": "106.2145", "source": "survey", "reason": "Diukur di lokasi", **fields}
    return client.post(PLACE, data)


def text(answer):
    return answer.content.decode()


def test_the_page_shows_the_facts_and_says_that_the_position_is_a_guess(client, cast, kanekes):
    client.force_login(cast.operator_lebak)
    page = text(client.get("/tps/3602062001005/"))
    for word in ["TPS 005 Kanekes", "Leuwidamar", "Kabupaten Lebak", "231", "perkiraan: pusat kecamatan"]:
        assert word in page
    assert "/risks/of-station/3602062001005/" in page
    assert "/map/?station=3602062001005" in page
    assert "tidak ada data" in page  # the address nobody knows


@pytest.mark.parametrize("spelling", ["36.02.06.2001.005", "3602062001-005", "36.02.06.2001 5"])
def test_other_spellings_lead_to_the_one_address(client, cast, kanekes, spelling):
    client.force_login(cast.kpu)
    answer = client.get(f"/tps/{spelling}/")
    assert (answer.status_code, answer["Location"]) == (302, "/tps/3602062001005/")


def test_the_old_code_of_a_village_leads_to_todays_station(client, cast):
    village = region("36.02.28.2009", "Cikaratuan")
    RegionAlias.objects.get_or_create(old_code="36.02.16.2018", region=village)
    station(1, "36.02.28.2009")
    client.force_login(cast.kpu)
    assert client.get("/tps/3602162018001/")["Location"] == "/tps/3602282009001/"


def test_a_code_nobody_knows_is_not_found(client, cast, kanekes):
    client.force_login(cast.kpu)
    for code in ["3602062001999", "x", "1", "36.02"]:
        assert client.get(f"/tps/{code}/").status_code == 404


def test_the_election_of_the_address_is_kept(client, cast, kanekes):
    other = election("pilkada-2024", name="Pilkada 2024")
    station(5, election=other, voters=499)
    client.force_login(cast.kpu)
    assert "499" in text(client.get("/tps/3602062001005/?election=pilkada-2024"))
    answer = client.get("/tps/36.02.06.2001.005/?election=pilkada-2024")
    assert answer["Location"] == "/tps/3602062001005/?election=pilkada-2024"


def test_who_may_read_a_station(client, cast, kanekes):
    elsewhere = station(1, "36.01.01.2001")
    for person in vars(cast).values():
        client.force_login(person)
        assert client.get("/tps/3602062001005/").status_code == (403 if person == cast.luar else 200), person
    client.force_login(cast.lapangan)
    assert client.get(f"/tps/{elsewhere.code}/").status_code == 403
    client.logout()
    assert client.get("/tps/3602062001005/").status_code == 302


def test_who_may_set_a_position(client, cast, kanekes):
    allowed = {cast.admin, cast.operator_banten, cast.operator_lebak}
    for person in vars(cast).values():
        client.force_login(person)
        assert client.get(PLACE).status_code == (200 if person in allowed else 403), person
        assert place(client).status_code == (302 if person in allowed else 403), person


def test_a_position_is_set_with_its_reason_in_history(client, cast, kanekes):
    client.force_login(cast.operator_lebak)
    answer = place(client)
    assert (answer.status_code, answer["Location"]) == (302, "/tps/3602062001005/")
    kanekes.refresh_from_db()
    assert (kanekes.latitude, kanekes.longitude, kanekes.position_source) == (-6.58123, 106.2145, "survey")
    last = kanekes.events.order_by("-pgh_id").first()
    facts = last.pgh_context.metadata
    assert (facts["username"], facts["reason"], facts["place"]) == (
        "operator.lebak",
        "Diukur di lokasi",
        "36.02.06.2001",
    )


def test_the_same_position_again_changes_nothing(client, cast, kanekes):
    client.force_login(cast.operator_lebak)
    place(client)
    before = kanekes.events.count()
    place(client)
    assert kanekes.events.count() == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"latitude": "106.2145", "longitude": "-6.58"}, "tertukar"),
        ({"latitude": "6.58", "longitude": "96.1", "reason": ""}, "tidak boleh kosong"),
        ({"latitude": "52.1", "longitude": "5.1"}, "di luar Indonesia"),
        ({"latitude": "enam"}, "derajat desimal"),
        ({"latitude": "nan"}, "derajat desimal"),
        ({"longitude": "1e999"}, "derajat desimal"),
        ({"source": "simulated"}, "pilihan"),
    ],
)
def test_a_wrong_position_is_refused_with_a_sentence_and_nothing_is_lost(client, cast, kanekes, fields, sentence):
    client.force_login(cast.operator_lebak)
    answer = place(client, **fields)
    page = text(answer)
    assert answer.status_code == 422
    assert sentence.lower() in page.lower()
    assert fields.get("latitude", "-6,58123") in page
    kanekes.refresh_from_db()
    assert kanekes.latitude == -6.58

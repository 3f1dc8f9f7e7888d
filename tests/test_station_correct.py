"""Correcting a station by hand: kept against every later file, shown beside what the file says, given up on request."""

from datetime import time

import pytest
from django.urls import reverse

from tests import builders
from tests.forms import seen
from tests.rosters import HEADER, KANEKES, roster, row
from tests.test_import_columns import text, upload, work
from tps.models import KeptCorrection, PollingStation, RosterImport
from tps.station_forms import CorrectionForm

pytestmark = pytest.mark.django_db
PAGE = f"/tps/{KANEKES}001/"
MORE = f"{HEADER},pemilih,alamat,jam_buka,jam_tutup,lintang,bujur"
FILE = ",231,Kp. Cibeo,07.00,13.00,-6.58,106.21"


@pytest.fixture
def lebak(client, cast):
    builders.region("36.02.06.2001", latitude=None)
    builders.election()
    client.force_login(cast.operator_banten)
    bring(client, row(1) + FILE, row(2) + FILE)
    client.force_login(cast.operator_lebak)
    return client


def bring(client, *lines, header=MORE):
    """Upload a file, agree to it, and give its page."""
    page = upload(client, roster(*lines, header=header))
    client.post(f"{page}confirm/")
    work()
    assert RosterImport.objects.latest("pk").state == "applied"
    return page


def fields(station, **changed):
    """Give what the form would send: what it showed, and what a person has changed in it."""
    shown = {
        "voters": station.voters,
        "voters_male": station.voters_male,
        "voters_female": station.voters_female,
        "address": station.address,
        "opens_at": f"{station.opens_at:%H.%M}" if station.opens_at else "",
        "closes_at": f"{station.closes_at:%H.%M}" if station.closes_at else "",
    }
    shown = {name: "" if value is None else str(value) for name, value in shown.items()}
    data = shown | seen(CorrectionForm(instance=station)) | ({"special": "on"} if station.special else {})
    return data | {"reason": "Menurut PPS"} | changed


def correct(client, **changed):
    return client.post(f"{PAGE}correct/", fields(first(), **changed))


def first():
    return PollingStation.objects.get(number=1)


def test_a_correction_is_kept_against_the_next_file_and_listed_with_both_values(lebak):
    answer = correct(lebak, voters="240", address="Balai desa")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert (first().voters, first().address, first().corrected) == (240, "Balai desa", ["address", "voters"])
    page = bring(lebak, row(1) + ",233,Kp. Cikeusik,07.30,13.00,-6.58,106.21", row(2) + FILE)
    assert (first().voters, first().address, first().opens_at) == (240, "Balai desa", time(7, 30))
    assert ">2</a>" in text(lebak.get(page))
    listed = text(lebak.get(f"{page}corrections/"))
    for word in ["233", "240", "Kp. Cikeusik", "Balai desa", "operator.lebak", "Menurut PPS"]:
        assert word in listed
    shown = text(lebak.get(PAGE))
    assert "koreksi petugas" in shown
    assert "menurut berkas terakhir: 233" in shown


def test_hours_and_special_are_kept_too(lebak):
    correct(lebak, opens_at="06:15", special="on")
    assert (first().opens_at, first().special, first().corrected) == (time(6, 15), True, ["hours", "special"])
    page = bring(lebak, row(1) + FILE, row(2) + FILE)
    assert (first().opens_at, first().special) == (time(6, 15), True)
    listed = text(lebak.get(f"{page}corrections/"))
    assert "07.00–13.00 WIB" in listed
    assert "06.15–13.00 WIB" in listed


def test_the_preview_says_how_many_corrections_will_stand(lebak):
    correct(lebak, voters="240")
    page = upload(lebak, roster(row(1) + FILE, header=MORE))
    assert "1 koreksi petugas" in text(lebak.get(page))
    listed = text(lebak.get(f"{page}corrections/"))
    assert "belum dimuat" in listed
    assert "Pakai nilai berkas" not in listed


def test_the_files_value_can_be_taken_and_the_station_follows_files_again(lebak):
    correct(lebak, voters="240", opens_at="06.15")
    lebak.post(
        f"{PAGE}position/",
        {"latitude": "-6,5", "longitude": "106,3", "source": "survey", "reason": "Diukur dengan GPS"},
    )
    page = bring(lebak, row(1) + FILE, row(2) + FILE)
    chosen = list(KeptCorrection.objects.values_list("pk", flat=True))
    assert len(chosen) == 3
    answer = lebak.post(f"{page}corrections/", {"selected": chosen, "reason": "Berkas lebih baru"}, follow=True)
    assert "3 nilai berkas dipakai" in text(answer)
    found = first()
    assert (found.voters, found.opens_at, found.latitude, found.position_source) == (231, time(7), -6.58, "import")
    assert found.corrected == []
    last = found.events.order_by("-pgh_id").first().pgh_context.metadata
    assert (last["action"], last["reason"], last["username"]) == (
        "tps.accept-file",
        "Berkas lebih baru",
        "operator.lebak",
    )
    again = lebak.post(f"{page}corrections/", {"selected": chosen, "reason": "Lagi"}, follow=True)
    assert "3 dilewati" in text(again)
    bring(lebak, row(1) + ",250,Kp. Cibeo,07.00,13.00,-6.59,106.21", row(2) + FILE)
    assert (first().voters, first().latitude) == (250, -6.59)


def test_what_a_later_file_says_outdates_what_an_earlier_one_said(lebak):
    correct(lebak, voters="240")
    early = bring(lebak, row(1) + ",232,,,,,", row(2) + FILE)
    late = bring(lebak, row(1) + ",235,,,,,", row(2) + FILE)
    assert "didahului berkas lain" in text(lebak.get(f"{early}corrections/"))
    assert "menurut berkas terakhir: 235" in text(lebak.get(PAGE))
    stale = KeptCorrection.objects.get(outdated=True)
    lebak.post(f"{early}corrections/", {"selected": [stale.pk], "reason": "x"})
    assert first().voters == 240
    lebak.post(f"{late}corrections/", {"selected": [KeptCorrection.objects.get(outdated=False).pk], "reason": "x"})
    assert first().voters == 235


def test_nothing_is_taken_without_a_reason_or_a_choice(lebak):
    correct(lebak, voters="240")
    page = bring(lebak, row(1) + FILE, row(2) + FILE)
    chosen = KeptCorrection.objects.get().pk
    answer = lebak.post(f"{page}corrections/", {"selected": [chosen]})
    assert answer.status_code == 422
    assert "Sebutkan mengapa" in text(answer)
    assert f'value="{chosen}" checked' in text(answer)
    answer = lebak.post(f"{page}corrections/", {"reason": "x", "selected": ["a", "9" * 30]})
    assert "Pilih dulu" in text(answer)
    assert first().voters == 240


def test_a_neighbour_takes_no_value_for_a_place_that_is_not_theirs(lebak, client, cast):
    correct(lebak, voters="240")
    page = bring(lebak, row(1) + FILE, row(2) + FILE)
    client.force_login(cast.operator_pandeglang)
    assert 'name="selected"' not in text(client.get(f"{page}corrections/"))
    client.post(f"{page}corrections/", {"selected": [KeptCorrection.objects.get().pk], "reason": "x"})
    assert first().voters == 240
    assert correct(client, voters="1").status_code == 403


def test_only_what_was_changed_is_written(lebak):
    sent = fields(first(), address="Balai desa")
    PollingStation.objects.filter(number=1).update(voters=250)
    lebak.post(f"{PAGE}correct/", sent)
    assert (first().voters, first().address, first().corrected) == (250, "Balai desa", ["address"])


def test_saving_without_a_change_says_so(lebak):
    answer = lebak.post(f"{PAGE}correct/", fields(first()), follow=True)
    assert "Tidak ada yang berbeda" in text(answer)
    assert first().corrected == []


def test_male_and_female_give_the_sum(lebak):
    correct(lebak, voters="", voters_male="120", voters_female="118")
    assert (first().voters, first().voters_male, first().voters_female) == (238, 120, 118)


def test_an_unknown_number_is_empty_and_not_zero(lebak):
    correct(lebak, voters="")
    assert first().voters is None
    bring(lebak, row(1) + FILE, row(2) + FILE)
    assert first().voters is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"voters": "10", "voters_male": "5", "voters_female": "6"}, "tidak sama dengan laki-laki ditambah perempuan"),
        ({"voters": "10", "voters_male": "11"}, "lebih sedikit"),
        ({"voters": "100000"}, "tidak mungkin sebesar ini"),
        ({"voters": "-1"}, "lebih besar"),
        ({"voters": "banyak"}, "bilangan bulat"),
        ({"opens_at": "jam 7"}, "Tulis jam seperti 07.00"),
        ({"opens_at": "13.00", "closes_at": "07.00"}, "lebih lambat"),
        ({"voters": "240", "reason": ""}, "Sebutkan mengapa"),
    ],
)
def test_a_wrong_correction_is_refused_and_nothing_typed_is_lost(lebak, changed, sentence):
    answer = correct(lebak, **changed)
    assert answer.status_code == 422
    page = text(answer)
    assert sentence.lower() in page.lower()
    for value in changed.values():
        assert value in page
    assert (first().voters, first().corrected) == (231, [])


def test_a_list_of_corrections_costs_the_same_however_long_it_is(lebak, django_assert_max_num_queries):
    for number in (1, 2):
        station = PollingStation.objects.get(number=number)
        lebak.post(f"/tps/{station.code}/correct/", fields(station, voters="240", address="X", opens_at="06.00"))
    page = bring(lebak, row(1) + FILE, row(2) + FILE)
    with django_assert_max_num_queries(12):
        lebak.get(f"{page}corrections/?sort=-field")


def test_an_import_without_corrections_says_so(lebak):
    page = reverse("import", args=[RosterImport.objects.get().pk])
    assert "Tidak ada koreksi yang berbeda" in text(lebak.get(f"{page}corrections/"))

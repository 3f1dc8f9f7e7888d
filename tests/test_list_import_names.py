"""Lists that name places: exact names agreed to in one click, ambiguous ones chosen each, unknown ones kept waiting."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk.files.copies import unharmed
from desk.work import runs
from desk.work.models import Job
from risks import jobs, list_naming
from risks.models import Flag, ListImport, ListName, Observation, PlaceMatch
from tests import builders

pytestmark = pytest.mark.django_db
assert jobs.check, "importing it registers the handlers"
# Two districts are called Sobang, two Curug, and villages have names that others have too.
PANDEGLANG, LEBAK = "36.01.35.2006", "36.02.22.2002"  # Sobang in Sobang, both
CURUG, OTHER_CURUG = "36.73.04.1001", "36.01.03.2007"
SUKARESMI = "36.02.22.2010"
VILLAGES = (PANDEGLANG, LEBAK, CURUG, OTHER_CURUG, SUKARESMI, "36.01.29.2004")
HEADER = "No,Kabupaten/Kota,Kecamatan,Desa,No TPS,Jenis,Tingkat,Tanggal\n"


@pytest.fixture
def banten(client, cast):
    for village in VILLAGES:
        builders.station(1, village=village)
        builders.station(2, village=village)
    builders.station(5)
    client.force_login(cast.operator_banten)
    return client


def upload(client, text, source="kpu", name="daftar.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    builders.agency(source)
    client.post(
        reverse("list-imports"),
        {"source": source, "file": SimpleUploadedFile(name, content), "client_id": str(uuid.uuid4())},
    )
    return work()


def work():
    for pk in Job.objects.filter(state="due").values_list("pk", flat=True):
        runs.execute(pk)
    return ListImport.objects.latest("pk")


def act(client, made, action, **fields):
    client.post(reverse("list-import-act", args=[made.pk]), {"action": action, **fields})
    return work()


def decide(client, made, **fields):
    answer = client.post(reverse("list-import-names", args=[made.pk]), fields)
    work()
    made.refresh_from_db()
    return answer


def choose(client, made, **villages):
    """Choose villages by the beginning of the name as the file has it."""
    fields = {f"name_{made.names.get(said__startswith=said).pk}": code for said, code in villages.items()}
    return decide(client, made, **fields)


def page_of(client, made):
    return client.get(reverse("list-import", args=[made.pk])).content.decode()


def fits(made):
    return dict(made.names.values_list("said", "fit"))


def rows(*lines):
    return HEADER + "".join(f"{number},{line},blank-spot,none,2024-01-25\n" for number, line in enumerate(lines, 1))


def test_an_exact_name_is_loaded_only_after_one_click(banten, cast):
    made = upload(banten, rows("Kab. Pandeglang,Kec. Sobang,Desa Sobang,TPS 01", "KAB LEBAK,SOBANG,SOBANG,002"))
    assert set(fits(made).values()) == {"exact"}
    assert (made.created, made.pending, made.rejected) == (0, 2, 0)
    page = page_of(banten, made)
    assert "Benarkan semua 2 nama" in page and "Sobang, Sobang, Kabupaten Lebak" in page
    assert "Muat daftar ini?" not in page
    act(banten, made, "confirm")
    assert not Observation.objects.exists()
    made.refresh_from_db()
    assert "menunggu" in page_of(banten, made).lower()


def test_agreed_names_are_loaded_and_remembered_for_the_source(banten, cast):
    text = rows("Kab. Pandeglang,Sobang,Sobang,1", "Kab. Lebak,Sobang,Sobang,2")
    made = upload(banten, text)
    decide(banten, made, action="exact")
    assert (made.state, made.created, made.pending) == ("checked", 2, 0)
    act(banten, made, "confirm")
    assert sorted(Observation.objects.values_list("station__code", flat=True)) == ["3601352006001", "3602222002002"]
    assert set(PlaceMatch.objects.values_list("decided_by__username", flat=True)) == {"operator.banten"}
    again = upload(banten, text.replace("2024-01-25", "2024-01-26"))
    assert (again.created, again.pending) == (2, 0)
    assert "2 nama sudah diputuskan" in page_of(banten, again)
    other = upload(banten, text, source="bawaslu")
    assert (other.created, other.pending) == (0, 2)


def test_a_name_without_its_kabupaten_needs_a_choice_from_candidates(banten, cast):
    made = upload(banten, rows(",Sobang,Sobang,1", ",,Curug,1", ",Sobang,Sukaresmi,2"))
    assert set(fits(made).values()) == {"several"}
    page = page_of(banten, made)
    assert "Curug, Curug, Kota Serang (36.73.04.1001)" in page
    assert "Sobang, Sobang, Kabupaten Pandeglang (36.01.35.2006)" in page
    decide(banten, made, action="exact")
    assert made.pending == 3
    choose(banten, made, Sobang=LEBAK)
    assert (made.created, made.pending) == (1, 2)
    act(banten, made, "confirm")
    assert Observation.objects.get().station.code == "3602222002001"
    assert Flag.objects.get().station.code == "3602222002001"


def test_rows_that_wait_stay_with_the_list_and_can_follow_after_the_rest_was_loaded(banten, cast):
    made = upload(banten, rows("Lebak,Sobang,Sobang,1", ",,Curug,1") + "3,,,,,x,y,z\n")
    decide(banten, made, action="exact")
    made = act(banten, made, "confirm")
    assert (made.state, made.created, made.pending, made.rejected) == ("applied", 1, 1, 1)
    file = banten.get(reverse("file", args=[made.errors_file_id])).getvalue().decode()
    assert "Nama ini perlu dipilih" in file and "Curug" in file
    choose(banten, made, Curug=CURUG)
    assert (made.state, made.created, made.unchanged) == ("checked", 1, 1)
    assert "hanya baris yang dulu menunggu" in page_of(banten, made)
    made = act(banten, made, "confirm")
    assert (made.state, made.created, made.unchanged, made.pending) == ("applied", 2, 0, 0)
    assert Observation.objects.count() == 2


def test_leaving_a_later_look_loses_nothing(banten, cast):
    made = upload(banten, rows("Lebak,Sobang,Sobang,1", ",,Curug,1"))
    decide(banten, made, action="exact")
    made = act(banten, made, "confirm")
    choose(banten, made, Curug=CURUG)
    made = act(banten, made, "cancel")
    assert (made.state, made.created, made.unchanged, made.pending) == ("applied", 1, 0, 1)
    assert Observation.objects.count() == 1


def test_kota_and_kabupaten_of_one_name_are_told_apart(banten, cast):
    made = upload(
        banten, rows("Kota Serang,Curug,Curug,1", "Serang,Kec. Curug,Kel. Curug,2", "Kab. Serang,Curug,Curug,1")
    )
    assert fits(made) == {
        "Curug, Curug, Kota Serang": "exact",
        "Kel. Curug, Kec. Curug, Serang": "exact",
        "Curug, Curug, Kab. Serang": "several",
    }
    decide(banten, made, action="exact")
    act(banten, made, "confirm")
    found = Observation.objects.values_list("station__region_id", "station__number")
    assert sorted(found) == [(CURUG, 1), (CURUG, 2)]


def test_a_name_in_the_wrong_kecamatan_is_not_proposed(banten, cast):
    made = upload(banten, rows("Lebak,Leuwidamar,Sukaresmi,1"))
    name = made.names.get()
    assert name.fit == "several"
    assert name.candidates[0] == SUKARESMI


def test_an_unknown_name_is_kept_with_near_suggestions(banten, cast):
    made = upload(banten, rows("Lebak,Leuwidamar,Kaneqes,5", "Lebak,Leuwidamar,Xyzzy,5"))
    assert set(fits(made).values()) == {"unknown"}
    page = page_of(banten, made)
    assert "Kanekes, Leuwidamar, Kabupaten Lebak" in page and "tidak ada yang mirip" in page
    file = banten.get(reverse("file", args=[made.errors_file_id])).getvalue().decode()
    assert "Mirip: Kanekes, Leuwidamar, Kabupaten Lebak" in file
    choose(banten, made, Kaneqes="36.02.06.2001")
    act(banten, made, "confirm")
    assert Observation.objects.get().station.code == "3602062001005"


def test_a_village_that_was_not_offered_cannot_be_chosen(banten, cast):
    made = upload(banten, rows(",Sobang,Sobang,1"))
    choose(banten, made, Sobang="36.02.06.2001")
    assert made.pending == 1 and not PlaceMatch.objects.exists()
    decide(banten, made, name_x="36.02.06.2001", name_999999="36.02.06.2001")
    assert not PlaceMatch.objects.exists()


def test_a_decision_can_be_taken_back(banten, cast):
    made = upload(banten, rows("Lebak,Sobang,Sobang,1"))
    decide(banten, made, action="exact")
    decide(banten, made, forget=str(made.names.get().pk))
    assert (made.created, made.pending) == (0, 1)
    assert not PlaceMatch.objects.exists()
    decide(banten, made, forget="x")
    assert made.pending == 1


def test_what_is_loaded_is_what_was_shown(banten, cast):
    made = upload(banten, rows("Lebak,Sobang,Sobang,1", ",,Curug,1"))
    decide(banten, made, action="exact")
    other = upload(banten, rows(",,Curug,1"))
    choose(banten, other, Curug=CURUG)
    banten.post(reverse("list-import-act", args=[made.pk]), {"action": "confirm"})
    work()
    assert Observation.objects.get().station.code == "3602222002001"


def test_a_row_without_a_number_speaks_of_its_village_only_when_a_person_says_so(banten, cast):
    made = upload(banten, rows("Lebak,Sobang,Sobang,", "Lebak,Sobang,Sobang,1"))
    assert (made.rejected, made.pending) == (1, 1)
    assert "Nomor TPS kosong" in page_of(banten, made)
    places = {f"column_{field}": str(place) for field, place in made.report["places"].items()}
    words = {"word_0": "none"}
    banten.post(reverse("list-import-columns", args=[made.pk]), {**places, **words, "whole": "on"})
    work()
    made.refresh_from_db()
    assert (made.rejected, made.pending) == (0, 2)
    decide(banten, made, action="exact")
    act(banten, made, "confirm")
    assert set(Observation.objects.values_list("region_id", "station__code")) == {
        (LEBAK, None),
        (None, "3602222002001"),
    }
    assert set(Flag.objects.values_list("region_id", "station__code")) == {
        (LEBAK, None),
        (None, "3602222002001"),
    }
    again = upload(banten, rows("Lebak,Sobang,Sobang,", "Lebak,Sobang,Sobang,1"))
    banten.post(reverse("list-import-columns", args=[again.pk]), {**places, **words, "whole": "on"})
    assert work().unchanged == 2


def test_rows_that_wait_are_reported_in_the_files_order_whatever_the_batch(banten, monkeypatch):
    monkeypatch.setattr(list_naming, "WAITING", list_naming.WAITING.replace("LIMIT 1000", "LIMIT 2"))
    made = upload(banten, rows(",,Curug,1", "Lebak,Sobang,Sobang,1", ",,Entah,", ",,Curug,2", ",,Entah,7"))
    assert (made.pending, made.rejected) == (4, 1)
    report = unharmed_text(made)
    assert [line.split(",")[0] for line in report.splitlines()[1:]] == ["2", "3", "4", "5", "6"]
    assert report.count("Nama ini perlu dipilih") == 2 and "Menunggu pembenaran" in report


def unharmed_text(made):
    with unharmed(made.errors_file) as file:
        return file.read().decode("utf-8-sig")


def test_names_outside_the_remit_are_rejected(client, banten, cast):
    client.force_login(cast.operator_pandeglang)
    made = upload(client, rows("Lebak,Sobang,Sobang,1", "Pandeglang,Sobang,Sobang,1"))
    decide(client, made, action="exact")
    assert (made.created, made.rejected) == (1, 1)
    assert "di luar wilayah tugas Anda" in page_of(client, made)


def test_a_liaisons_names_wait_for_a_decision_and_then_stay_a_proposal(client, banten, cast):
    client.force_login(cast.kpu)
    made = upload(client, rows("Lebak,Sobang,Sobang,1"))
    assert made.pending == 1
    decide(client, made, action="exact")
    act(client, made, "confirm")
    assert Observation.objects.get().standing == "proposed" and not Flag.objects.exists()
    client.force_login(cast.bawaslu)
    assert decide(client, made, action="exact").status_code == 404
    client.force_login(cast.luar)
    assert decide(client, made, action="exact").status_code == 403


def test_only_who_uploaded_decides_about_names(client, banten, cast):
    made = upload(client, rows("Lebak,Sobang,Sobang,1"))
    client.force_login(cast.operator_lebak)
    page = page_of(client, made)
    assert "Kabupaten Lebak" in page and "Benarkan" not in page
    assert decide(client, made, action="exact").status_code == 403
    assert not PlaceMatch.objects.exists()


def test_codes_and_names_may_stand_in_one_list(banten, cast):
    text = (
        "kode_tps,kab,kec,desa,no_tps,kind,grade,date\n"
        "3602222002001,,,,,blank-spot,none,2024-01-25\n"
        "36.02.22.2002,,,,2,blank-spot,none,2024-01-25\n"
        ",Lebak,Leuwidamar,Kanekes TPS 05,,blank-spot,none,2024-01-25\n"
    )
    made = upload(banten, text)
    assert (made.created, made.pending, made.rejected) == (2, 1, 0)
    decide(banten, made, action="exact")
    assert made.created == 3


def test_the_page_of_a_list_with_many_names_asks_little(banten, cast, django_assert_max_num_queries):
    made = upload(banten, rows(*(f",,Desa {letter * 5},1" for letter in "abcdefghijklmnopqrstuvwxyz")))
    assert ListName.objects.filter(list_import=made).count() == 26
    with django_assert_max_num_queries(20):
        page_of(banten, made)

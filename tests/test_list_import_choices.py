"""What a person says of a list: columns, one value for all rows, words for grades; remembered, and refused if wrong."""

import io
from datetime import date

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from risks import list_columns, list_words
from risks.list_columns import Choices
from risks.list_days import parsed
from risks.list_places import Wrong, numbered, said, station_code, station_number, village_code
from risks.models import ListImport, Observation, WordMatch
from tests import builders
from tests.test_list_import_names import act, page_of, upload, work
from tps.columns import Unmapped
from tps.models import ColumnMapping, RegionAlias

pytestmark = pytest.mark.django_db
CODES = "KODE;WILAYAH\n3602062001001;a\n3602062001002;b\n"


@pytest.fixture
def banten(client, cast):
    builders.station(1)
    builders.station(2)
    client.force_login(cast.operator_banten)
    return client


def say(client, made, **fields):
    """Send the form of columns, with the columns that were found unless others are given."""
    places = {f"column_{name}": str(place) for name, place in made.report.get("places", {}).items()}
    answer = client.post(reverse("list-import-columns", args=[made.pk]), {**places, **fields})
    work()
    made.refresh_from_db()
    return answer


def test_a_bare_list_of_codes_gets_one_kind_grade_and_date_for_all_rows(banten):
    made = upload(banten, CODES)
    page = page_of(banten, made)
    assert (
        made.state == "refused" and "Kolom jenis (kind), tingkat (grade), tanggal pengamatan (date) tidak ada" in page
    )
    assert "Satu nilai untuk seluruh daftar" in page
    say(banten, made, kind="blank-spot", grade="none", day="2024-01-25")
    assert (made.state, made.created) == ("checked", 2)
    act(banten, made, "confirm")
    assert set(Observation.objects.values_list("kind", "grade", "station__number")) == {
        ("blank-spot", "none", 1),
        ("blank-spot", "none", 2),
    }
    page = page_of(banten, made)
    assert "Tanpa sinyal" in page and "25 Januari 2024" in page and made.file.sha256 in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "flood", "grade": "none", "day": "2024-01-25"}, "Tingkat ini bukan untuk jenis Banjir"),
        ({"kind": "flood", "grade": "prone"}, "Kolom tanggal pengamatan (date) tidak ada"),
        ({"kind": "flood", "grade": "prone", "day": "kemarin"}, "Tulis tanggal seperti"),
        ({"kind": "flood", "grade": "prone", "day": "2024-01-25", "column_kind": "1"}, "tidak keduanya"),
        ({"kind": "flood", "grade": "prone", "day": "2024-01-25", "column_note": "0"}, "sudah dipakai untuk"),
        ({"kind": "flood", "grade": "prone", "day": "2024-01-25", "column_note": "9"}, "tidak ada di berkas"),
    ],
)
def test_a_choice_that_cannot_be_read_is_refused_beside_its_field(banten, fields, sentence):
    made = upload(banten, CODES)
    answer = say(banten, made, **fields)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert made.state == "refused"


@time_machine.travel("2024-01-25T20:00:00Z", tick=False)
def test_tomorrow_is_refused_row_by_row(banten):
    made = upload(banten, CODES)
    say(banten, made, kind="flood", grade="prone", day="2024-01-27")
    assert (made.state, made.rejected) == ("refused", 2)
    assert "ada di masa depan" in page_of(banten, made)
    # It is the 26th in the province already.
    say(banten, made, kind="flood", grade="prone", day="2024-01-26")
    assert made.created == 2


def test_words_for_grades_are_guessed_by_kind_shown_and_changeable(banten):
    text = (
        "kode_tps,jenis,tingkat,tanggal\n3602062001001,banjir,Rawan,25 Januari 2024\n"
        "3602062001002,banjir,sangat  rawan,25/1/2024\n3602062001002,blank spot,Tidak ada  sinyal,2024-01-25\n"
    )
    made = upload(banten, text)
    assert (made.created, made.rejected) == (2, 1)
    page = page_of(banten, made)
    assert "1 kata tingkat belum dikenal" in page and "sangat rawan" in page
    words = [each["word"] for each in made.report["words"]]
    chosen = {f"word_{place}": each["grade"] for place, each in enumerate(made.report["words"])}
    say(banten, made, **{**chosen, f"word_{words.index('sangat rawan')}": "depth-70"})
    assert (made.created, made.rejected) == (3, 0)
    act(banten, made, "confirm")
    assert Observation.objects.filter(grade="depth-70", station__number=2).count() == 1
    again = upload(banten, text.replace("2024-01-25", "2024-01-26"))
    assert (again.created, again.unchanged, again.rejected) == (1, 2, 0)
    assert WordMatch.objects.get().decided_by.username == "operator.banten"
    other = act(banten, upload(banten, text, source="bawaslu"), "confirm")
    assert (other.created, other.rejected) == (2, 1)
    page = page_of(banten, other)
    assert "bukan untuk jenis Banjir" in page and "“sangat rawan” → –" in page and "“rawan” → rawan banjir" in page


def test_a_word_that_fits_nothing_rejects_its_rows(banten):
    made = upload(banten, "kode_tps,kind,grade,date\n3602062001001,blank-spot,lemah,2024-01-25\n")
    assert made.created == 1
    say(banten, made, word_0="")
    assert (made.state, made.rejected) == ("refused", 1)
    assert "tidak sesuai dengan tingkat mana pun" in page_of(banten, made)


def test_another_mapping_of_the_same_file_is_remembered_for_its_source(banten):
    text = "kode_tps;tanggal;kind;pertama;kedua\n3602062001001;2024-01-25;flood;dry;prone\n"
    made = upload(banten, text)
    assert made.state == "refused"
    say(banten, made, column_grade="3")
    act(banten, made, "confirm")
    other = upload(banten, text)
    assert (other.created, other.unchanged) == (0, 1)
    assert "Memakai pemetaan yang disimpan pada" in page_of(banten, other)
    say(banten, other, column_grade="4")
    assert (other.created, other.unchanged) == (1, 0)
    act(banten, other, "confirm")
    assert sorted(Observation.objects.values_list("grade", flat=True)) == ["dry", "prone"]
    assert ColumnMapping.objects.count() == 1
    assert upload(banten, text, source="bawaslu").state == "refused"


def test_columns_are_guessed_by_what_they_hold(banten):
    text = "A;B;C;D\n3602062001001;banjir;prone;2024-01-25\n3602062001002;banjir;dry;2024-01-25\n"
    made = upload(banten, text)
    assert made.report["places"] == {"code": 0, "kind": 1, "grade": 2, "date": 3}
    assert made.created == 2


def test_a_workbook_goes_the_same_road_and_another_sheet_can_be_chosen(banten):
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Januari"
    first.append(["Daftar TPS tanpa sinyal"])
    first.append(["Kode TPS", "Jenis", "Tingkat", "Tanggal"])
    first.append(["3602062001001", "blank spot", "none", date(2024, 1, 25)])
    second = book.create_sheet("Februari")
    second.append(["Kode TPS", "Jenis", "Tingkat", "Tanggal"])
    second.append(["3602062001002", "blank spot", "lemah", date(2024, 2, 1)])
    file = io.BytesIO()
    book.save(file)
    made = upload(banten, file.getvalue(), name="daftar.xlsx")
    assert (made.created, made.report["sheet"]["name"]) == (1, "Januari")
    url = reverse("list-import-sheet", args=[made.pk])
    assert url in page_of(banten, made)
    banten.post(url, {"sheet": "Maret"})
    banten.post(url, {"sheet": "Februari"})
    made = work()
    assert made.report["sheet"]["name"] == "Februari"
    act(banten, made, "confirm")
    assert Observation.objects.get().grade == "weak"
    banten.post(url, {"sheet": "Januari"})
    assert ListImport.objects.get().state == "applied"


def test_the_same_file_twice_changes_nothing_and_can_be_taken_back_as_a_whole(banten, cast):
    text = "kode_tps,kind,grade,date\n3602062001001,flood,prone,2024-01-25\n"
    made = act(banten, upload(banten, text), "confirm")
    again = upload(banten, text)
    assert (again.created, again.unchanged) == (0, 1)
    act(banten, again, "cancel")
    act(banten, made, "undo")
    assert Observation.objects.count() == 1
    act(banten, made, "undo", reason="daftar yang salah")
    assert not Observation.objects.exists()
    assert "ditarik kembali seluruhnya" in page_of(banten, made)
    made.refresh_from_db()
    assert (made.state, made.undone_by) == ("undone", cast.operator_banten)
    assert act(banten, upload(banten, text), "confirm").created == 1


def test_a_list_that_somebody_has_acted_on_stays(banten, cast):
    made = act(banten, upload(banten, "kode_tps,kind,grade,date\n3602062001001,flood,prone,2024-01-25\n"), "confirm")
    flag = Observation.objects.get().flag
    flag.status = "verified"
    flag.save(update_fields=["status"])
    act(banten, made, "undo", reason="salah")
    assert Observation.objects.count() == 1
    made.refresh_from_db()
    assert made.state == "applied"


def test_old_village_codes_and_a_number_beside_a_code_are_understood(banten):
    builders.region("36.02.28.2009")
    builders.station(3, village="36.02.28.2009")
    RegionAlias.objects.get_or_create(old_code="36.02.16.2018", region_id="36.02.28.2009")
    text = (
        "kode_desa,no_tps,kind,grade,date\n3602162018,TPS 3,flood,prone,2024-01-25\n"
        "36.02.06.2001,1,flood,prone,2024-01-25\n36.02.06,1,flood,prone,2024-01-25\n3602062001,x,flood,prone,2024-01-25\n"
    )
    made = upload(banten, text)
    assert (made.created, made.rejected) == (2, 2)
    page = page_of(banten, made)
    assert "harus 10 angka" in page and "satu baris untuk satu TPS" in page


def test_columns_of_a_loaded_list_stay_as_they_were(banten):
    made = act(banten, upload(banten, "kode_tps,kind,grade,date\n3602062001001,flood,prone,2024-01-25\n"), "confirm")
    say(banten, made, column_grade="")
    assert made.state == "applied" and made.created == 1


@pytest.mark.parametrize("name", ["pejabat", "lapangan", "luar"])
def test_those_without_the_right_say_nothing_of_a_list(client, banten, cast, name):
    made = upload(client, CODES)
    client.force_login(getattr(cast, name))
    for url in ("list-import-columns", "list-import-sheet", "list-import-names"):
        assert client.post(reverse(url, args=[made.pk])).status_code == 403


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3602062001005", ("3602062001", 5)),
        ("'36.02.06.2001.005", ("3602062001", 5)),
        ("36.02.06.2001-005", ("3602062001", 5)),
        ("36.02.06.2001", ("3602062001", 0)),
    ],
)
def test_codes_are_understood_in_any_spelling(text, found):
    assert station_code(text) == found


@pytest.mark.parametrize("text", ["0", "1, 2", "1000", "lima"])
def test_what_is_no_number_of_one_station_is_refused(text):
    with pytest.raises(Wrong):
        station_number(text)


def test_a_number_in_the_cell_of_the_village_is_parted_from_its_name():
    assert numbered("Kanekes TPS 05") == ("Kanekes", 5)
    assert numbered("TPS 5 Kanekes") == ("Kanekes", 5)
    assert numbered("Kanekes") == ("Kanekes", 0)
    assert numbered("TPS 5") == ("TPS 5", 0)


def test_spellings_of_one_place_have_one_key():
    assert (
        said("KAB. LEBAK", "Kec. Leuwidamar", "Ds. Kanekes").key == said("Kabupaten Lebak", "LEUWIDAMAR", "kanekes").key
    )
    assert said("Kota Serang", "", "x").key != said("Kab. Serang", "", "x").key
    with pytest.raises(Wrong):
        said("Lebak", "Sobang", " ")
    with pytest.raises(Wrong):
        village_code("36.02.06")


def test_a_word_means_a_grade_of_its_kind_only():
    assert list_words.grade_of("flood", "Rawan") == "prone"
    assert list_words.grade_of("conflict", "RAWAN") == "rawan"
    assert not list_words.belongs("flood", list_words.grade_of("flood", "sangat rawan"))
    assert list_words.belongs("other", "")
    assert parsed("32 Januari 2024") is None and parsed("7 Agustus 2024") == date(2024, 8, 7)


def test_names_alone_are_no_list_for_the_command():
    header = ("desa", "no_tps", "kind", "grade", "date")
    with pytest.raises(Unmapped, match="kode_tps"):
        list_columns.layout(header, {}, Choices())
    assert list_columns.layout(header, {}, Choices(names=True)).places["village_name"] == 0
    with pytest.raises(Unmapped, match="tidak ada di berkas"):
        list_columns.layout(header, {"code": "hilang"}, Choices())

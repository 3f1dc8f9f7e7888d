"""The columns of a file: guessed, shown, changed by a person, checked again, and remembered for the source's next."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from desk.work import runs
from desk.work.models import Job
from tests import builders
from tests.rosters import HEADER, KANEKES, roster, row
from tps import columns, jobs
from tps.columns import Unmapped
from tps.models import ColumnMapping, PollingStation, RosterImport

pytestmark = pytest.mark.django_db
assert jobs.check, "importing it registers the handlers"
# With dashes, so that no column shows by its content that it holds station codes.
STRANGE = b"kunci;jiwa;letak\n3602062001-001;210;Kp. Cibeo\n3602062001-002;220;Kp. Cikeusik\n"


@pytest.fixture
def banten(client, cast):
    builders.region("36.02.06.2001")
    builders.election()
    client.force_login(cast.operator_banten)
    return client


def upload(client, content, source="kpu"):
    fields = {
        "client_id": uuid.uuid4(),
        "file": SimpleUploadedFile("tps.csv", content),
        "election": builders.election().pk,
        "source": builders.agency(source).pk if source else "",
    }
    page = client.post(reverse("imports"), fields)["Location"]
    work()
    return page


def work():
    for job in Job.objects.filter(state="due"):
        runs.execute(job.pk)


def choose(client, page, mode="", source="kpu", **places):
    fields = {f"column_{field}": str(place) for field, place in places.items()}
    return client.post(f"{page}columns/", {**fields, "mode": mode, "source": builders.agency(source).pk})


def text(answer):
    return answer.content.decode()


def latest():
    return RosterImport.objects.latest("pk")


def test_a_file_whose_header_nobody_understands_can_be_mapped_and_checked_again(banten):
    page = upload(banten, STRANGE)
    shown = text(banten.get(page))
    assert "tidak memuat kode_tps" in shown
    assert "Kp. Cibeo · Kp. Cikeusik" in shown
    assert latest().state == "refused"
    assert choose(banten, page, code=0, voters=1, address=2).status_code == 302
    work()
    assert "Muat 2 baris" in text(banten.get(page))
    banten.post(f"{page}confirm/")
    work()
    assert list(PollingStation.objects.order_by("code").values_list("voters", "address")) == [
        (210, "Kp. Cibeo"),
        (220, "Kp. Cikeusik"),
    ]


def test_the_next_file_of_that_source_uses_what_was_chosen_and_says_so(banten):
    choose(banten, upload(banten, STRANGE), code=0, voters=1, address=2)
    work()
    page = upload(banten, STRANGE.replace(b"210", b"211"))
    shown = text(banten.get(page))
    assert "Memakai pemetaan yang disimpan pada" in shown
    assert "operator.banten" in shown
    assert latest().state == "checked"
    banten.post(f"{page}confirm/")
    work()
    assert "Memakai pemetaan yang disimpan pada" in text(banten.get(page))
    assert PollingStation.objects.get(number=1).voters == 211


def test_another_source_or_another_header_is_not_touched_by_it(banten):
    choose(banten, upload(banten, STRANGE), code=0, voters=1)
    work()
    upload(banten, STRANGE, source="bpbd")
    assert latest().state == "refused"
    upload(banten, STRANGE.replace(b"jiwa", b"orang"))
    assert latest().state == "refused"


def test_what_the_header_says_by_itself_is_not_remembered(banten):
    page = upload(banten, b"kode_tps,pemilih,x1\n3602062001001,210,9\n")
    choose(banten, page, code=0, voters=2)
    work()
    assert ColumnMapping.objects.count() == 1
    choose(banten, page, code=0, voters=1)
    work()
    assert not ColumnMapping.objects.exists()


def test_a_column_that_is_not_wanted_is_left_out(banten):
    page = upload(banten, roster(row(1) + ",999", header=f"{HEADER},pemilih"))
    choose(banten, page, code=0, village=5, number=7, special=8)
    work()
    assert "pemilih" in text(banten.get(page))
    banten.post(f"{page}confirm/")
    work()
    assert PollingStation.objects.get().voters is None


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        ({"code": 0, "voters": 0}, "Kolom ini sudah dipakai untuk kode TPS"),
        ({"code": 0, "latitude": 1}, "Lintang dan bujur diperlukan keduanya"),
        ({"code": 0, "longitude": 1}, "Lintang dan bujur diperlukan keduanya"),
        ({"voters": 1}, "Pilih kolom kode TPS"),
        ({"village": 0, "voters": 1}, "Pilih kolom kode TPS"),
        ({"code": 17}, "Kolom ini tidak ada di berkas"),
    ],
)
def test_a_choice_that_cannot_be_read_is_refused_beside_its_field(banten, places, sentence):
    page = upload(banten, STRANGE)
    before = latest().job_id
    answer = choose(banten, page, **places)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert (latest().state, latest().job_id) == ("refused", before)


def test_latitude_and_longitude_of_a_whole_file_can_be_swapped_back(banten):
    lines = [f"{row(number)},106.21{number},-6.58{number}" for number in (1, 2, 3)]
    page = upload(banten, roster(*lines, header=f"{HEADER},lintang,bujur"))
    assert "tertukar di seluruh berkas" in text(banten.get(page))
    assert banten.post(f"{page}columns/", {"swap": "1"}).status_code == 302
    work()
    shown = text(banten.get(page))
    assert "Muat 3 baris" in shown
    assert "tertukar di seluruh berkas" not in shown
    banten.post(f"{page}confirm/")
    work()
    assert PollingStation.objects.get(number=1).latitude == -6.581


def test_a_loaded_file_shows_its_columns_and_changes_them_no_more(banten):
    page = upload(banten, roster(row(1)))
    banten.post(f"{page}confirm/")
    work()
    shown = text(banten.get(page))
    assert "kode_kab, nama_kab" in shown
    assert "Periksa lagi" not in shown
    choose(banten, page, code=0)
    assert latest().state == "applied"


def test_a_neighbour_does_not_change_the_columns(banten, client, cast):
    client.force_login(cast.operator_lebak)
    page = upload(client, STRANGE)
    client.force_login(cast.operator_pandeglang)
    assert "Periksa lagi" not in text(client.get(page))
    assert choose(client, page, code=0).status_code == 403


def test_a_column_without_a_name_is_called_by_its_place(banten):
    page = upload(banten, b"kode_tps,,pemilih\n3602062001001,7,210\n")
    assert "kolom 2 (7)" in text(banten.get(page))
    choose(banten, page, code=0, voters=1)
    work()
    banten.post(f"{page}confirm/")
    work()
    assert PollingStation.objects.get().voters == 7


@pytest.mark.parametrize(
    ("header", "mapping", "words"),
    [
        (("kode_tps", "a", "a"), {"voters": "a"}, "ada 2 kali"),
        (("kode_tps", "pemilih", "pemilih"), {}, "muncul dua kali"),
        (("kode_tps", "a"), {"voters": "a", "address": "a"}, "dipakai untuk dua data: pemilih dan alamat"),
        (("kode_tps", "lat"), {}, "keduanya diperlukan"),
        (("kode_tps", "a"), {"voters": 9}, "tidak ada di berkas"),
    ],
)
def test_a_mapping_that_cannot_be_read_says_why(header, mapping, words):
    with pytest.raises(Unmapped, match=words):
        columns.layout(header, mapping)


def test_a_name_that_stands_twice_does_no_harm_once_a_person_has_said_which(banten):
    assert columns.layout(("kode_tps", "pemilih", "pemilih"), {"voters": 2}).places["voters"] == 2


def test_the_command_remembers_columns_for_its_source(tmp_path, capsys):
    builders.region("36.02.06.2001")
    builders.election()
    builders.agency("kpu")
    file = tmp_path / "tps.csv"
    file.write_bytes(STRANGE)
    call_command("import_tps", file, "--map", "code=kunci", "--map", "voters=jiwa", "--source", "KPU", "--json")
    assert json.loads(capsys.readouterr().out)["created"] == 2
    file.write_bytes(STRANGE.replace(b"210", b"211"))
    call_command("import_tps", file, "--source", "kpu", "--json")
    assert json.loads(capsys.readouterr().out)["updated"] == 1
    with pytest.raises(SystemExit):
        call_command("import_tps", file, "--json")
    assert "tidak memuat kode_tps" in json.loads(capsys.readouterr().out)["errors"][0]["reason"]
    with pytest.raises(CommandError, match="Known: kpu"):
        call_command("import_tps", file, "--source", "kpud")


def test_codes_of_villages_in_another_column_are_offered_for_choice(banten):
    page = upload(banten, f"wilayah;urut;orang\n{KANEKES};4;199\n".encode())
    choose(banten, page, village=0, number=1, voters=2)
    work()
    banten.post(f"{page}confirm/")
    work()
    assert PollingStation.objects.get().code == f"{KANEKES}004"


def test_codes_are_found_by_what_a_column_holds_when_its_name_says_nothing(banten):
    page = upload(banten, b"No;Kode Wilayah TPS;Alamat\n1;3602062001001;Kp. Cibeo\n2;36.02.06.2001.002;Kp. Cikeusik\n")
    answer = banten.get(page)
    assert "Menunggu persetujuan" in answer.content.decode()
    found = RosterImport.objects.get()
    assert (found.read, found.created) == (2, 2)
    assert found.report["columns"]["code"] == "Kode Wilayah TPS"


def test_two_columns_that_both_hold_codes_are_left_to_a_person(banten):
    page = upload(banten, b"lama;baru;jiwa\n3602062001001;3602062001001;1\n3602062001002;3602062001002;2\n")
    assert "Kolom berkas" in banten.get(page).content.decode()
    assert RosterImport.objects.get().state == "refused"

"""Workbooks on every road that takes a list: the pages of rosters and of risks, and the three commands."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from desk.work import runs
from desk.work.models import Job
from risks import jobs as risk_jobs
from risks.models import ListImport, Observation
from tests import builders, sheets
from tests.rosters import HEADER, roster, row
from tps import jobs
from tps.models import PollingStation, Region, RosterImport

pytestmark = pytest.mark.django_db
assert jobs.check and risk_jobs.check, "importing them registers the handlers"
LIST = [["kode_tps", "kind", "grade", "date"], ["3602062001001", "blank-spot", "none", "2024-01-25"]]


@pytest.fixture
def election(cast):
    builders.region("36.02.06.2001")
    Region.objects.filter(pk="36.02.06").update(latitude=-6.58, longitude=106.2)
    return builders.election()


@pytest.fixture
def banten(client, cast, election):
    client.force_login(cast.operator_banten)
    return client


def upload(client, content, name="tps.xlsx"):
    fields = {"client_id": uuid.uuid4(), "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("imports"), {**fields, "election": builders.election().pk})


def work():
    for job in Job.objects.filter(state="due"):
        runs.execute(job.pk)


def run(capsys, *words):
    code = 0
    try:
        call_command(*words, "--json")
    except SystemExit as end:
        code = end.code
    return code, json.loads(capsys.readouterr().out)


def test_a_workbook_is_checked_agreed_to_and_loaded_by_page(banten):
    page = upload(banten, sheets.of(roster(row(1), row(2), row(0)), more={"Rahasia": None}))["Location"]
    work()
    preview = banten.get(page).content.decode()
    assert "Muat 2 baris" in preview
    assert "lembar “TPS”" in preview
    assert "Lembar tersembunyi tidak dibaca: Rahasia." in preview
    assert "Pemisah" not in preview
    banten.post(f"{page}confirm/")
    work()
    made = RosterImport.objects.get()
    assert (made.state, made.created, made.rejected, made.errors_head[0][0]) == ("applied", 2, 1, 4)
    assert made.file.content_type.endswith("spreadsheetml.sheet")
    assert PollingStation.objects.count() == 2


def test_the_csv_of_a_workbook_changes_nothing_more(banten, election, tmp_path, capsys):
    content = roster(*(row(number) for number in range(1, 9)))
    for name, each in (("tps.xlsx", sheets.of(content)), ("tps.csv", content)):
        (tmp_path / name).write_bytes(each)
    assert run(capsys, "import_tps", str(tmp_path / "tps.xlsx"))[1]["created"] == 8
    again = run(capsys, "import_tps", str(tmp_path / "tps.csv"))[1]
    assert (again["unchanged"], again["updated"]) == (8, 0)


def test_another_sheet_is_checked_and_loaded_by_page(banten, client, cast):
    other = [line.split(",") for line in roster(row(7)).decode().splitlines()]
    page = upload(banten, sheets.of(roster(row(1), row(2)), more={"Kecamatan Dua": other}))["Location"]
    work()
    assert '<option value="Kecamatan Dua">' in banten.get(page).content.decode()
    assert banten.post(f"{page}sheet/", {"sheet": "Rahasia"}).status_code == 302
    assert RosterImport.objects.get().state == "checked"
    banten.post(f"{page}sheet/", {"sheet": "Kecamatan Dua"})
    work()
    preview = banten.get(page).content.decode()
    assert "lembar “Kecamatan Dua”" in preview
    assert '<option value="TPS">' in preview
    banten.post(f"{page}confirm/")
    work()
    assert [station.number for station in PollingStation.objects.all()] == [7]
    banten.post(f"{page}sheet/", {"sheet": "TPS"})
    assert RosterImport.objects.get().state == "applied"
    client.force_login(cast.operator_pandeglang)
    assert client.post(f"{page}sheet/", {"sheet": "TPS"}).status_code == 403


def test_another_sheet_that_fits_is_warned_of_and_can_be_named(banten, election, tmp_path, capsys):
    other = [line.split(",") for line in roster(row(7)).decode().splitlines()]
    content = sheets.of(roster(row(1)), more={"Kecamatan Dua": other})
    page = upload(banten, content)["Location"]
    work()
    assert "Lembar Kecamatan Dua berjudul sama tetapi tidak dibaca" in banten.get(page).content.decode()
    file = tmp_path / "tps.xlsx"
    file.write_bytes(content)
    assert run(capsys, "import_tps", str(file), "--sheet", "Kecamatan Dua")[1]["created"] == 1
    assert PollingStation.objects.get().number == 7
    code, summary = run(capsys, "import_tps", str(file), "--sheet", "Tiga")
    assert code == 1
    assert "Lembar yang ada: TPS, Kecamatan Dua" in summary["errors"][0]["reason"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (sheets.swollen(1 << 30, incompressible=2_600_000), "mengembang terlalu besar"),
        (b"PK\x03\x04" + b"x" * 50, "rusak"),
        (sheets.packed({"tps.csv": roster(row(1))}), "arsip ZIP"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "Excel lama"),
    ],
)
def test_what_is_no_workbook_is_refused_beside_the_field(banten, content, words):
    answer = upload(banten, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not RosterImport.objects.exists()


def test_a_bomb_that_lies_is_refused_by_the_check(banten):
    page = upload(banten, sheets.swollen(1 << 30, claimed=1_000))["Location"]
    work()
    assert "mengembang terlalu besar" in banten.get(page).content.decode()
    assert RosterImport.objects.get().state == "refused"


def test_lines_above_the_header_of_a_csv_are_passed_over_and_counted(banten):
    title = "DAFTAR TPS PEMILU 2024" + "," * HEADER.count(",")
    page = upload(banten, f"{title}\n\n".encode() + roster(row(1), row(0)), "tps.csv")["Location"]
    work()
    assert "1 baris di atas judul kolom dilewati" in banten.get(page).content.decode()
    made = RosterImport.objects.get()
    assert (made.created, made.errors_head[0][0]) == (1, 5)


def test_a_list_of_risks_is_taken_as_a_workbook(banten, cast):
    builders.station(1)
    file = SimpleUploadedFile("daftar.xlsx", sheets.book(LIST))
    page = banten.post(reverse("list-imports"), {"source": "kpu", "client_id": uuid.uuid4(), "file": file})["Location"]
    work()
    assert "lembar kerja (XLSX)" in banten.get(page).content.decode()
    banten.post(reverse("list-import-act", args=[ListImport.objects.get().pk]), {"action": "confirm"})
    work()
    assert Observation.objects.get().grade == "none"


def test_a_wrong_list_of_risks_is_refused_beside_the_field(banten):
    file = SimpleUploadedFile("daftar.xlsx", sheets.packed({"a.csv": "x"}))
    answer = banten.post(reverse("list-imports"), {"source": "kpu", "client_id": uuid.uuid4(), "file": file})
    assert answer.status_code == 422
    assert "arsip ZIP" in answer.content.decode()
    assert not ListImport.objects.exists()


def test_import_observations_takes_a_workbook_with_days_and_errors(election, cast, tmp_path, capsys):
    builders.station(1)
    file = tmp_path / "daftar.xlsx"
    file.write_bytes(sheets.book([["Daftar KPU"], *LIST, ["3602062001001", "flood", "#N/A", "2024-01-25"]], name="KPU"))
    code, summary = run(capsys, "import_observations", str(file), "--source", "kpu", "--sheet", "kpu")
    assert (code, summary["created"], summary["rejected"]) == (0, 1, 1)
    assert (summary["errors"][0]["row"], "galat" in summary["errors"][0]["reason"]) == (4, True)


def test_import_regions_takes_a_workbook(db, tmp_path, capsys):
    file = tmp_path / "wilayah.xlsx"
    lines = [["Kode", "Nama"], [36, "Banten"], ["36.02", "Lebak"], ["36.02.06", "Leuwidamar"], [3602062001, "Kanekes"]]
    file.write_bytes(sheets.book(lines))
    before = set(Region.objects.values_list("code", flat=True))
    code, summary = run(capsys, "import_regions", str(file))
    assert (code, summary["read"], summary["rejected"]) == (0, 4, 0)
    assert set(Region.objects.values_list("code", flat=True)) >= before | {"36.02.06.2001"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_example_can_be_handed_in_as_it_is(banten, client, cast, kind):
    answer = banten.get(reverse("import-sample", args=[kind]))
    page = upload(banten, b"".join(answer), f"contoh.{kind}")["Location"]
    work()
    made = RosterImport.objects.get()
    assert f"Muat {made.created} baris" in banten.get(page).content.decode()
    assert (made.created % 2, made.rejected) == (0, 0)
    assert made.report["ignored"] == ["kode_kab", "nama_kab", "kode_kec", "nama_kec"]
    assert reverse("import-sample", args=[kind]) in banten.get(reverse("imports")).content.decode()
    client.force_login(cast.kpu)
    assert client.get(reverse("import-sample", args=[kind])).status_code == 403

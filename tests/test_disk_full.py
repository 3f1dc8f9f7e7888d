"""A disk that runs full, a file that changes: a sentence with what to do, nothing kept by halves, and another try."""

import json
import os
import resource
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from desk.files import copies
from desk.files.actions import keep, whole
from desk.files.models import StoredFile
from desk.files.room import NoRoom
from desk.work import runs
from desk.work.models import Job
from risks import jobs as risk_jobs
from risks.models import ListImport
from tests import builders, sheets
from tests.rosters import roster, row
from tps import jobs
from tps.models import PollingStation, Region, RosterImport

pytestmark = pytest.mark.django_db
assert jobs.check and risk_jobs.check, "importing them registers the handlers"
FULL = "Ruang simpan di server penuh"
BIG = roster(*(row(number, nama_desa="K" * 1500) for number in range(1, 901)))


@contextmanager
def little_room(most: int):
    """Let no file of this process grow beyond some bytes, as on a disk that runs full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full_database():
    """Let PostgreSQL have no room for another station."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
            "'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
        )
        cursor.execute("CREATE TRIGGER full_disk BEFORE INSERT ON tps_pollingstation EXECUTE FUNCTION full_disk()")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION full_disk CASCADE")


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def election(cast):
    builders.region("36.02.06.2001")
    Region.objects.filter(pk="36.02.06").update(latitude=-6.58, longitude=106.2)
    return builders.election()


@pytest.fixture
def banten(client, cast, election, media):
    client.force_login(cast.operator_banten)
    return client


def upload(client, content, name="tps.csv"):
    file = SimpleUploadedFile(name, content)
    fields = {"client_id": uuid.uuid4(), "file": file, "election": builders.election().pk}
    return client.post(reverse("imports"), fields)


def work():
    for job in Job.objects.filter(state="due"):
        runs.execute(job.pk)


def files_in(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def test_an_upload_without_room_leaves_nothing(banten, media):
    with little_room(4_000):
        answer = upload(banten, roster(*(row(number) for number in range(1, 200))))
    assert answer.status_code == 507
    assert FULL in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert not RosterImport.objects.exists()
    assert not files_in(media)
    assert upload(banten, roster(row(1))).status_code == 302


def test_an_upload_too_big_for_memory_is_let_go_when_the_disk_is_full(banten, media):
    with little_room(200_000):
        answer = upload(banten, BIG)
    assert answer.status_code == 507
    assert FULL in answer.content.decode()
    assert not RosterImport.objects.exists()
    assert upload(banten, BIG).status_code == 302


@pytest.mark.parametrize("content", [roster(row(1)), sheets.of(roster(*(row(number) for number in range(1, 400))))])
def test_a_check_without_room_fails_with_a_sentence_and_is_tried_again(banten, content):
    page = upload(banten, content)["Location"]
    with little_room(20):
        work()
    made = RosterImport.objects.get()
    assert made.standing == "failed"
    assert FULL in banten.get(page).content.decode()
    banten.post(f"{page}retry/")
    work()
    assert "Muat" in banten.get(page).content.decode()
    assert RosterImport.objects.get().state == "checked"


def test_a_full_database_undoes_the_loading_and_it_is_tried_again(banten, media):
    page = upload(banten, roster(row(1), row(2), row(0)))["Location"]
    work()
    kept = StoredFile.objects.count()
    banten.post(f"{page}confirm/")
    with full_database():
        work()
    text = banten.get(page).content.decode()
    assert FULL in text
    assert "Coba lagi" in text
    assert not PollingStation.objects.exists()
    assert len(files_in(media)) == kept == StoredFile.objects.count()
    banten.post(f"{page}retry/")
    work()
    assert PollingStation.objects.count() == 2
    assert RosterImport.objects.get().state == "applied"


def run(capsys, *words):
    code = 0
    try:
        call_command(*words, "--json")
    except SystemExit as end:
        code = end.code
    return code, json.loads(capsys.readouterr().out)


def test_a_command_says_that_the_disk_is_full(election, tmp_path, capsys, media):
    file = tmp_path / "tps.csv"
    file.write_bytes(roster(row(1)))
    with full_database():
        code, summary = run(capsys, "import_tps", str(file))
    assert (code, summary["created"]) == (1, 0)
    assert FULL in summary["errors"][0]["reason"]
    with little_room(50):
        code, summary = run(capsys, "import_tps", str(file))
    assert FULL in summary["errors"][0]["reason"]
    assert not RosterImport.objects.exists()
    assert run(capsys, "import_tps", str(file))[1]["created"] == 1


def test_the_reader_of_workbooks_says_so_too(election, tmp_path, capsys, media, monkeypatch):
    reader = tmp_path / "reader.py"
    reader.write_text("import sys\nopen(sys.argv[2] + '/answer.json', 'w').write('{\"stop\": \"disk\"}')\n")
    monkeypatch.setattr("tps.boxes.READER", reader)
    file = tmp_path / "tps.xlsx"
    file.write_bytes(sheets.of(roster(row(1))))
    assert FULL in run(capsys, "import_tps", str(file))[1]["errors"][0]["reason"]


def spoil(stored: StoredFile, content: bytes) -> None:
    (Path(settings.MEDIA_ROOT) / stored.file.name).write_bytes(content)


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_kept_file_that_is_not_what_was_handed_in_is_never_loaded(banten, confirmed):
    page = upload(banten, roster(row(1)))["Location"]
    if confirmed:
        work()
        banten.post(f"{page}confirm/")
    spoil(RosterImport.objects.get().file, roster(row(2)))
    work()
    assert RosterImport.objects.get().state == "refused"
    assert "tidak sama lagi dengan yang diunggah" in banten.get(page).content.decode()
    assert not PollingStation.objects.exists()


def test_a_kept_file_that_is_gone_is_said_to_be(banten, media):
    page = upload(banten, roster(row(1)))["Location"]
    for each in files_in(media):
        each.unlink()
    work()
    assert "tidak ada lagi di penyimpanan" in banten.get(page).content.decode()


def test_a_list_of_risks_is_held_to_its_digest_and_tried_again(banten, cast):
    builders.station(1)
    text = b"kode_tps,kind,grade,date\n3602062001001,blank-spot,none,2024-01-25\n"
    fields = {"source": "kpu", "client_id": uuid.uuid4(), "file": SimpleUploadedFile("a.csv", text)}
    page = banten.post(reverse("list-imports"), fields)["Location"]
    with little_room(20):
        work()
    assert FULL in banten.get(page).content.decode()
    banten.post(reverse("list-import-act", args=[ListImport.objects.get().pk]), {"action": "retry"})
    spoil(StoredFile.objects.get(), text.replace(b"none", b"weak"))
    work()
    assert "tidak sama lagi" in banten.get(page).content.decode()


@pytest.mark.parametrize("change", ["grow", "same size", "replaced"])
def test_a_file_that_changes_while_it_is_read_is_refused(election, tmp_path, capsys, monkeypatch, media, change):
    file = tmp_path / "tps.csv"
    content = roster(row(1), row(2))
    file.write_bytes(content)
    real = copies._copied
    calls = []

    def writing(source, copy, most_bytes):
        found = real(source, copy, most_bytes)
        calls.append(found)
        if len(calls) == 1:
            if change == "replaced":
                other = tmp_path / "other.csv"
                other.write_bytes(content)
                os.replace(other, file)
            else:
                stamp = file.stat().st_mtime_ns
                file.write_bytes(content + content if change == "grow" else content.replace(b"KANEKES", b"KANEKAS"))
                os.utime(file, ns=(stamp, stamp))
        return found

    monkeypatch.setattr(copies, "_copied", writing)
    code, summary = run(capsys, "import_tps", str(file))
    assert code == 1
    assert "berubah selagi dibaca" in summary["errors"][0]["reason"]
    assert not PollingStation.objects.exists()


def test_keeping_by_halves_leaves_no_row_and_no_file(media):
    with little_room(1_000), pytest.raises(NoRoom):
        keep(ContentFile(b"x" * 5_000), "besar.csv", actor=None, at=timezone.now())
    assert not StoredFile.objects.exists()
    assert not files_in(media)


def test_what_is_no_full_disk_stays_what_it_is(banten, monkeypatch):
    def broken(*_words, **_more):
        raise PermissionError(13, "no")

    monkeypatch.setattr("tps.import_views.rosters.upload", broken)
    with pytest.raises(PermissionError):
        upload(banten, roster(row(1)))


def test_bytes_go_with_the_rows_that_were_rolled_back(media):
    with pytest.raises(RuntimeError), whole(), transaction.atomic():
        keep(ContentFile(b"x"), "a.csv", actor=None, at=timezone.now())
        raise RuntimeError
    assert not files_in(media)
    with pytest.raises(RuntimeError), whole():
        keep(ContentFile(b"x"), "b.csv", actor=None, at=timezone.now())
        raise RuntimeError
    assert len(files_in(media)) == StoredFile.objects.count() == 1

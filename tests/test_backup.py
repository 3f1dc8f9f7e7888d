"""Backup and restore: what was there is there again, in an empty installation, or nothing is."""

import contextlib
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from desk import backup as taking
from desk.accounts.models import User
from desk.agencies.models import Contact
from desk.backup import tables_kept
from desk.files.actions import keep
from desk.files.models import StoredFile
from risks.models import Flag
from tests import builders, doors
from tests.worker import ROOT, environment
from tps.models import Election, PollingStation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def empty_installation() -> None:
    """Leave the schema, take away every row and stored file, as on a new machine."""
    for stored in StoredFile.objects.all():
        default_storage.delete(stored.file.name)
    call_command("flush", interactive=False, verbosity=0)


def event_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM risks_flagevent")
        return cursor.fetchone()[0]


def filled(tmp_path: Path) -> Path:
    people = builders.cast()
    flag = builders.flag(severity="high", reported_by=people.operator_lebak, note="ambang\tbaris\nbaru \\N ü")
    builders.observation(flag.station, flag=flag)
    keep(ContentFile(b"isi berkas"), "daftar.csv", actor=people.admin, at=timezone.now())
    target = tmp_path / "desk.backup"
    call_command("backup", str(target), stdout=io.StringIO())
    return target


def test_a_backup_comes_back_whole_in_an_empty_installation(tmp_path, client):
    target = filled(tmp_path)
    events = event_count()
    empty_installation()
    call_command("restore", str(target), stdout=io.StringIO())
    flag = Flag.objects.get()
    assert flag.note == "ambang\tbaris\nbaru \\N ü"
    assert flag.station.code == "3602062001005"
    assert flag.reported_by.username == "operator.lebak"
    assert event_count() == events
    with default_storage.open(StoredFile.objects.get().file.name) as content:
        assert content.read() == b"isi berkas"
    assert client.login(username="operator.lebak", password=builders.PASSWORD)


def test_work_goes_on_after_a_restore(tmp_path):
    target = filled(tmp_path)
    before = Flag.objects.get().pk
    empty_installation()
    call_command("restore", str(target), stdout=io.StringIO())
    events = event_count()
    after = builders.flag(builders.station(number=6))
    assert after.pk > before
    assert event_count() == events + 1


def test_a_backup_is_readable_by_its_owner_only_and_never_overwritten(tmp_path):
    target = filled(tmp_path)
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="sudah ada"):
        call_command("backup", str(target))


def test_a_restore_onto_an_installation_in_use_is_refused(tmp_path):
    target = filled(tmp_path)
    with pytest.raises(CommandError, match="tidak kosong"):
        call_command("restore", str(target))
    assert PollingStation.objects.count() == 1


def test_a_cut_backup_changes_nothing(tmp_path):
    target = filled(tmp_path)
    empty_installation()
    target.write_bytes(target.read_bytes()[:-400])
    with pytest.raises(CommandError):
        call_command("restore", str(target))
    assert not User.objects.exists()
    assert not Election.objects.exists()


def test_a_tampered_backup_changes_nothing(tmp_path):
    target = filled(tmp_path)
    empty_installation()
    forged = tmp_path / "forged.backup"
    with tarfile.open(target) as old, tarfile.open(forged, "w:gz") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            if member.name == "db/risks_flag":
                content = content.replace(b"ambang", b"ambing")
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    with pytest.raises(CommandError, match="sha256"):
        call_command("restore", str(forged))
    assert not Flag.objects.exists()


def test_a_backup_of_another_version_says_so(tmp_path):
    target = filled(tmp_path)
    empty_installation()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('tps', '9999_later', now())")
    try:
        with pytest.raises(CommandError, match="versi lain"):
            call_command("restore", str(target))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    assert not User.objects.exists()


def test_no_backup_appears_when_a_stored_file_is_lost(tmp_path):
    people = builders.cast()
    stored = keep(ContentFile(b"x"), "hilang.csv", actor=people.admin, at=timezone.now())
    default_storage.delete(stored.file.name)
    target = tmp_path / "desk.backup"
    with pytest.raises(CommandError, match=r"hilang\.csv"):
        call_command("backup", str(target))
    assert list(tmp_path.glob("*backup*")) == []


def counts_and_digests() -> tuple[dict[str, int], dict[str, str]]:
    """Count the rows of every table that a backup holds, and take the digest of every stored file."""
    with connection.cursor() as cursor:
        rows = {}
        for table in tables_kept():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            rows[table] = cursor.fetchone()[0]
    files = {}
    for stored in StoredFile.objects.all():
        with default_storage.open(stored.file.name) as content:
            files[stored.file.name] = hashlib.sha256(content.read()).hexdigest()
    return rows, files


def test_the_drill_every_table_and_every_file_is_the_same_afterwards(tmp_path):
    doors.world()
    call_command("load_reference", stdout=io.StringIO())
    rows, files = counts_and_digests()
    target = tmp_path / "drill.backup"
    call_command("backup", str(target), stdout=io.StringIO())
    empty_installation()
    call_command("load_reference", stdout=io.StringIO())
    out = io.StringIO()
    call_command("restore", str(target), "--json", stdout=out)
    assert counts_and_digests() == (rows, files)
    assert json.loads(out.getvalue()) == {"rows": sum(rows.values()), "files": len(files)}
    assert sum(count > 0 for count in rows.values()) > 30
    assert len(files) > 3


@pytest.mark.parametrize("made", ["contact", "station", "election"])
def test_whatever_an_installation_holds_already_is_named_and_kept(tmp_path, made):
    target = filled(tmp_path)
    empty_installation()
    if made == "contact":
        agency = builders.agency("kpu")
        Contact.objects.create(agency=agency, role="Ketua", valid_until=timezone.now().date())
    else:
        {"station": builders.station, "election": builders.election}[made]()
    before = counts_and_digests()
    with pytest.raises(CommandError, match="tidak kosong: ada isi di"):
        call_command("restore", str(target))
    assert counts_and_digests() == before


def hostile(name: str, whole: bytes) -> bytes:
    """Give the bytes of a file that is no backup, or no longer one."""
    manifest = json.dumps(["bukan", "daftar"]).encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        info = tarfile.TarInfo("manifest.json")
        info.size = len(manifest)
        tar.addfile(info, io.BytesIO(manifest))
    half = len(whole) // 2
    return {
        "empty": b"",
        "text": b"kode_tps,kind\n1,2\n",
        "half": whole[:half],
        "scratched": whole[:half] + b"\0" * 64 + whole[half + 64 :],
        "gzip of text": gzip.compress(b"bukan cadangan"),
        "foreign manifest": packed.getvalue(),
    }[name]


@pytest.mark.parametrize("name", ["empty", "text", "half", "scratched", "gzip of text", "foreign manifest"])
def test_a_file_that_is_no_whole_backup_is_refused_and_changes_nothing(tmp_path, name):
    target = filled(tmp_path)
    empty_installation()
    before = counts_and_digests()
    target.write_bytes(hostile(name, target.read_bytes()))
    with pytest.raises(CommandError, match=r"Tidak ada yang diubah|tidak ada yang diubah"):
        call_command("restore", str(target))
    assert counts_and_digests() == before


def test_a_backup_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="tidak dapat dibaca"):
        call_command("restore", str(tmp_path / "tidak-ada"))


def test_a_full_disk_leaves_nothing_half_made(tmp_path):
    """A real limit on how large a file may grow: writing fails in the middle, as on a full disk."""
    people = builders.cast()
    keep(ContentFile(os.urandom(400_000)), "besar.bin", actor=people.admin, at=timezone.now())
    target = tmp_path / "desk.backup"
    limited = [
        sys.executable,
        "-c",
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000));"
        "sys.argv[0] = 'manage.py'; runpy.run_path('manage.py', run_name='__main__')",
        *("backup", str(target)),
    ]
    done = subprocess.run(limited, env=environment(), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "tidak dapat ditulis" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["media"]


def test_a_file_that_is_not_what_was_stored_stops_the_backup(tmp_path):
    people = builders.cast()
    stored = keep(ContentFile(b"asli"), "asli.csv", actor=people.admin, at=timezone.now())
    Path(default_storage.path(stored.file.name)).write_bytes(b"lain")
    with pytest.raises(CommandError, match=r"asli\.csv.*berbeda"):
        call_command("backup", str(tmp_path / "desk.backup"))


def test_a_backup_beside_changes_is_of_one_moment(tmp_path, monkeypatch):
    """Rows that others write and tables that others empty while it runs are not in it, or wholly."""
    people = builders.cast()
    for number in range(1, 4):
        builders.flag(builders.station(number=number), reported_by=people.operator_lebak)
    begun, ended = threading.Event(), threading.Event()
    original = taking._copy_out

    def slowly(cursor, table, columns, spool):
        if table == "risks_flag":
            begun.set()
            assert ended.wait(10)
        return original(cursor, table, columns, spool)

    def others() -> None:
        begun.wait(10)
        try:
            builders.flag(builders.station(number=9))
            keep(ContentFile(b"terlambat"), "terlambat.csv", actor=None, at=timezone.now())
            with transaction.atomic(), connection.cursor() as cursor, contextlib.suppress(OperationalError):
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
                cursor.execute("TRUNCATE tps_stage CASCADE")
        finally:
            connection.close()
            ended.set()

    builders.election()
    monkeypatch.setattr(taking, "_copy_out", slowly)
    writer = threading.Thread(target=others)
    writer.start()
    manifest = taking.backup(tmp_path / "desk.backup", at=timezone.now())
    writer.join()
    rows = {entry["table"]: entry["rows"] for entry in manifest["tables"]}
    assert (rows["risks_flag"], rows["tps_pollingstation"], rows["files_storedfile"]) == (3, 3, 0)
    assert manifest["files"] == []
    assert Flag.objects.count() == 4

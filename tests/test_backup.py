"""Backup and restore: what was there is there again, in an empty installation, or nothing is."""

import io
import tarfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from desk.accounts.models import User
from desk.files.actions import keep
from desk.files.models import StoredFile
from risks.models import Flag
from tests import builders
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

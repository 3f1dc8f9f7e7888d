"""Bring a backup into an empty installation: all of it, or nothing."""

import hashlib
import io
import json
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import DatabaseError as DjangoDatabaseError
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import Error as DatabaseError
from psycopg import sql

from desk.backup import CHUNK, FORMAT, BackupError, Tell, copy_words, migrations_applied, tables_kept

# What a new installation holds after `migrate` and `load_reference`, before anybody has used it.
AT_FIRST = {
    *("auth_permission", "django_content_type", "pghistory_context"),
    *("agencies_agency", "agencies_agencyevent"),
    *("work_pulse", "work_worker"),
    *("tps_region", "tps_regionalias", "tps_placename", "tps_nameterm"),
}
# All that a file which is no backup, or half of one, can make a reader stumble over.
UNREADABLE = (
    *(tarfile.TarError, zlib.error, EOFError, OSError, DatabaseError, DjangoDatabaseError),
    *(SuspiciousOperation, ValueError, TypeError, KeyError, AttributeError),
)


def restore(source: Path, *, tell: Tell = lambda _line: None) -> dict[str, Any]:
    """Bring a backup into an empty installation, all or nothing; gives the manifest.

    Raises BackupError when the installation is not empty, the version differs, or a checksum does not fit.
    """
    _refuse_unless_empty()
    kept: list[str] = []
    try:
        with tarfile.open(source, "r:gz") as tar, transaction.atomic():
            manifest = _manifest(tar)
            _read_tables(tar, manifest, tell)
            _read_files(tar, manifest, kept, tell)
    except UNREADABLE as error:
        _drop(kept)
        raise BackupError(f"Berkas cadangan tidak dapat dibaca ({error}). Tidak ada yang diubah.") from error
    except BaseException:
        _drop(kept)
        raise
    return manifest


def _refuse_unless_empty() -> None:
    with connection.cursor() as cursor:
        used = [table for table in tables_kept() if table not in AT_FIRST and _holds_rows(cursor, table)]
    if used:
        raise BackupError(
            f"Pemasangan ini tidak kosong: ada isi di {', '.join(used[:5])}{' dan lainnya' if used[5:] else ''}."
            " Pulihkan ke basis data baru yang hanya sudah dimigrasi; tidak ada yang diubah di sini."
        )


def _holds_rows(cursor: CursorWrapper, table: str) -> bool:
    cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table)))
    return bool(cursor.fetchone()[0])


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    with _member(tar, "manifest.json") as content:
        manifest = json.load(content)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupError("Berkas ini bukan cadangan Desk Pemilu yang dikenal versi ini. Tidak ada yang diubah.")
    missing = set(manifest["migrations"]) ^ set(migrations_applied())
    if missing:
        raise BackupError(
            "Cadangan dibuat oleh versi lain (migrasi berbeda: "
            + ", ".join(sorted(missing)[:5])
            + "). Pasang versi yang sama, pulihkan, lalu perbarui."
        )
    unknown = {entry["table"] for entry in manifest["tables"]} ^ set(tables_kept())
    if unknown:
        raise BackupError(f"Daftar tabel berbeda: {', '.join(sorted(unknown)[:5])}. Tidak ada yang diubah.")
    return manifest


def _read_tables(tar: tarfile.TarFile, manifest: dict[str, Any], tell: Tell) -> None:
    with connection.cursor() as cursor:
        names = sql.SQL(", ").join(sql.Identifier(entry["table"]) for entry in manifest["tables"])
        cursor.execute(sql.SQL("TRUNCATE {}").format(names))
        for entry in manifest["tables"]:
            # The rows bring their own history: no trigger may write a second one.
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(entry["table"])))
        for entry in manifest["tables"]:
            rows = _copy_in(cursor, tar, entry)
            if rows != entry["rows"]:
                raise BackupError(f"{entry['table']}: {rows} baris, seharusnya {entry['rows']}. Tidak ada yang diubah.")
            tell(f"{entry['table']}: {rows}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for entry in manifest["tables"]:
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(entry["table"])))
        for name, value in manifest["sequences"].items():
            cursor.execute("SELECT setval(%s::regclass, %s)", [f'"{name}"', value])


def _copy_in(cursor: CursorWrapper, tar: tarfile.TarFile, entry: dict[str, Any]) -> int:
    digest = hashlib.sha256()
    statement = copy_words("FROM STDIN", entry["table"], entry["columns"])
    with _member(tar, f"db/{entry['table']}") as content, cursor.copy(statement) as stream:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            stream.write(chunk)
    _compare(entry["table"], digest.hexdigest(), entry["sha256"])
    return int(cursor.rowcount)


def _read_files(tar: tarfile.TarFile, manifest: dict[str, Any], kept: list[str], tell: Tell) -> None:
    for entry in manifest["files"]:
        digest = hashlib.sha256()
        with _member(tar, entry["member"]) as content, tempfile.TemporaryFile() as spool:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
                spool.write(chunk)
            _compare(entry["name"], digest.hexdigest(), entry["sha256"])
            if default_storage.exists(entry["name"]):
                raise BackupError(f"Penyimpanan sudah berisi {entry['name']}. Kosongkan penyimpanan dulu.")
            spool.seek(0)
            kept.append(default_storage.save(entry["name"], File(spool)))
    tell(f"{len(kept)} berkas")


def _compare(name: str, found: str, expected: str) -> None:
    if found != expected:
        raise BackupError(f"{name} rusak: sha256 tidak cocok. Ambil cadangan lain; tidak ada yang diubah.")


@contextmanager
def _member(tar: tarfile.TarFile, name: str) -> Iterator[IO[bytes]]:
    try:
        content = tar.extractfile(name)
    except KeyError:
        content = None
    if content is None:
        raise BackupError(f"Berkas cadangan tidak lengkap: {name} tidak ada. Tidak ada yang diubah.")
    with io.BufferedReader(content, CHUNK) as reader:  # type: ignore[type-var]  # IO[bytes] of a member is a raw stream
        yield reader


def _drop(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)

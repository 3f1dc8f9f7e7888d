"""A backup is one file: every table as PostgreSQL's own COPY text, every stored file, and a manifest with checksums.

It is taken from one snapshot of the database while the product runs, and restored in one transaction into an empty
installation of the same version. Sessions and the cache are left out. The file is not encrypted: keep it like the
database itself.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from psycopg import Error as DatabaseError
from psycopg import sql

from desk.accounts.models import User
from desk.files.models import StoredFile
from tps.models import Election

FORMAT = 1
LEFT_OUT = {"django_session", "desk_cache", "django_migrations"}
CHUNK = 1024 * 1024
SPOOL = 8 * 1024 * 1024
Tell = Callable[[str], None]


class BackupError(Exception):
    """The backup cannot be taken or restored; the text says why and what to do."""


def backup(target: Path, *, at: datetime, tell: Tell = lambda _line: None) -> dict[str, Any]:
    """Write database and files to a new file (mode 0600, gzip-ed tar); gives the manifest.

    The file appears under its name only when it is whole. Raises BackupError if the name is taken or a stored file
    is missing.
    """
    if target.exists():
        raise BackupError(f"{target} sudah ada. Pilih nama lain; cadangan lama tidak ditimpa.")
    partial = target.with_name(f".{target.name}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
            manifest = _write(tar, at, tell)
            raw.flush()
        with partial.open("rb") as whole:
            os.fsync(whole.fileno())
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


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
    except (tarfile.TarError, EOFError, OSError, DatabaseError) as error:
        _drop(kept)
        raise BackupError(f"Berkas cadangan tidak dapat dibaca ({error}). Tidak ada yang diubah.") from error
    except BaseException:
        _drop(kept)
        raise
    return manifest


def _write(tar: tarfile.TarFile, at: datetime, tell: Tell) -> dict[str, Any]:
    manifest: dict[str, Any] = {"format": FORMAT, "taken_at": at.isoformat(), "tables": [], "files": []}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        manifest["migrations"] = _migrations()
        manifest["sequences"] = _sequences(cursor)
        for table in _tables():
            columns = _columns(cursor, table)
            with tempfile.SpooledTemporaryFile(SPOOL) as spool:
                rows = _copy_out(cursor, table, columns, spool)
                entry = {"table": table, "columns": columns, "rows": rows, "sha256": _add(tar, f"db/{table}", spool)}
            manifest["tables"].append(entry)
            tell(f"{table}: {rows}")
        for stored in StoredFile.objects.order_by("pk").iterator():
            name = str(stored.file.name)
            if not default_storage.exists(name):
                raise BackupError(
                    f"Berkas {stored.name} ({stored.pk}) tidak ada di penyimpanan. Periksa penyimpanan dulu."
                )
            with default_storage.open(name) as content, tempfile.SpooledTemporaryFile(SPOOL) as spool:
                for chunk in content.chunks():
                    spool.write(chunk)
                manifest["files"].append({"name": name, "sha256": _add(tar, f"files/{stored.pk}", spool)})
                manifest["files"][-1]["member"] = f"files/{stored.pk}"
    with tempfile.SpooledTemporaryFile(SPOOL) as spool:
        spool.write(json.dumps(manifest, indent=1).encode())
        _add(tar, "manifest.json", spool)
    return manifest


def _tables() -> list[str]:
    known = connection.introspection.django_table_names(only_existing=True)
    return sorted(set(known) - LEFT_OUT)


def _columns(cursor: CursorWrapper, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        [f'"{table}"'],
    )
    return [name for (name,) in cursor.fetchall()]


def _sequences(cursor: CursorWrapper) -> dict[str, int]:
    cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()")
    return {name: value for name, value in cursor.fetchall() if value is not None}


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _copy(direction: str, table: str, columns: list[str]) -> sql.Composed:
    return sql.SQL("COPY {} ({}) " + direction).format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )


def _copy_out(cursor: CursorWrapper, table: str, columns: list[str], spool: IO[bytes]) -> int:
    with cursor.copy(_copy("TO STDOUT", table, columns)) as stream:
        for block in stream:
            spool.write(bytes(block))
    return int(cursor.rowcount)


def _add(tar: tarfile.TarFile, name: str, spool: IO[bytes]) -> str:
    size = spool.tell()
    spool.seek(0)
    digest = hashlib.sha256()
    while chunk := spool.read(CHUNK):
        digest.update(chunk)
    spool.seek(0)
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    tar.addfile(info, spool)
    return digest.hexdigest()


def _refuse_unless_empty() -> None:
    if User.objects.exists() or Election.objects.exists() or StoredFile.objects.exists():
        raise BackupError(
            "Pemasangan ini tidak kosong: sudah ada pengguna, pemilihan, atau berkas. Pulihkan ke basis data baru"
            " yang hanya sudah dimigrasi; tidak ada yang diubah di sini."
        )


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    with _member(tar, "manifest.json") as content:
        manifest = json.load(content)
    if manifest.get("format") != FORMAT:
        raise BackupError("Berkas ini bukan cadangan Desk Pemilu yang dikenal versi ini. Tidak ada yang diubah.")
    missing = set(manifest["migrations"]) ^ set(_migrations())
    if missing:
        raise BackupError(
            "Cadangan dibuat oleh versi lain (migrasi berbeda: "
            + ", ".join(sorted(missing)[:5])
            + "). Pasang versi yang sama, pulihkan, lalu perbarui."
        )
    unknown = {entry["table"] for entry in manifest["tables"]} ^ set(_tables())
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
    statement = _copy("FROM STDIN", entry["table"], entry["columns"])
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

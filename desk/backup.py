"""A backup is one file: every table as PostgreSQL's own COPY text, every stored file, and a manifest with checksums.

It is taken from one snapshot of the database while the product runs, and restored in one transaction into an empty
installation of the same version. Sessions and the cache are left out. The file is not encrypted: keep it like the
database itself.
"""

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from desk.files.models import StoredFile

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
    # A name of its own, so that two backups at once do not write into each other.
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
            manifest = _write(tar, at, tell)
        with partial.open("rb") as whole:
            os.fsync(whole.fileno())
        partial.rename(target)
    except OSError as error:
        raise BackupError(
            f"Cadangan tidak dapat ditulis ({error}). Tidak ada berkas setengah jadi yang tertinggal."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def _write(tar: tarfile.TarFile, at: datetime, tell: Tell) -> dict[str, Any]:
    manifest: dict[str, Any] = {"format": FORMAT, "taken_at": at.isoformat(), "tables": [], "files": []}
    tables = tables_kept()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        # Before the first read makes the snapshot: a TRUNCATE beside it would empty a table in every snapshot.
        locked = sql.SQL(", ").join(map(sql.Identifier, tables))
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(locked))
        manifest["migrations"] = migrations_applied()
        manifest["sequences"] = _sequences(cursor)
        for table in tables:
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
                digest = _add(tar, f"files/{stored.pk}", spool)
            if digest != stored.sha256:
                raise BackupError(
                    f"Berkas {stored.name} ({stored.pk}) di penyimpanan berbeda dari yang pernah disimpan."
                    " Periksa penyimpanan dulu."
                )
            manifest["files"].append({"name": name, "sha256": digest, "member": f"files/{stored.pk}"})
    with tempfile.SpooledTemporaryFile(SPOOL) as spool:
        spool.write(json.dumps(manifest, indent=1).encode())
        _add(tar, "manifest.json", spool)
    return manifest


def tables_kept() -> list[str]:
    """Give the tables that a backup holds."""
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


def migrations_applied() -> list[str]:
    """Give the migrations that made these tables: a backup fits only the same ones."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def copy_words(direction: str, table: str, columns: list[str]) -> sql.Composed:
    """Give the COPY statement of a table, TO STDOUT or FROM STDIN."""
    return sql.SQL("COPY {} ({}) " + direction).format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )


def _copy_out(cursor: CursorWrapper, table: str, columns: list[str], spool: IO[bytes]) -> int:
    with cursor.copy(copy_words("TO STDOUT", table, columns)) as stream:
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

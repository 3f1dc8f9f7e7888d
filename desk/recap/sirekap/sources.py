"""Where Sirekap's files come from: a folder, a zip, a list of addresses; each gives (path, bytes) in turn.

Sizes written in a zip are claims: each entry is inflated only up to what one file may have, and all of them only up to
MOST_UNPACKED; nothing is ever unpacked to a path.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from desk.recap.sirekap import parser

MOST_FILES = 250_000  # a province's stations in five ballots
MOST_UNPACKED = 1024 * 1024 * 1024
SUFFIX = ".json"
Piece = tuple[str, bytes | None]  # the path, and the bytes; None where it could not be read or is too big


class Unreadable(Exception):
    """A folder, zip or list that cannot be taken; the text says why and what to do."""


def folder(path: Path) -> tuple[int, Iterator[Piece]]:
    """Give the number of JSON files below a folder, and then each of them; links out of it are not followed."""
    top = path.resolve()
    if not top.is_dir():
        raise Unreadable(_("%(path)s bukan folder.") % {"path": path.name})
    names = sorted(each for each in top.rglob(f"*{SUFFIX}") if each.is_file() and not each.is_symlink())
    if len(names) > MOST_FILES:
        raise Unreadable(_("Terlalu banyak berkas; paling banyak 250.000."))

    def pieces() -> Iterator[Piece]:
        for each in names:
            yield each.relative_to(top).as_posix(), _small(each)

    return len(names), pieces()


def _small(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(parser.MOST_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= parser.MOST_BYTES else None


def archive(file: BinaryIO) -> tuple[int, Iterator[Piece]]:
    """Give the number of JSON files in a zip, and then each of them."""
    try:
        opened = zipfile.ZipFile(file)
        entries = [each for each in opened.infolist() if not each.is_dir() and each.filename.endswith(SUFFIX)]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(_("Arsip .zip rusak atau terpotong. Minta salinan yang utuh.")) from error
    if len(entries) > MOST_FILES:
        raise Unreadable(_("Terlalu banyak berkas; paling banyak 250.000."))
    if not entries:
        raise Unreadable(_("Di dalam .zip tidak ada berkas .json."))

    def pieces() -> Iterator[Piece]:
        unpacked = 0
        for each in entries:
            content = _inflated(opened, each)
            unpacked += len(content or b"") or parser.MOST_BYTES
            if unpacked > MOST_UNPACKED:
                raise Unreadable(_("Berkas ini mengembang terlalu besar bila dibuka. Bagi menjadi beberapa zip."))
            yield each.filename, content

    return len(entries), pieces()


def _inflated(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    try:
        with opened.open(entry) as file:
            content = file.read(parser.MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        # Damaged, encrypted or packed in a way that nobody here knows: this one only.
        return None
    return content if len(content) <= parser.MOST_BYTES else None


def addresses(text: str, most: int) -> Sequence[str]:
    """Give the addresses of a list, one a line, each once; lines that begin with # say nothing."""
    lines = (each.strip() for each in text.splitlines())
    found = list(dict.fromkeys(each for each in lines if each and not each.startswith("#")))
    if len(found) > most:
        raise Unreadable(_("Terlalu banyak alamat; sekali baca paling banyak %(most)d.") % {"most": most})
    return found

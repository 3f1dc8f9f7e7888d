"""Looks through archives of vector files before anything is unpacked: entries, sizes, paths, one dataset only."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

MOST_ENTRIES = 500
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 200
SMALL = 8 * 1024 * 1024  # below this size even a high ratio does no harm
SUFFIX = {"GeoJSON": ".geojson", "Shapefile": ".shp", "GeoPackage": ".gpkg", "KML": ".kml"}
MAIN = {".shp": "Shapefile", ".gpkg": "GeoPackage", ".kml": "KML", ".geojson": "GeoJSON", ".json": "GeoJSON"}
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tar", ".kmz", ".bz2", ".xz")


class Unreadable(Exception):
    """A file cannot be taken; the text says why and what to do."""


def survey(file: BinaryIO) -> tuple[str, list[zipfile.ZipInfo]]:
    """Give the format of an archive and the entries that make up its one dataset; raises Unreadable."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(_("Arsip .zip rusak atau terpotong. Minta salinan yang utuh.")) from error
    finally:
        file.seek(0)
    _refuse_traps(entries)
    useful = [each for each in entries if not _is_shadow(each.filename)]
    mains = [each for each in useful if _suffix(each.filename) in MAIN]
    shapes = [each for each in mains if _suffix(each.filename) == ".shp"] or mains
    if not shapes:
        raise Unreadable(
            _("Di dalam .zip tidak ada .shp, .gpkg, .kml, atau .geojson. Kemas berkas petanya, bukan dokumennya.")
        )
    if len(shapes) > 1:
        names = ", ".join(PurePosixPath(each.filename).name for each in shapes[:5])
        raise Unreadable(
            _("Di dalam .zip ada %(count)d berkas peta (%(names)s). Kemas satu saja dalam setiap .zip.")
            % {"count": len(shapes), "names": names}
        )
    main = shapes[0]
    if _suffix(main.filename) != ".shp":
        return MAIN[_suffix(main.filename)], [main]
    stem = main.filename[:-4].lower()
    parts = {_suffix(each.filename): each for each in useful if each.filename[:-4].lower() == stem}
    return "Shapefile", [parts[suffix] for suffix in PARTS if suffix in parts]


def unpack(file: BinaryIO, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Unpack the one dataset under names of our own, counting what really comes out.

    Gives the path of its main part and the endings that a Shapefile lacks; raises Unreadable.
    """
    kind, entries = survey(file)
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in entries:
                suffix = _suffix(entry.filename) if kind == "Shapefile" else SUFFIX[kind]
                with archive.open(entry) as packed, (folder / f"in{suffix}").open("wb") as copy:
                    while chunk := packed.read(1024 * 1024):
                        left -= len(chunk)
                        if left < 0:
                            raise Unreadable(_bomb())
                        copy.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable(_("Arsip .zip rusak atau terpotong. Minta salinan yang utuh.")) from error
    there = {_suffix(entry.filename) for entry in entries}
    missing = tuple(suffix for suffix in PARTS if suffix not in there) if kind == "Shapefile" else ()
    return folder / f"in{SUFFIX[kind]}", missing


def _refuse_traps(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Unreadable(_("Arsip .zip memuat lebih dari %(most)d berkas dan tidak dibuka.") % {"most": MOST_ENTRIES})
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise Unreadable(_("Arsip .zip memuat nama berkas yang keluar dari foldernya dan tidak dibuka."))
        if entry.flag_bits & 0x1:
            raise Unreadable(_("Arsip .zip terkunci kata sandi. Kemas ulang tanpa kata sandi."))
        if _suffix(entry.filename) in ARCHIVES:
            raise Unreadable(_("Di dalam .zip ada arsip lain. Keluarkan dulu, lalu kemas berkas petanya saja."))
    unpacked, packed = sum(each.file_size for each in entries), sum(each.compress_size for each in entries)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1)):
        raise Unreadable(_bomb())


def _bomb() -> str:
    return _("Isi .zip jauh lebih besar daripada yang wajar (lebih dari %(most)d MB) dan tidak dibuka.") % {
        "most": MOST_UNPACKED // 1024 // 1024
    }


def _suffix(name: str) -> str:
    return PurePosixPath(name.lower()).suffix


def _is_shadow(name: str) -> bool:
    """Tell whether an entry is what a Mac leaves beside each file."""
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith(".")

"""Reads foreign vector files: GeoJSON, zipped Shapefile, GeoPackage, KML; always in a process of its own, with caps.

Knows nothing of regions: what the features mean is its caller's matter.
"""

import json
import logging
import os
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from tps import vector_zip
from tps.vector_zip import Unreadable

logger = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_name("vector_reader.py")
MOST_BYTES = 100 * 1024 * 1024
MEMORY = 3 * 1024**3  # bytes of address space; what a file of 100 MB needs is measured in tests/bench
SECONDS = 120
SUFFIXES = (".geojson", ".json", ".zip", ".gpkg", ".kml", ".kmz")

__all__ = ["MOST_BYTES", "SUFFIXES", "Feature", "Unreadable", "Vectors", "look", "read"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its place in the file from 1, its attributes, and its shape in (longitude, latitude) WGS 84.

    `problem` says why there is no shape, `was` what was wrong with one that has been repaired.
    """

    row: int
    layer: str
    fields: dict[str, Any]
    geometry: BaseGeometry | None
    problem: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class Vectors:
    """What a file holds: its format, its own coordinate system, its columns, its features, and what to tell people."""

    format: str
    crs: str
    fields: tuple[str, ...]
    features: list[Feature]
    notes: tuple[str, ...]
    vertices: int


def look(file: BinaryIO, name: str, *, most_bytes: int = MOST_BYTES) -> str:
    """Give the format of a file after a first look at its head, without opening it; raises Unreadable."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size == 0:
        raise Unreadable(_("Berkas kosong. Periksa berkas yang dipilih."))
    if size > most_bytes:
        most = most_bytes // 1024 // 1024
        raise Unreadable(
            _("Berkas lebih besar dari %(most)d MB. Sederhanakan batasnya atau bagi per wilayah.") % {"most": most}
        )
    head = file.read(4096)
    file.seek(0)
    kind = _kind(head)
    if kind == "zip":
        return vector_zip.survey(file)[0]
    if kind == "KML" and any(b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk for chunk in _chunks(file)):
        raise Unreadable(_("Berkas KML memuat DOCTYPE atau ENTITY dan tidak dibuka. Simpan ulang dari aplikasi peta."))
    return kind


def read(
    file: BinaryIO,
    name: str,
    *,
    crs: str = "",
    polygons: bool = False,
    most_bytes: int = MOST_BYTES,
    seconds: int = SECONDS,
    memory: int = MEMORY,
    tick: Callable[[], None] = lambda: None,
) -> Vectors:
    """Read all features of a file; `tick` is called about each second meanwhile and may raise to stop the work.

    `crs` ("EPSG:32748") counts where the file names none. With `polygons` other shapes become problems of their row.
    Raises Unreadable with a sentence for people.
    """
    kind = look(file, name, most_bytes=most_bytes)
    with tempfile.TemporaryDirectory(prefix="desk-vectors-") as folder:
        path, missing = _lay_out(file, kind, Path(folder))
        out = Path(folder) / "out"
        wish = {"path": str(path), "out": str(out), "crs": crs, "polygons": polygons}
        answer = _run({**wish, "bytes": memory, "seconds": seconds}, Path(folder), seconds, tick)
        if "problem" in answer:
            raise Unreadable(_sentence(answer))
        features = list(_features(out))
    return Vectors(
        format=kind,
        crs=next((each for each in answer["crs"] if each), ""),
        fields=tuple(answer["fields"]),
        features=features,
        notes=tuple(_notes(answer, missing)),
        vertices=answer["vertices"],
    )


def _kind(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"PK"):
        return "zip"
    if head.startswith(b"SQLite format 3\0"):
        return "GeoPackage"
    if head.startswith(b"\x00\x00\x27\x0a"):
        raise Unreadable(
            _("Ini berkas .shp saja. Kemas .shp, .shx, .dbf, dan .prj-nya dalam satu .zip, lalu unggah .zip itu.")
        )
    if text.startswith(b"{"):
        if b'"Topology"' in head:
            raise Unreadable(_("Ini TopoJSON. Simpan sebagai GeoJSON lebih dulu."))
        return "GeoJSON"
    if text.startswith(b"<") and b"<kml" in head:
        return "KML"
    raise Unreadable(
        _("Bentuk berkas tidak dikenali. Yang dapat dibaca: GeoJSON, Shapefile dalam .zip, GeoPackage, KML.")
    )


def _lay_out(file: BinaryIO, kind: str, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Put the file's own parts into the folder under names of ours; gives its main part and what a Shapefile lacks."""
    file.seek(0)
    head = file.read(2)
    file.seek(0)
    if head == b"PK":
        return vector_zip.unpack(file, folder)
    path = folder / f"in{vector_zip.SUFFIX[kind]}"
    with path.open("wb") as copy:
        for chunk in _chunks(file):
            copy.write(chunk)
    return path, ()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(1024 * 1024):
        yield chunk
    file.seek(0)


def _run(wish: dict[str, Any], folder: Path, seconds: int, tick: Callable[[], None]) -> dict[str, Any]:
    """Run the reader and wait for its answer; it is ended when the clock or the caller says so."""
    # Nothing of this process's surroundings goes along: no secrets, no proxies, no settings of GDAL.
    around = {"PATH": os.defpath, "TMPDIR": str(folder), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-I", str(SCRIPT), json.dumps(wish)]
    until = time.monotonic() + seconds + 15
    with (folder / "answer").open("w+b") as answer, (folder / "trouble").open("w+b") as trouble:
        child = subprocess.Popen(
            command, cwd=folder, env=around, stdin=subprocess.DEVNULL, stdout=answer, stderr=trouble
        )
        try:
            while child.poll() is None:
                try:
                    child.wait(1)
                except subprocess.TimeoutExpired:
                    tick()
                if time.monotonic() > until:
                    raise Unreadable(_sentence({"problem": "too-heavy"}))
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
        answer.seek(0)
        lines = answer.read().splitlines()
        if child.returncode or not lines:
            trouble.seek(0)
            logger.warning("the reader of vector files ended with %s: %s", child.returncode, trouble.read()[-2000:])
            return {"problem": "too-heavy" if child.returncode < 0 else "broken"}
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def _features(path: Path) -> Iterator[Feature]:
    with path.open("rb") as file:
        while length := file.read(4):
            head = json.loads(file.read(struct.unpack("<I", length)[0]))
            blob = file.read(struct.unpack("<I", file.read(4))[0])
            yield Feature(
                row=head["row"],
                layer=head["layer"],
                fields=head["fields"],
                geometry=shapely.from_wkb(blob) if blob else None,
                problem=_problem(head),
                was=head.get("was", ""),
            )


def _problem(head: dict[str, Any]) -> str:
    code = head.get("problem", "")
    if code == "not-polygon":
        return _("Bukan poligon melainkan %(kind)s; batas wilayah harus berupa poligon.") % {"kind": head["kind"]}
    return {
        "": "",
        "empty": _("Tidak memuat bentuk apa pun (geometri kosong)."),
        "unreadable": _("Bentuknya tidak dapat dibaca."),
        "infinite": _("Koordinatnya memuat nilai yang bukan angka."),
    }[code]


def _notes(answer: dict[str, Any], missing: tuple[str, ...]) -> Iterator[str]:
    if answer["assumed"]:
        yield _("Berkas tidak menyebut sistem koordinat; angkanya jelas derajat di Indonesia, jadi dibaca WGS 84.")
    if answer["swapped"]:
        yield _("Lintang dan bujur tertukar di dalam berkas; sudah dibalik. Periksa letaknya di peta.")
    if ".shx" in missing:
        yield _("Berkas .shx tidak ada; urutan poligon disusun ulang dari .shp.")


def _sentence(answer: dict[str, Any]) -> str:
    sample = "; ".join(str(each) for each in answer.get("sample", []))
    sentences = {
        "no-crs": _(
            "Berkas tidak menyebut sistem koordinatnya (.prj tidak ada) dan angkanya bukan derajat (misalnya "
            "%(sample)s). Sertakan .prj-nya, atau pilih sistem koordinatnya saat mengunggah."
        ),
        "not-degrees": _(
            "Koordinatnya bukan derajat yang mungkin (misalnya %(sample)s). Pilih sistem koordinat yang benar saat "
            "mengunggah, atau simpan ulang sebagai WGS 84."
        ),
        "crs-unknown": _("Sistem koordinat %(crs)s tidak dikenal. Simpan ulang berkasnya sebagai WGS 84."),
        "no-geometry": _("Berkas hanya memuat tabel, tanpa satu bentuk pun."),
        "no-features": _("Berkas tidak memuat satu fitur pun."),
        "too-many-features": _("Berkas memuat lebih dari %(most)s fitur. Bagi menjadi beberapa berkas."),
        "too-many-vertices": _("Berkas memuat lebih dari %(most)s titik. Sederhanakan batasnya lebih dulu."),
        "too-heavy": _(
            "Membaca berkas ini memerlukan waktu atau memori melebihi batas, jadi dihentikan. Sederhanakan batasnya "
            "atau bagi per wilayah, lalu coba lagi."
        ),
    }
    broken = _("Berkas rusak atau terpotong, sehingga tidak dapat dibaca sampai akhir. Minta salinan yang utuh.")
    return sentences.get(answer["problem"], broken) % {**answer, "sample": sample}

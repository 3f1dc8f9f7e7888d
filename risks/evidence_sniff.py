"""What a handed-in file is, told by its bytes and never by its name; nothing is decoded here."""

import re
import zlib
from collections.abc import Iterator

from django.core.files.base import File
from django.utils.translation import gettext as _

from risks.models import EvidenceType
from risks.rules import Refused

MOST_BYTES = 10 << 20
HEAD = 1024
MOST_INFLATED = 64 << 20  # bytes of a PDF's packed parts that are looked into, together
# What makes a browser or a server run something. Spaces and brackets keep a picture's noise from looking like it.
_ACTIVE = re.compile(rb"<script[\s>/]|<\?php\s|<!doctype\s+html|<html[\s>]|<iframe[\s>]|<svg\s[^<]{0,400}xmlns", re.I)
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!doctype|<svg|<html|<script|<!--|#!|<\?php)", re.I)
# A zip (and with it a JAR, DOCX, APK) is found from its end.
_ZIP_END = b"PK\x05\x06"
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif", b"avis")
# Names that make a PDF act, or carry other files; checked with #xx spelled out.
_ACTING = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)(?![A-Za-z])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")


def kind_of(file: File) -> EvidenceType:
    """Tell whether a file is a photo (JPEG, PNG, WebP) or a PDF; raises Refused with a sentence for anything else."""
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    file.seek(0)
    if not content:
        raise Refused(_("Berkas ini kosong. Pilih berkasnya lagi."))
    if len(content) > MOST_BYTES:
        raise Refused(_("Berkas ini lebih besar dari 10 MB. Perkecil fotonya atau bagi dokumennya, lalu unggah lagi."))
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return EvidenceType.DOCUMENT
    if not _photo(content):
        raise Refused(_other(content))
    if _disguised(content):
        raise Refused(
            _("Foto ini juga memuat naskah atau berkas lain, jadi tidak diterima. Kirim foto langsung dari kamera.")
        )
    return EvidenceType.PHOTO


def _photo(content: bytes) -> bool:
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    )


def _disguised(content: bytes) -> bool:
    """Tell whether a photo is something else as well: a page, a script, an archive, a PDF."""
    return bool(_ACTIVE.search(content)) or b"%PDF-" in content[:HEAD] or _archive(content)


def _archive(content: bytes) -> bool:
    at = content.rfind(_ZIP_END, max(0, len(content) - (64 << 10) - 22))
    # The end of a zip says how long its comment is; chance does not.
    return (
        at >= 0
        and len(content) >= at + 22
        and at + 22 + int.from_bytes(content[at + 20 : at + 22], "little") == len(content)
    )


def _other(content: bytes) -> str:
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return _(
            "Foto HEIC atau AVIF belum dapat dibaca. Simpan sebagai JPEG (di iPhone: Pengaturan, Kamera, Format, "
            "Paling Kompatibel), lalu unggah lagi."
        )
    if _MARKUP.match(content[:HEAD]) or _ACTIVE.search(content[: 64 << 10]):
        return _("Berkas ini naskah atau halaman web (SVG, HTML), bukan foto. Hanya JPEG, PNG, WebP, dan PDF diterima.")
    return _("Berkas ini bukan JPEG, PNG, WebP, atau PDF, apa pun namanya. Ubah jenisnya, lalu unggah lagi.")


def _check_pdf(content: bytes) -> None:
    """Hold a PDF to its frame and refuse what acts or hides files; it is never drawn here."""
    tail = content[-HEAD:]
    whole = re.match(rb"%PDF-(?:1\.[0-7]|2\.0)\s", content) and b"startxref" in tail and b"%%EOF" in tail
    if not whole or b"obj" not in content:
        raise Refused(_("PDF ini rusak atau terpotong. Buka dan simpan ulang sebagai PDF, lalu unggah lagi."))
    after = content[content.rfind(b"%%EOF") + 5 :]
    if _archive(content) or after.strip(b"\r\n\t \0") or _ACTIVE.search(content[:HEAD]):
        raise Refused(_("PDF ini juga memuat berkas lain, jadi tidak diterima. Cetak ke PDF, lalu unggah hasilnya."))
    for part in (content, *_unpacked(content)):
        if _ACTING.search(_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)):
            raise Refused(
                _("PDF ini memuat naskah, formulir aktif, atau lampiran. Cetak ke PDF, lalu unggah hasilnya.")
            )


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Give a PDF's packed object streams, in which names may hide; other streams are pictures and page text."""
    left = MOST_INFLATED
    for found in re.finditer(rb"/ObjStm(?![A-Za-z])", content):
        start = _STREAM.search(content, found.end())
        if start is None:
            continue
        try:
            part = zlib.decompressobj().decompress(content[start.end() :], left)
        except zlib.error:
            continue  # packed in another way; a reader that cannot show it is the person's own
        left -= len(part)
        yield part
        if left <= 0:
            raise Refused(_("PDF ini terlalu besar setelah dibuka. Bagi dokumennya, lalu unggah lagi."))

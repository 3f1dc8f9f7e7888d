"""Files that are no evidence: each is refused with a sentence, keeps no good one out, and harms nothing."""

import uuid
import zlib
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from risks import evidence_box, evidence_reader
from risks.evidence_box import pictured
from risks.evidence_sniff import MOST_BYTES, kind_of
from risks.models import Evidence
from risks.rules import Refused
from tests import builders
from tests.evidence_files import archived, encoded, jpeg, opened, pdf, upload

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
SMALL = Image.new("RGB", (64, 48), "teal")
NOT_TAKEN = {
    "script named as a photo": (b"#!/bin/sh\nrm -rf /\n", "naskah"),
    "svg": (SVG, "naskah"),
    "svg after a declaration": (b'<?xml version="1.0"?>\n' + SVG, "naskah"),
    "page": (b"<!DOCTYPE html><script>alert(1)</script>", "naskah"),
    "photo with a page behind it": (jpeg() + b"<html><script>alert(1)</script></html>", "berkas lain"),
    "photo with php in its comment": (encoded(SMALL, comment=b"<?php system($_GET[0]); ?>"), "berkas lain"),
    "photo that is an archive": (jpeg() + archived(), "berkas lain"),
    "photo that is a pdf": (b"\xff\xd8\xff\xfe\x00\x20" + pdf(), "berkas lain"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(64), "HEIC"),
    "gif": (encoded(SMALL, "GIF"), "bukan JPEG"),
    "empty": (b"", "kosong"),
    "eleven megabytes": (jpeg() + bytes(MOST_BYTES), "10 MB"),
    "pdf cut off": (pdf()[:60], "rusak"),
    "pdf of no version": (pdf().replace(b"%PDF-1.4", b"%PDF-9.9"), "rusak"),
    "pdf with a script": (pdf(b"4 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj\n"), "naskah"),
    "pdf with a script spelled otherwise": (pdf(b"4 0 obj << /S /J#61vaScript >> endobj\n"), "naskah"),
    "pdf with a packed script": (
        pdf(b"4 0 obj << /Type /ObjStm >> stream\n" + zlib.compress(b"<< /S /JavaScript >>") + b"\nendstream\n"),
        "naskah",
    ),
    "pdf that launches": (pdf(b"4 0 obj << /S /Launch /F (cmd.exe) >> endobj\n"), "naskah"),
    "pdf with an archive behind": (pdf() + archived(), "berkas lain"),
    "pdf with a page behind": (pdf() + b"<html>hai</html>", "berkas lain"),
}
PACKED_TWICE = pdf(b"4 0 obj << /Type /ObjStm >> stream\n" + zlib.compress(bytes(80 << 20), 9) + b"\nendstream\n")


@pytest.mark.parametrize("case", NOT_TAKEN)
def test_what_is_no_photo_and_no_pdf_gets_a_sentence(case):
    content, word = NOT_TAKEN[case]
    with pytest.raises(Refused, match=word):
        kind_of(ContentFile(content, "foto.jpg"))


def test_a_pdf_that_unpacks_without_end_is_refused():
    assert len(PACKED_TWICE) < 200_000
    with pytest.raises(Refused, match="terlalu besar"):
        kind_of(ContentFile(PACKED_TWICE))


@pytest.mark.parametrize("extra", [b"", b"4 0 obj << /Type /ObjStm >> stream\nnot packed\nendstream\n", b"/ObjStm "])
def test_an_ordinary_pdf_is_taken(extra):
    assert kind_of(ContentFile(pdf(extra), "surat.exe")) == "document"


def broken(content, word):
    with pytest.raises(Refused, match=word), pictured(ContentFile(content)):
        pass


def test_a_picture_of_200_megapixels_is_refused_before_it_is_decoded():
    broken(encoded(Image.new("1", (20_000, 10_000)), "PNG"), "64 megapiksel")
    broken(encoded(Image.new("L", (20_000, 10_000))), "64 megapiksel")


def test_truncated_and_moving_pictures_get_a_sentence():
    noise = encoded(Image.effect_noise((600, 400), 80).convert("RGB"))
    broken(noise[: len(noise) // 2], "rusak atau terpotong")
    broken(b"\xff\xd8\xff\xe0" + bytes(200), "rusak atau terpotong")
    broken(encoded(SMALL, "WEBP", save_all=True, append_images=[Image.new("RGB", SMALL.size)]), "bergerak")
    broken(encoded(SMALL, "PNG", save_all=True, append_images=[Image.new("RGB", SMALL.size)]), "bergerak")


def test_a_reader_that_hits_its_limits_is_the_files_fault(monkeypatch):
    monkeypatch.setattr(evidence_box, "MEMORY", 1 << 20)
    broken(jpeg(), "terlalu berat")


def test_a_reader_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(evidence_box, "WAIT", 0.001)
    broken(jpeg(), "terlalu berat")


PICTURES = {
    "cmyk": (SMALL.convert("CMYK"), "JPEG", {}),
    "palette": (SMALL.convert("P"), "PNG", {}),
    "palette with a hole": (SMALL.convert("P"), "PNG", {"transparency": 0}),
    "black and white": (Image.new("1", (64, 48), 1), "PNG", {}),
    "16 bits": (Image.new("I;16", (64, 48), 40_000), "PNG", {}),
    "16 bits and large": (Image.new("I;16", (7000, 500), 40_000), "PNG", {}),
    "transparent": (Image.new("RGBA", (64, 48), (0, 0, 0, 0)), "PNG", {}),
    "grey and transparent": (Image.new("LA", (64, 48), (9, 40)), "PNG", {}),
    "webp": (SMALL, "WEBP", {}),
    "webp without loss": (SMALL, "WEBP", {"lossless": True}),
    "transparent webp": (Image.new("RGBA", (64, 48), (0, 90, 0, 90)), "WEBP", {}),
    "long": (Image.new("RGB", (9000, 30), "teal"), "JPEG", {}),
    "one point": (Image.new("RGB", (1, 1)), "PNG", {}),
}


@pytest.mark.parametrize("case", PICTURES)
def test_every_kind_of_picture_becomes_a_plain_jpeg(case, tmp_path):
    image, kind, options = PICTURES[case]
    content = encoded(image, kind, **options)
    with pictured(ContentFile(content)) as made:
        assert (made.width, made.height) == image.size
        shown = opened(made.shown.read_bytes())
        assert (shown.mode, max(shown.size) <= 1600, max(opened(made.thumb.read_bytes()).size) <= 320) == (
            "RGB",
            True,
            True,
        )
    # The same in this process, without the box.
    (tmp_path / "source").write_bytes(content)
    assert evidence_reader.photo(tmp_path / "source", tmp_path, 64_000_000)["width"] == image.width


def test_brightness_of_16_bits_is_kept_and_holes_are_white():
    with pictured(ContentFile(encoded(Image.new("I;16", (64, 48), 40_000), "PNG"))) as made:
        assert abs(opened(made.shown.read_bytes()).getpixel((9, 9))[0] - 156) < 4
    with pictured(ContentFile(encoded(Image.new("RGBA", (64, 48), (0, 0, 0, 0)), "PNG"))) as made:
        assert min(opened(made.shown.read_bytes()).getpixel((9, 9))) > 250


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"taken": "0000:00:00 00:00:00"}, ("", None, None)),
        ({"taken": "kemarin"}, ("", None, None)),
        ({"position": (0.0, "N", 0.0, "E")}, ("", None, None)),
        ({"position": (95.0, "N", 106.0, "E")}, ("", None, None)),
        ({"position": (6.5, "N", 106.0, "W"), "taken": "2024:02:14 07:00:00"}, ("2024-02-14T07:00:00", 6.5, -106.0)),
    ],
)
def test_what_a_camera_writes_counts_only_where_it_makes_sense(facts, expected):
    with pictured(ContentFile(jpeg(**facts))) as made:
        assert (made.taken, made.latitude, made.longitude) == expected


def test_damaged_camera_data_costs_the_facts_and_not_the_photo():
    content = jpeg(taken="2024:02:14 07:00:00")
    at = content.index(b"Exif\0\0") + 6
    with pictured(ContentFile(content[:at] + b"\xff" * 30 + content[at + 30 :])) as made:
        assert (made.taken, made.width) == ("", 640)


@pytest.mark.django_db
def test_bad_files_are_named_good_ones_kept_and_the_caption_stays(client, cast):
    flag = builders.flag()
    client.force_login(cast.operator_lebak)
    files = [upload("baik.jpg", jpeg()), upload("jahat.jpg", SVG), upload("</ul><script>.png", b"x")]
    data = {"uploads": files, "caption": "Jembatan <b>putus</b>", "client_id": uuid.uuid4()}
    answer = client.post(reverse("risk-evidence", args=[flag.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 berkas tidak diterima" in page and "1 bukti tersimpan." in page
    assert "<b>jahat.jpg</b>: Berkas ini naskah" in page
    assert "Jembatan &lt;b&gt;putus&lt;/b&gt;" in page and "<script>.png" not in page
    assert Evidence.objects.get().original.name == "baik.jpg"


@pytest.mark.django_db
def test_no_file_and_too_many_files_are_said_at_the_form(client, cast):
    flag = builders.flag()
    client.force_login(cast.operator_lebak)
    address = reverse("risk-evidence", args=[flag.pk])
    none = client.post(address, {"caption": "Banjir", "client_id": uuid.uuid4()})
    assert none.status_code == 422 and "Pilih sedikitnya satu berkas." in none.content.decode()
    assert 'value="Banjir"' in none.content.decode()
    many = {"uploads": [upload(f"{n}.jpg", jpeg()) for n in range(11)], "client_id": uuid.uuid4()}
    answer = client.post(address, many)
    assert answer.status_code == 422 and "Paling banyak 10 berkas" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_claimed_sizes_are_read_from_the_first_bytes():
    for image, kind, options in PICTURES.values():
        content = BytesIO(encoded(image, kind, **options)).read(32)
        assert evidence_reader.claimed(content) == (None if kind == "JPEG" else image.size)

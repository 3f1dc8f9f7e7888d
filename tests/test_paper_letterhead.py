"""The letterhead is a setting, and a picture that is none does no harm."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from desk.accounts.models import User
from desk.briefings.forms import LetterheadForm
from desk.paper.actions import letterhead_of
from desk.paper.models import Letterhead
from tests.builders import cast
from tests.forms import seen

pytestmark = pytest.mark.django_db
WORDS = {
    "government": "PEMERINTAH PROVINSI BANTEN",
    "office": "DESK PEMILU",
    "address": "Serang",
    "city": "Serang",
    "number_pattern": "{sequence:03d}/{series}/{year}",
    "classification": "Segera",
    "signatory_position": "Sekretaris Daerah",
    "signatory_name": "",
    "signatory_nip": "",
    "copies_to": "",
}


@pytest.fixture
def admin() -> Client:
    people = cast()
    client = Client()
    client.force_login(people.admin)
    return client


def picture(side: int = 40) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (side, side), "navy").save(target, "PNG")
    return target.getvalue()


def send(client: Client, content: bytes | None = None, **words: str):
    files = {"picture": SimpleUploadedFile("lambang.png", content)} if content is not None else {}
    head = letterhead_of("36")
    words = (seen(LetterheadForm(instance=head)) if head.pk else {}) | words
    return client.post(reverse("briefing-letterhead"), {**WORDS, **words, **files})


def test_words_and_picture_are_kept(admin):
    assert admin.get(reverse("briefing-letterhead")).status_code == 200
    assert send(admin, picture()).status_code == 302
    assert bytes(letterhead_of("36").logo).startswith(b"\x89PNG")
    send(admin, classification="Biasa")
    head = Letterhead.objects.get()
    assert head.classification == "Biasa" and head.region_code == "36"
    assert bytes(head.logo).startswith(b"\x89PNG"), "no new picture keeps the old one"


@pytest.mark.parametrize("content", [b"bukan gambar", b"\x89PNG\r\n\x1a\n rusak", picture()[:60], picture(2001)])
def test_a_picture_that_is_none_is_refused_and_nothing_is_lost(admin, content):
    answer = send(admin, content, office="DESK LAIN")
    assert answer.status_code == 422
    assert "lambang lama tetap dipakai" in answer.content.decode().lower() and "DESK LAIN" in answer.content.decode()
    assert not Letterhead.objects.exists()


@pytest.mark.parametrize("pattern", ["{nomor}", "{sequence", "{0}", "{sequence.__class__.x}", "{sequence}/{year}"])
def test_a_number_pattern_that_cannot_be_filled_is_refused(admin, pattern):
    answer = send(admin, number_pattern=pattern)
    assert answer.status_code == 422 and "Pola nomor" in answer.content.decode()


def test_others_cannot_change_it(admin):
    client = Client()
    for name in ("pejabat", "operator.lebak", "kpu", "luar"):
        client.force_login(User.objects.get(username=name))
        assert client.get(reverse("briefing-letterhead")).status_code == 403

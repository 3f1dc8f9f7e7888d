"""The public page that answers for a document."""

import hashlib
from datetime import datetime

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from desk.paper import actions
from desk.paper.models import Letterhead

pytestmark = pytest.mark.django_db
AT = datetime.fromisoformat("2024-02-01T09:00:00+07:00")


def issued(content: bytes = b"%PDF-1.4 isi", supersedes=None):
    with transaction.atomic():
        return actions.issue(
            lambda identity: actions.Drawn(content + identity.code.encode(), 1),
            series="KPU",
            title="Laporan mingguan",
            addressee="KPU Provinsi Banten",
            filename="laporan.pdf",
            letterhead=actions.letterhead_of("36"),
            actor=None,
            at=AT,
            supersedes=supersedes,
        )


def test_an_issued_document_is_known_to_everybody():
    document = issued()
    assert hashlib.sha256(document.content).hexdigest() == document.digest
    page = Client().get(reverse("verify", args=[document.code])).content.decode()
    assert document.number in page and document.digest in page and "KPU Provinsi Banten" in page
    assert "masih berlaku" in page and "bukan tanda tangan elektronik" in page


def test_a_superseded_one_names_its_successor():
    first = issued()
    second = issued(supersedes=first)
    page = Client().get(reverse("verify", args=[first.code])).content.decode()
    assert "sudah diganti" in page and second.number in page


def test_an_unknown_code_is_said_to_be_unknown():
    answer = Client().get(reverse("verify", args=["XXXXXXXX"]))
    assert answer.status_code == 404 and "tidak dikenal" in answer.content.decode()


def test_a_code_is_found_as_people_type_it():
    document = issued()
    answer = Client().get(reverse("verify-ask"), {"code": document.spoken_code.lower()}, follow=True)
    assert document.number in answer.content.decode()
    assert Client().get(reverse("verify-ask")).status_code == 200


def asked_by_file(digest: str):
    return Client().get(reverse("verify-ask"), {"sha256": digest})


def test_a_file_alone_is_known_by_its_digest():
    first = issued()
    found = asked_by_file(hashlib.sha256(first.content).hexdigest())
    page = found.content.decode()
    assert found.status_code == 200 and "persis sama" in page and first.number in page and "masih berlaku" in page
    assert "no-store" in found.headers["Cache-Control"]
    second = issued(supersedes=first)
    page = asked_by_file(first.digest.upper()).content.decode()
    assert "sudah diganti" in page and second.number in page


@pytest.mark.parametrize("digest", ["0" * 64, "bukan-sidik-jari", "1" * 63, "9" * 200])
def test_a_file_that_was_never_issued_is_unknown(digest):
    issued()
    answer = asked_by_file(digest)
    assert answer.status_code == 404 and "Berkas ini tidak dikenal" in answer.content.decode()


def test_a_digest_reckoned_by_hand_is_taken_in_the_field_for_the_code():
    document = issued()
    answer = Client().get(reverse("verify-ask"), {"code": f" {document.digest.upper()} "}, follow=True)
    assert document.number in answer.content.decode()


def test_questions_by_file_and_by_code_count_together():
    client = Client()
    for _count in range(60):
        client.get(reverse("verify", args=["XXXXXXXX"]))
    answer = client.get(reverse("verify-ask"), {"sha256": "0" * 64})
    assert answer.status_code == 429 and "Terlalu banyak" in answer.content.decode()


def test_too_many_questions_are_put_off():
    client = Client()
    answers = [client.get(reverse("verify", args=["XXXXXXXX"])).status_code for _count in range(62)]
    assert answers[0] == 404 and answers[-1] == 429


def test_page_reads_no_bytes(django_assert_max_num_queries):
    document = issued()
    client = Client()
    client.get(reverse("verify", args=[document.code]))
    with django_assert_max_num_queries(4) as asked:
        client.get(reverse("verify", args=[document.code]))
    assert not any('"content"' in each["sql"] for each in asked.captured_queries)


def test_numbers_count_by_year_in_the_provinces_zone():
    Letterhead.objects.create(
        region_code="36",
        government="PEMERINTAH",
        office="DESK",
        city="Serang",
        number_pattern="{sequence:03d}/{series}/{month}/{year}",
        signatory_position="Sekda",
    )
    assert issued().number == "001/KPU/II/2024"
    assert issued().number == "002/KPU/II/2024"


def test_a_number_needs_a_transaction_of_the_caller(transactional_db):
    with pytest.raises(RuntimeError):
        actions.issue(
            lambda identity: actions.Drawn(b"", 0),
            series="KPU",
            title="",
            addressee="",
            filename="",
            letterhead=actions.letterhead_of("36"),
            actor=None,
            at=AT,
        )


def test_behind_a_proxy_one_visitor_does_not_close_the_page_for_all(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _question in range(62):
        last = client.get("/verify/AAAAAAAA/", headers={"X-Forwarded-For": "203.0.113.1"})
    assert last.status_code == 429
    other = client.get("/verify/AAAAAAAA/", headers={"X-Forwarded-For": "198.51.100.2"})
    assert other.status_code == 404

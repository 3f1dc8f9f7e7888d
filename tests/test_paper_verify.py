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

"""Grant agreements: who sees them, what is late, part payments, addenda, and sums that do not add up."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from desk.coordination.actions import Refused
from desk.coordination.grants import actions
from desk.coordination.models import Grant, GrantVersion, Instalment, Payment
from tests import builders

pytestmark = pytest.mark.django_db


def sent(**fields: Any) -> dict[str, Any]:
    """Give a filled-in form: Lebak grants KPU a milliard in two parts."""
    return {
        "election": builders.election().pk,
        "giver": builders.region("36.02").pk,
        "receiver": builders.agency("kpu").pk,
        "number": "900/12-BKBP/2023",
        "signed_on": "2023-11-10",
        "amount": "Rp 1.000.000.000",
        "client_id": str(uuid.uuid4()),
        "parts-TOTAL_FORMS": "3",
        "parts-INITIAL_FORMS": "0",
        "parts-0-size": "40%",
        "parts-0-due_on": "2023-11-24",
        "parts-1-size": "600.000.000",
        "parts-1-due_on": (builders.today() + timedelta(days=30)).isoformat(),
        "parts-2-size": "",
        "parts-2-due_on": "",
        **fields,
    }


@pytest.fixture
def agreed(cast: SimpleNamespace) -> SimpleNamespace:
    """Give Lebak's agreement with KPU: 400 million late since 2023, 600 million still to come."""
    cast.grant = builders.grant()
    builders.station()
    return cast


def test_an_agreement_is_recorded_once_with_its_instalments_and_file(cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.operator_banten)
    form = sent(file=SimpleUploadedFile("nphd.pdf", b"%PDF-1.4"))
    page = client.post("/grants/new/", form, follow=True).content.decode()
    form["file"] = SimpleUploadedFile("nphd.pdf", b"%PDF-1.4")
    assert "tidak ada yang dicatat dua kali" in client.post("/grants/new/", form, follow=True).content.decode()
    grant = Grant.objects.get()
    assert [row.amount for row in Instalment.objects.order_by("position")] == [400_000_000, 600_000_000]
    assert "Rp\u00a01.000.000.000" in page and "Rp\u00a0400.000.000" in page and "nphd.pdf" in page
    stored = grant.current.file if grant.current else None
    assert stored is not None and client.get(f"/files/{stored.pk}/").getvalue() == b"%PDF-1.4"
    client.force_login(cast.lapangan)
    assert client.get(f"/files/{stored.pk}/").status_code in {403, 404}


def test_who_sees_and_who_changes_agreements(agreed: SimpleNamespace, client: Client) -> None:
    url = f"/grants/{agreed.grant.pk}/"
    for name, read, written in (
        ("admin", 200, 200),
        ("operator_banten", 200, 200),
        ("pejabat", 200, 403),
        ("kpu", 200, 403),
        ("bawaslu", 404, 403),
        ("operator_lebak", 403, 403),
        ("lapangan", 403, 403),
        ("luar", 403, 403),
    ):
        client.force_login(getattr(agreed, name))
        assert client.get(url).status_code == read, name
        assert client.get("/grants/").status_code == (403 if read == 403 else 200), name
        assert client.get(f"{url}amend/").status_code == written, name
        assert client.get(f"{url}pay/").status_code == written, name
        assert client.get("/grants/new/").status_code == written, name
    client.force_login(agreed.bawaslu)
    assert client.get("/grants/").context["listing"].count == 0
    assert "900/1" not in client.get("/").content.decode()
    client.force_login(agreed.operator_lebak)
    assert "900/1" not in client.get("/history/?kind=coordination.grantversion").content.decode()
    assert 'href="/grants/"' not in client.get("/").content.decode()


def test_late_ones_stand_in_the_list_and_on_beranda_until_all_is_paid(agreed: SimpleNamespace, client: Client) -> None:
    client.force_login(agreed.operator_banten)
    assert [row.pk for row in Grant.objects.late(builders.today())] == [agreed.grant.pk]
    assert not Grant.objects.late(date(2023, 11, 24)).exists()
    item = next(item for item in client.get("/").context["items"] if "grants" in item.url)
    assert item.count == 1 and "Rp\u00a0400.000.000" in item.detail
    assert client.get(item.url).context["listing"].count == 1
    pay = {"position": "1", "paid_on": "2023-12-01", "amount": "150.000.000", "client_id": str(uuid.uuid4())}
    url = f"/grants/{agreed.grant.pk}/pay/"
    client.post(url, pay)
    assert client.post(url, pay).status_code == 302 and Payment.objects.count() == 1
    page = client.get(f"/grants/{agreed.grant.pk}/").content.decode()
    assert "Rp\u00a0250.000.000" in page and "Terlambat" in page
    row = client.get("/grants/?state=late").context["lines"][0]["row"]
    assert (row.paid, row.late, row.rest) == (150_000_000, 250_000_000, 850_000_000)
    client.post(url, pay | {"amount": "250.000.000", "client_id": str(uuid.uuid4())})
    assert client.get("/grants/?state=late").context["listing"].count == 0
    assert client.get("/grants/?state=running").context["listing"].count == 1
    assert not [item for item in client.get("/").context["items"] if "grants" in item.url]
    # Taken back it is late again, and stays readable with the reason.
    first = Payment.objects.order_by("pk")[0]
    withdraw = f"/grants/{agreed.grant.pk}/payments/{first.pk}/withdraw/"
    client.post(withdraw, {})
    assert client.get("/grants/?state=late").context["listing"].count == 0
    client.post(withdraw, {"reason": "Salah rekening"})
    assert client.get("/grants/?state=late").context["listing"].count == 1
    assert "Salah rekening" in client.get(f"/grants/{agreed.grant.pk}/").content.decode()


def test_an_addendum_is_a_version_and_loses_no_payment(agreed: SimpleNamespace, client: Client) -> None:
    grant = agreed.grant
    client.force_login(agreed.admin)
    url = f"/grants/{grant.pk}/amend/"
    assert 'value="40%"' in client.get(url).content.decode()
    actions.pay(grant, position=1, paid_on=date(2023, 12, 1), amount=Decimal(400_000_000), today=builders.today(),
                actor=agreed.admin, at=timezone.now(), client_id=uuid.uuid4())  # fmt: skip
    form = sent(amount="900.000.000", number="Addendum 1", seen="1", reason="APBD perubahan")
    form |= {"parts-1-size": "500.000.000", "parts-INITIAL_FORMS": "2"}
    assert client.post(url, form | {"reason": ""}).status_code == 422
    gone = client.post(url, form | {"parts-0-DELETE": "on"})
    assert gone.status_code == 422 and "sudah ada pembayarannya" in gone.content.decode()
    assert client.post(url, form).status_code == 302
    page = client.get(f"/grants/{grant.pk}/").content.decode()
    assert "Addendum 1" in page and "900/1" in page and "APBD perubahan" in page
    assert "Rp\u00a0540.000.000" in page or "Rp\u00a0500.000.000" in page
    overtaken = client.post(url, form | {"client_id": str(uuid.uuid4())})
    assert overtaken.status_code == 422 and "Sementara itu" in overtaken.content.decode()
    assert 'name="seen" value="2"' in overtaken.content.decode()
    assert GrantVersion.objects.count() == 2
    assert "addendum" in client.get("/history/?kind=coordination.grantversion").content.decode().lower()


def test_what_does_not_add_up_is_told_and_stored(cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.admin)
    form = sent(**{"parts-1-size": "500.000.000", "parts-1-due_on": "2023-11-01"})
    page = client.post("/grants/new/", form, follow=True).content.decode()
    assert "kurang dari nilai perjanjian" in page and "Rp\u00a0100.000.000" in page
    assert "jatuh tempo 1 November 2023, sebelum perjanjian ditandatangani" in page
    pay = {"position": "1", "paid_on": "2023-11-09", "amount": "400.000.000,50", "client_id": str(uuid.uuid4())}
    page = client.post(f"/grants/{Grant.objects.get().pk}/pay/", pay, follow=True).content.decode()
    assert "Ada pembayaran 9 November 2023, sebelum perjanjian ditandatangani" in page
    assert "Rp\u00a00,50 lebih banyak dari rencananya" in page


def test_bad_input_gets_a_sentence_and_what_was_typed_stays(agreed: SimpleNamespace, client: Client) -> None:
    builders.agency("tutup", active=False)
    client.force_login(agreed.admin)
    for changed, sentence in (
        ({"amount": "Rp 1,5 miliar"}, "Tulis angka lengkapnya"),
        ({"amount": "-5"}, "kurang dari nol"),
        ({"amount": "0"}, "lebih dari nol"),
        ({"amount": "9" * 40}, "terlalu besar"),
        ({"amount": "1,234,567"}, "dua cara"),
        ({"parts-0-size": "140%"}, "di antara 0 dan 100"),
        ({"parts-0-size": "0"}, "lebih dari nol"),
        ({"parts-0-due_on": ""}, "900/12-BKBP/2023"),
        (
            {"parts-0-size": "", "parts-0-due_on": "", "parts-1-size": "", "parts-1-due_on": ""},
            "sekurangnya satu tahap",
        ),
        ({"parts-0-size": "0,01%", "amount": "1"}, "nol rupiah"),
        ({"giver": "36.02.06"}, "900/12-BKBP/2023"),
        ({"receiver": builders.agency("tutup").pk}, "900/12-BKBP/2023"),
        ({"signed_on": "kemarin"}, "900/12-BKBP/2023"),
        ({"number": ""}, "Rp 1.000.000.000"),
        ({"parts-TOTAL_FORMS": "x"}, "900/12-BKBP/2023"),
    ):
        answer = client.post("/grants/new/", sent(**changed))
        assert answer.status_code == 422 and sentence in answer.content.decode(), changed
    assert Grant.objects.count() == 1
    url = f"/grants/{agreed.grant.pk}/pay/"
    pay = {"position": "1", "paid_on": builders.today().isoformat(), "amount": "1.000", "client_id": str(uuid.uuid4())}
    for changed, sentence in (
        ({"paid_on": (builders.today() + timedelta(days=3)).isoformat()}, "masa depan"),
        ({"position": "9"}, "Catat pembayaran"),
        ({"amount": "seribu"}, "Tulis angka lengkapnya"),
    ):
        answer = client.post(url, pay | changed)
        assert answer.status_code == 422 and sentence in answer.content.decode(), changed
    with pytest.raises(Refused, match="tidak ada di perjanjian"):
        today = builders.today()
        actions.pay(agreed.grant, position=9, paid_on=today, amount=Decimal(1), today=today, actor=None,
                    at=timezone.now(), client_id=uuid.uuid4())  # fmt: skip


def test_the_extra_grant_of_a_revote_stands_in_the_list_of_its_parent(agreed: SimpleNamespace, client: Client) -> None:
    again = builders.election("psu", name="PSU Serang", kind="psu", parent=agreed.grant.election, current=False)
    builders.grant(election=again, receiver=builders.agency("bawaslu"))
    other = builders.election("lain", current=False)
    builders.grant(election=other)
    client.force_login(agreed.pejabat)
    answer = client.get("/grants/")
    assert answer.context["listing"].count == 2 and "PSU Serang" in answer.content.decode()
    assert client.get("/grants/?vote=psu").context["listing"].count == 1
    assert client.get("/grants/?election=psu").context["listing"].count == 1
    assert answer.context["sums"]["agreed_sum"] == 2_000_000_000
    lines = b"".join(client.get("/grants/export.csv?receiver=bawaslu").streaming_content).decode().splitlines()
    assert len(lines) == 2 and "1000000000.0" in lines[1] and "PSU Serang" in lines[1]
    assert client.get("/grants/export.xlsx").getvalue().startswith(b"PK")
    assert client.get("/grants/export.pdf").status_code == 404
    assert client.get("/grants/?q=xx&state=paid&giver=99&sort=-rest&page=9").context["listing"].count == 0
    client.force_login(agreed.kpu)
    assert [line["row"].receiver.code for line in client.get("/grants/").context["lines"]] == ["kpu"]

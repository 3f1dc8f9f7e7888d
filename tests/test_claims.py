"""Claims: numbers without a list, recorded once, replaced by later ones, withdrawn with a reason, never overwritten."""

import csv
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from risks import rules
from risks.actions import claims as actions
from risks.models import Claim
from tests import builders

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def places(cast):
    """Make the current election with Lebak and Pandeglang."""
    builders.station(1)
    builders.region("36.01.01")
    return cast


def form(**fields):
    return {
        "kind": "blank-spot",
        "region": "3601",
        "number": "147",
        "unit": "stations",
        "counts": "tanpa sinyal dan sinyal lemah",
        "source": "kpu",
        "as_of": "2024-01-20",
        "reference": "Surat 12/PL.01",
        "client_id": str(uuid.uuid4()),
        **fields,
    }


def test_a_claim_is_recorded_with_source_date_document_and_who(client, places):
    client.force_login(places.operator_pandeglang)
    letter = SimpleUploadedFile("surat.pdf", b"%PDF-1.4 isi")
    answer = client.post(reverse("claim-new"), form(document=letter), follow=True)
    claim = Claim.objects.get()
    assert (claim.number, claim.region_id, claim.source.code, claim.code) == (147, "36.01", "kpu", f"P-{claim.pk:04d}")
    text = answer.content.decode()
    for word in (
        "tanpa sinyal dan sinyal lemah",
        "Surat 12/PL.01",
        "surat.pdf",
        "operator.pandeglang",
        "20 Januari 2024",
    ):
        assert word in text
    url = reverse("file", args=[claim.document_id])
    client.force_login(places.bawaslu)
    assert b"".join(client.get(url).streaming_content) == b"%PDF-1.4 isi"
    client.force_login(places.lapangan)  # remit Lebak
    assert client.get(url).status_code == 403
    assert client.get(reverse("claim", args=[claim.pk])).status_code == 404


def test_a_double_click_records_one_claim_and_nobody_takes_anothers(client, places):
    client.force_login(places.operator_banten)
    sent = form()
    for _time in range(2):
        assert client.post(reverse("claim-new"), sent).status_code == 302
    client.force_login(places.admin)
    assert client.post(reverse("claim-new"), sent).status_code == 422
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"region": "36.02"}, "di luar wilayah tugas"),
        ({"region": "36.99"}, "tidak ada"),
        ({"region": "x"}, "bukan kode wilayah"),
        ({"number": "1,5"}, "bilangan bulat"),
        ({"number": "-1"}, "kurang dari nol"),
        ({"number": "99999999999"}, "periksa lagi"),
        ({"as_of": "2999-01-01"}, "masa depan"),
        ({"as_of": "kemarin"}, "Isi tanggal"),
        ({"source": ""}, "tulis sumber lain"),
        ({"source_text": "Radar"}, "jangan keduanya"),
        ({"document": SimpleUploadedFile("a.pdf", b"<script>")}, "bukan PDF"),
        ({"kind": "haha"}, "haha"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_lost(client, places, fields, reason):
    client.force_login(places.operator_pandeglang)
    page = client.post(reverse("claim-new"), form(**fields))
    assert page.status_code == 422
    assert reason in page.content.decode()
    assert "Surat 12/PL.01" in page.content.decode()
    assert not Claim.objects.exists()


def test_a_document_of_more_than_ten_megabytes_is_refused(client, places):
    client.force_login(places.operator_pandeglang)
    big = SimpleUploadedFile("a.pdf", b"%PDF-" + b" " * 10 * 1024 * 1024)
    assert "10 MB" in client.post(reverse("claim-new"), form(document=big)).content.decode()


def test_a_liaison_states_numbers_of_the_own_agency_anywhere(client, places):
    client.force_login(places.bawaslu)
    assert client.post(reverse("claim-new"), form(source="kpu")).status_code == 422
    assert client.post(reverse("claim-new"), form(source="bawaslu", region="36.02")).status_code == 302
    claim = Claim.objects.get()
    assert claim.source.code == "bawaslu"
    client.force_login(places.kpu)
    assert client.post(reverse("claim-withdraw", args=[claim.pk]), {"reason": "x"}).status_code == 403
    client.force_login(places.pejabat)
    assert client.get(reverse("claim-new")).status_code == 403


def test_a_correction_is_a_later_claim_and_the_first_stays_readable(client, places):
    first = builders.claim(number=360, region=builders.region("36.02"), reference="Rapat")
    client.force_login(places.operator_lebak)
    url = reverse("claim-new") + f"?replaces={first.pk}"
    assert "360" in client.get(url).content.decode()
    assert client.post(url, form(number="358")).status_code == 302
    second = Claim.objects.get(number=358)
    assert (second.supersedes, second.region_id, second.kind) == (first, "36.02", "blank-spot")
    old = client.get(reverse("claim", args=[first.pk])).content.decode()
    assert second.code in old and "digantikan" in old
    again = client.post(url, form(number="1"))
    assert again.status_code == 422
    assert "sudah digantikan" in again.content.decode()
    listed = client.get(reverse("claims"))
    assert [each.number for each in listed.context["page"]] == [358]
    replaced = client.get(reverse("claims"), {"state": "replaced"})
    assert [each.number for each in replaced.context["page"]] == [360]
    assert (
        "pernyataan angka" in client.get(reverse("history-of", args=["risks.claim", str(second.pk)])).content.decode()
    )


def test_a_claim_of_another_region_is_not_corrected(client, places):
    first = builders.claim()
    client.force_login(places.operator_lebak)
    assert client.get(reverse("claim-new") + f"?replaces={first.pk}").status_code == 403
    assert client.get(reverse("claim-new") + "?replaces=x").status_code == 404
    assert client.post(reverse("claim-withdraw", args=[first.pk]), {"reason": "x"}).status_code == 403


def test_a_claim_is_withdrawn_with_a_reason_once(client, places):
    claim = builders.claim()
    client.force_login(places.operator_pandeglang)
    url = reverse("claim-withdraw", args=[claim.pk])
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Salah kutip."}).status_code == 302
    assert "Salah kutip." in client.get(reverse("claim", args=[claim.pk])).content.decode()
    assert client.post(url, {"reason": "Lagi."}).status_code == 403 or Claim.objects.get().withdrawal == "Salah kutip."
    assert client.get(reverse("claims")).context["count"] == 0
    assert client.get(reverse("claims"), {"state": "withdrawn"}).context["count"] == 1
    with pytest.raises(rules.Refused, match="sudah ditarik"):
        actions.withdraw_claim(claim, reason="x", actor=None, at=NOW)
    with pytest.raises(rules.Refused, match="alasan"):
        actions.withdraw_claim(claim, reason="", actor=None, at=NOW)


def test_the_list_filters_counts_and_sends_exactly_what_it_shows(client, places, django_assert_max_num_queries):
    for number in range(30):
        builders.claim(number=number, source=None, source_text=f"Koran {number}")
    builders.claim(number=554, region=builders.region("36"), source=builders.agency("bawaslu"), counts="=1+1")
    builders.claim(number=9, kind="flood", unit="voters")
    client.force_login(places.operator_banten)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("claims"))
    assert page.context["count"] == 32
    for query, count in (
        ({"source": "bawaslu"}, 1),
        ({"source": "-"}, 30),
        ({"kind": "flood"}, 1),
        ({"unit": "voters"}, 1),
        ({"region": "3601"}, 31),
        ({"q": "koran 13"}, 1),
        ({"state": "all", "kind": "blank-spot"}, 31),
    ):
        assert client.get(reverse("claims"), query).context["count"] == count
        sent = b"".join(client.get(reverse("claims-file", args=["csv"]), query).streaming_content).decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(sent)))) == count
        if query.get("source") == "bawaslu":
            assert "'=1+1" in sent
    odd = {"kind": "haha", "state": "x", "region": "??", "unit": "y"}
    assert client.get(reverse("claims-file", args=["csv"]), odd).status_code == 400
    assert "diabaikan" in client.get(reverse("claims"), odd).content.decode()
    assert b"".join(client.get(reverse("claims-file", args=["xlsx"])).streaming_content)[:2] == b"PK"
    assert client.get(reverse("claims-file", args=["pdf"])).status_code == 404


def test_without_an_election_nothing_can_be_stated(client, cast):
    client.force_login(cast.operator_banten)
    assert "Belum ada pemilihan" in client.get(reverse("claim-new")).content.decode()
    assert client.get(reverse("claims")).context["count"] == 0

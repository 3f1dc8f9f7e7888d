"""Who sees, opens and withdraws evidence: those who see the risk, verifiers more; nobody else, by no address."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from desk.files.actions import keep
from desk.files.models import StoredFile
from risks.actions.evidence import MOST_EACH, withdraw_evidence
from risks.rules import Refused
from tests import builders
from tests.doors import status_of
from tests.evidence_files import jpeg, pdf
from tests.test_evidence import body, picture, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def flag(cast):
    """Give a risk in Kanekes that KPU spoke of."""
    made = builders.flag(builders.station())
    builders.observation(made.station, flag=made)
    return made


@pytest.fixture
def photo(cast, flag):
    """Give a photo that the field reporter of Lebak attached."""
    return builders.evidence(flag, uploaded_by=cast.lapangan, caption="Menara roboh")


def status(client, name, *arguments):
    """Open an address, read the answer to its end, and give its status."""
    return status_of(client, reverse(name, args=arguments))


def doors(client, evidence):
    """Give what a person gets at each address of a piece of evidence."""
    sizes = [status(client, "evidence-picture", evidence.pk, size) for size in ("shown", "thumb")]
    return [status(client, "evidence", evidence.pk), *sizes]


def original(client, evidence):
    return status(client, "file", evidence.original_id)


@pytest.mark.parametrize(
    ("name", "sees", "opens"),
    [
        ("admin", 200, 200),
        ("operator_lebak", 200, 200),
        ("operator_pandeglang", 200, 403),
        ("pejabat", 200, 403),
        ("kpu", 200, 403),
        ("lapangan", 200, 403),
        ("luar", 403, 403),
    ],
)
def test_who_sees_the_risk_sees_its_photo_and_only_verifiers_open_the_original(client, cast, photo, name, sees, opens):
    client.force_login(getattr(cast, name))
    assert doors(client, photo) == [sees] * 3
    assert original(client, photo) == opens
    for made in (photo.shown, photo.thumb):
        assert client.get(reverse("file", args=[made.pk])).status_code == 403


def test_a_field_reporter_of_another_regency_finds_nothing(client, cast, photo, flag):
    client.force_login(builders.user("lapangan.pandeglang", "field", remit="36.01"))
    assert doors(client, photo) == [404] * 3
    assert client.get(reverse("risk-evidence", args=[flag.pk])).status_code == 404
    assert original(client, photo) == 403
    assert send(client, flag, ("a.jpg", jpeg())).status_code == 404


def test_strangers_are_sent_to_sign_in(client, photo):
    assert doors(client, photo) == [302] * 3


def test_a_pdf_is_a_download_for_all_who_see_the_risk(client, cast, flag):
    client.force_login(cast.operator_lebak)
    send(client, flag, ("surat.pdf", pdf()))
    made = flag.evidence.get()
    client.force_login(cast.pejabat)
    answer = client.get(reverse("file", args=[made.original_id]))
    assert body(answer) == pdf()
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert picture(client, made).status_code == 404
    assert "tidak ditampilkan di sini" in client.get(reverse("evidence", args=[made.pk])).content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [("operator_pandeglang", 403), ("pejabat", 403), ("bawaslu", 403), ("luar", 403), ("kpu", 302), ("lapangan", 302)],
)
def test_who_may_log_there_may_attach_and_a_liaison_where_its_agency_spoke(client, cast, flag, name, status):
    client.force_login(getattr(cast, name))
    assert send(client, flag, ("a.jpg", jpeg())).status_code == status
    assert flag.evidence.count() == (status == 302)
    if name != "luar":
        assert ("Tambah bukti" in client.get(reverse("risk-evidence", args=[flag.pk])).content.decode()) == (
            status == 302
        )


def test_a_liaison_attaches_to_the_own_agencys_statement_and_sees_no_other_agencys_proposal(client, cast, flag):
    own = builders.observation(flag.station, source=builders.agency("bawaslu"), standing="proposed")
    client.force_login(cast.bawaslu)
    assert send(client, own, ("a.jpg", jpeg()), caption="Usul", record="observation-evidence").status_code == 302
    page = client.get(reverse("observation-evidence", args=[own.pk])).content.decode()
    assert "Foto 1 dari 1: Usul" in page and "Tambah bukti" in page
    assert send(client, flag.observations.get(), ("a.jpg", jpeg()), record="observation-evidence").status_code == 403
    client.force_login(cast.kpu)
    assert doors(client, own.evidence.get()) == [404] * 3
    assert "Usul" not in client.get(reverse("risk-evidence", args=[flag.pk])).content.decode()
    client.force_login(cast.operator_lebak)
    assert "Usul" in client.get(reverse("risk-evidence", args=[flag.pk])).content.decode()


def test_a_region_s_risk_has_evidence_too(client, cast):
    flag = builders.flag(builders.region("36.02.06"), kind="flood")
    builders.evidence(builders.observation(flag.region, kind="flood", grade="depth-70"), caption="Banjir 70 cm")
    client.force_login(cast.operator_lebak)
    page = client.get(reverse("risk-evidence", args=[flag.pk])).content.decode()
    assert "Foto 1 dari 1: Banjir 70 cm" in page and "Leuwidamar" in page


def test_the_same_file_twice_and_a_double_click_are_kept_once(client, cast, flag):
    client.force_login(cast.operator_lebak)
    submission = uuid.uuid4()
    for _click in range(2):
        assert send(client, flag, ("a.jpg", jpeg()), ("b.jpg", jpeg()), submission=submission).status_code == 302
    send(client, flag, ("c.jpg", jpeg()))
    assert flag.evidence.count() == 1
    assert StoredFile.objects.count() == 3
    page = client.get(reverse("risk-evidence", args=[flag.pk])).content.decode()
    assert "sudah ada di sini; tidak disimpan dua kali" in page


def test_a_record_holds_so_many_files_and_no_more(client, cast, flag):
    for _each in range(MOST_EACH):
        builders.evidence(flag, uploaded_by=cast.lapangan)
    client.force_login(cast.operator_lebak)
    answer = send(client, flag, ("a.jpg", jpeg()))
    assert answer.status_code == 422 and "Sudah ada 20 berkas" in answer.content.decode()
    assert flag.evidence.count() == MOST_EACH


@pytest.mark.parametrize(
    ("name", "status"), [("pejabat", 403), ("kpu", 403), ("operator_lebak", 302), ("lapangan", 302)]
)
def test_its_uploader_or_a_verifier_withdraws_and_the_bytes_stay(client, cast, photo, flag, name, status):
    client.force_login(getattr(cast, name))
    answer = client.post(reverse("evidence-withdraw", args=[photo.pk]), {"reason": "Salah TPS"})
    assert answer.status_code == status
    photo.refresh_from_db()
    assert (photo.withdrawn_reason == "Salah TPS") is (status == 302)
    assert photo.original.file.storage.exists(photo.original.file.name)
    assert photo.events.count() == 1 + (status == 302)


def test_what_was_withdrawn_is_seen_by_its_uploader_and_verifiers_only(client, cast, photo, flag):
    withdraw_evidence(photo, reason="Salah <b>TPS</b>", actor=cast.operator_lebak, at=timezone.now())
    for name, status in (("pejabat", 404), ("kpu", 404), ("lapangan", 200), ("operator_lebak", 200)):
        client.force_login(getattr(cast, name))
        assert doors(client, photo) == [status] * 3
        page = client.get(reverse("risk-evidence", args=[flag.pk])).content.decode()
        assert ("Salah &lt;b&gt;TPS" in page) is (status == 200)
        assert "Foto 1" not in page
    client.force_login(cast.pejabat)
    assert original(client, photo) == 403


def test_withdrawing_needs_a_reason_and_happens_once(client, cast, photo):
    client.force_login(cast.operator_lebak)
    answer = client.post(reverse("evidence-withdraw", args=[photo.pk]), {"reason": "  "})
    assert answer.status_code == 422 and "Tuliskan mengapa" in answer.content.decode()
    for _twice in range(2):
        answer = client.post(reverse("evidence-withdraw", args=[photo.pk]), {"reason": "Kabur"}, follow=True)
    assert "sudah ditarik orang lain" in answer.content.decode()
    with pytest.raises(Refused):
        withdraw_evidence(photo, reason=" ", actor=cast.admin, at=timezone.now())


def test_a_withdrawn_file_may_be_handed_in_again(client, cast, flag):
    client.force_login(cast.operator_lebak)
    send(client, flag, ("a.jpg", jpeg()))
    withdraw_evidence(flag.evidence.get(), reason="Salah", actor=cast.admin, at=timezone.now())
    send(client, flag, ("a.jpg", jpeg()))
    assert flag.evidence.standing().count() == 1


def test_a_full_disk_is_said_at_the_file_and_leaves_nothing(client, cast, flag, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    client.force_login(cast.operator_lebak)
    answer = send(client, flag, ("a.jpg", jpeg()), caption="Banjir di jalan")
    page = answer.content.decode()
    assert answer.status_code == 422 and "Ruang simpan di server penuh; berkas ini tidak tersimpan" in page
    assert "Banjir di jalan" in page and not flag.evidence.exists() and not StoredFile.objects.exists()


def test_a_picture_that_the_storage_lost_is_not_found(client, cast, photo):
    photo.shown.file.storage.delete(photo.shown.file.name)
    client.force_login(cast.admin)
    assert picture(client, photo).status_code == 404


def test_a_file_of_nobodys_evidence_stays_closed(client, cast):
    file = keep(ContentFile(b"x"), "x.txt", actor=cast.admin, at=timezone.now())
    client.force_login(cast.admin)
    assert client.get(reverse("file", args=[file.pk])).status_code == 403


def test_a_gallery_costs_the_same_for_one_photo_and_for_ten(client, cast, flag, django_assert_max_num_queries):
    for _each in range(10):
        builders.evidence(flag, uploaded_by=cast.lapangan)
        builders.evidence(builders.observation(flag.station), uploaded_by=cast.lapangan)
    client.force_login(cast.operator_lebak)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("risk-evidence", args=[flag.pk]), headers={"HX-Request": "true"})
    assert page.content.decode().count("<figure>") == 20 and "<html" not in page.content.decode()

"""With the office's own certificate issued papers are signed before they are frozen; without one nothing changes."""

import hashlib
import io
import shutil
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.test import Client
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from desk import doctor
from desk.briefings import actions, schedule
from desk.briefings.models import Briefing, Recipient
from desk.paper.models import Document, NumberSeries
from desk.post.delivering import deliver
from desk.work.models import Job
from tests.builders import agency, cast, flag, station
from tests.doors import signed_in

pytestmark = pytest.mark.django_db
AT = datetime.fromisoformat("2024-02-01T09:00:00+07:00")
OFFICE = "Desk Pemilu Provinsi Banten"
PASSPHRASE = "sandi kantor"


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def certificate(begins_at: datetime, ends_at: datetime, *, signs: bool = True) -> x509.Certificate:
    """Give a self-signed certificate of the office."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, OFFICE)])
    usage = [signs, signs, not signs, False, False, False, False, False, False]
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key().public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins_at)
        .not_valid_after(ends_at)
        .add_extension(x509.KeyUsage(*usage), critical=True)
        .sign(key(), SHA256())
    )


@pytest.fixture
def office(tmp_path: Path, settings: Any) -> SimpleNamespace:
    """Give what writes the office's certificate into its file, and the settings that name both files."""
    file, words = tmp_path / "kantor.p12", tmp_path / "sandi"
    settings.DESK_SIGNING_CERTIFICATE = str(file)
    settings.DESK_SIGNING_PASSPHRASE_FILE = str(words)
    words.write_text(PASSPHRASE + "\n")

    def write(begins: timedelta = timedelta(-1), ends: timedelta = timedelta(365), **more: Any) -> x509.Certificate:
        found = certificate((AT + begins).astimezone(UTC), (AT + ends).astimezone(UTC), **more)
        locked = BestAvailableEncryption(PASSPHRASE.encode())
        file.write_bytes(pkcs12.serialize_key_and_certificates(b"kantor", key(), found, None, locked))
        return found

    return SimpleNamespace(file=file, passphrase=words, write=write)


@pytest.fixture
def people() -> SimpleNamespace:
    """Give the cast and a draft for KPU's one mailbox."""
    found = cast()
    risk = flag(station(), status="verified")
    Recipient.objects.create(agency=agency("kpu"), address="kpu@instansi.example")
    found.draft, _made = actions.draft(
        agency("kpu"), risk.election, edition="weekly", period="2024-W05", actor=found.operator_banten, at=AT
    )
    return found


def issued(people: SimpleNamespace) -> Briefing:
    actions.authorise(people.draft, actor=people.pejabat, at=AT)
    made = actions.issue(people.draft.pk, at=AT)
    assert made is not None
    return made


def words_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_what_is_frozen_sent_and_checked_is_the_signed_file(
    people: SimpleNamespace, office: SimpleNamespace, mailbox: Any
) -> None:
    trusted = office.write()
    document = issued(people).document
    content = bytes(document.content)
    [signature] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    roots = [asn1.Certificate.load(trusted.public_bytes(Encoding.DER))]
    checked = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, moment=AT))
    assert checked.bottom_line and checked.coverage.name == "ENTIRE_FILE" and checked.docmdp_ok
    assert checked.signer_reported_dt == AT and signature.sig_object["/Reason"] == document.number

    # Nothing of it is drawn: text and pages are those of the file before the signature was put behind it.
    plain = content[: content.index(b"%%EOF") + 6]
    assert words_of(plain) == words_of(content) and len(words_of(content)) == document.pages
    [field] = PdfReader(io.BytesIO(content)).get_fields().values()
    assert all(float(side) == 0 for side in field.indirect_reference.get_object().get("/Rect", [0]))

    assert document.digest == hashlib.sha256(content).hexdigest() and document.size == len(content)
    again = actions.issue(people.draft.pk, at=AT + timedelta(days=1))
    assert again is not None and bytes(again.document.content) == content
    assert deliver(AT).sent == 1
    [file] = mailbox.to("kpu@instansi.example")[0].iter_attachments()
    assert file.get_content() == content

    page = Client().get(reverse("verify", args=[document.code])).content.decode()
    assert f"sertifikat {OFFICE}" in page and trusted.fingerprint(SHA256()).hex() in page
    assert "bukan tanda tangan elektronik" in page


def test_without_a_certificate_nothing_is_signed_and_the_page_says_so(people: SimpleNamespace) -> None:
    document = issued(people).document
    assert not PdfFileReader(io.BytesIO(bytes(document.content))).embedded_signatures
    page = Client().get(reverse("verify", args=[document.code])).content.decode()
    assert "tidak memuat tanda tangan sertifikat kantor" in page
    assert "tidak dipasang" in doctor.signing(AT).seen and doctor.signing(AT).ok


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (lambda office: office.file.unlink(), "kantor.p12 tidak dapat dibaca"),
        (lambda office: office.passphrase.unlink(), "sandi tidak dapat dibaca"),
        (lambda office: office.passphrase.write_text("salah"), "frasa sandinya salah"),
        (lambda office: office.file.write_bytes(b"bukan sertifikat"), "bukan PKCS#12"),
        (lambda office: office.write(ends=timedelta(hours=-10)), "berakhir pada 2024-01-31"),
        (lambda office: office.write(begins=timedelta(days=2)), "baru berlaku mulai 2024-02-03"),
        (lambda office: office.write(signs=False), "tidak dibuat untuk menandatangani"),
    ],
    ids=["no file", "no passphrase", "wrong passphrase", "no certificate", "expired", "too early", "another use"],
)
def test_a_certificate_that_cannot_be_used_stops_the_issue_with_a_sentence(
    people: SimpleNamespace, office: SimpleNamespace, trouble: Any, said: str
) -> None:
    office.write()
    trouble(office)
    with pytest.raises(actions.NotPossible) as refusal:
        actions.authorise(people.draft, actor=people.pejabat, at=AT)
    assert said in str(refusal.value) and "Tidak ada yang hilang" in str(refusal.value)
    people.draft.refresh_from_db()
    assert people.draft.state == "draft"
    assert not doctor.signing(AT).ok and said in doctor.signing(AT).seen


def test_the_official_reads_why_and_the_draft_stays(people: SimpleNamespace, office: SimpleNamespace) -> None:
    page = signed_in(people.pejabat).post(reverse("briefing-authorise", args=[people.draft.pk]), follow=True)
    assert "kantor.p12 tidak dapat dibaca" in page.content.decode()
    people.draft.refresh_from_db()
    assert people.draft.state == "draft"


def test_one_that_ends_between_authorising_and_issuing_gives_no_number_and_goes_out_once_renewed(
    people: SimpleNamespace, office: SimpleNamespace, mailbox: Any
) -> None:
    office.write()
    actions.authorise(people.draft, actor=people.pejabat, at=AT)
    kept = office.file.with_suffix(".old")
    shutil.move(office.file, kept)
    with pytest.raises(actions.NotPossible, match=r"^Belum terbit: .*nomor belum diberikan"):
        actions.issue(people.draft.pk, at=AT)
    assert schedule.tick(AT).failed == 1
    assert Briefing.objects.get().state == "authorised" and Job.objects.filter(kind=actions.ISSUE).exists()
    assert not (Document.objects.exists() or NumberSeries.objects.exists())
    shutil.move(kept, office.file)
    assert schedule.tick(AT).issued == 1 and deliver(AT).sent == 1
    assert Document.objects.get().sequence == 1 and Document.objects.get().signed_by == OFFICE


def test_a_key_without_a_passphrase_is_opened_with_none(
    people: SimpleNamespace, office: SimpleNamespace, settings
) -> None:
    settings.DESK_SIGNING_PASSPHRASE_FILE = ""
    found = office.write()
    office.file.write_bytes(pkcs12.serialize_key_and_certificates(b"kantor", key(), found, None, NoEncryption()))
    assert issued(people).document.signed_with == found.fingerprint(SHA256()).hex()


def test_the_doctor_names_the_day_it_ends_and_warns_before(office: SimpleNamespace) -> None:
    office.write(ends=timedelta(days=60))
    assert doctor.signing(AT).ok and f"{OFFICE}, berlaku sampai 2024-04-01" in doctor.signing(AT).seen
    office.write(ends=timedelta(days=9))
    assert not doctor.signing(AT).ok and "Perpanjang" in doctor.signing(AT).advice

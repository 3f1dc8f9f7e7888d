"""The office's own certificate: with it issued papers are signed, invisibly, before they are frozen. Off by default.

The settings name a PKCS#12 file and its passphrase; both are read anew for each paper, so that a renewed certificate
needs no restart. pyHanko is an extra: its module is loaded by the first paper that is signed, never by a page.
"""

from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop

from desk import clock
from desk.work.words import Sentence, sentence

SIGN = "desk.paper.pades.sign"
_STOPPED = gettext_noop(
    "Belum terbit: %(reason)s Tidak ada yang hilang dan nomor belum diberikan; mintalah pengelola sistem memeriksanya."
)
_UNREADABLE = gettext_noop("berkas sertifikat kantor %(name)s tidak dapat dibaca.")
_NO_PASSPHRASE = gettext_noop("berkas frasa sandi sertifikat kantor %(name)s tidak dapat dibaca.")
_CLOSED = gettext_noop("sertifikat kantor tidak dapat dibuka; frasa sandinya salah atau berkasnya bukan PKCS#12.")
_NO_KEY = gettext_noop("berkas sertifikat kantor tidak memuat sertifikat beserta kuncinya.")
_EXPIRED = gettext_noop("sertifikat kantor berakhir pada %(day)s.")
_TOO_EARLY = gettext_noop("sertifikat kantor baru berlaku mulai %(day)s.")
_NOT_FOR_SIGNING = gettext_noop("sertifikat kantor tidak dibuat untuk menandatangani.")
_NO_PYHANKO = gettext_noop("pyHanko, yang menandatangani dokumen, belum terpasang.")
_FAILED = gettext_noop("dokumen tidak dapat ditandatangani dengan sertifikat kantor.")


class CannotSign(Exception):
    """The office's certificate is set and cannot be used: `reason` says why, the argument also what became of it."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(sentence(_STOPPED, reason=reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Certificate:
    """An opened certificate with its key; moments in UTC, `fingerprint` is the sha256 of its DER form in hex."""

    key: Any
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def name(self) -> str:
        """Give whom the certificate names: its common name, else its whole subject."""
        found = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(found[0].value if found else self.certificate.subject.rfc4514_string())

    @property
    def fingerprint(self) -> str:
        """Give what tells this certificate from every other."""
        return self.certificate.fingerprint(SHA256()).hex()

    @property
    def ends_at(self) -> datetime:
        """Give the moment until which it is valid."""
        return self.certificate.not_valid_after_utc


def certificate(at: datetime) -> Certificate | None:
    """Give the office's certificate, valid at a moment; None where none is set, CannotSign where it cannot be used."""
    if not settings.DESK_SIGNING_CERTIFICATE:
        return None
    found = opened()
    if found.ends_at < at:
        raise CannotSign(sentence(_EXPIRED, day=clock.local(found.ends_at).date().isoformat()))
    begins_at = found.certificate.not_valid_before_utc
    if begins_at > at:
        raise CannotSign(sentence(_TOO_EARLY, day=clock.local(begins_at).date().isoformat()))
    if not _may_sign(found.certificate):
        raise CannotSign(sentence(_NOT_FOR_SIGNING))
    if find_spec("pyhanko") is None:
        raise CannotSign(sentence(_NO_PYHANKO))
    return found


def opened() -> Certificate:
    """Open the certificate that the settings name, whatever its dates; CannotSign where that fails."""
    path = Path(settings.DESK_SIGNING_CERTIFICATE)
    try:
        content = path.read_bytes()
    except OSError:
        raise CannotSign(sentence(_UNREADABLE, name=path.name)) from None
    try:
        key, found, chain = pkcs12.load_key_and_certificates(content, _passphrase())
    except (ValueError, TypeError):
        raise CannotSign(sentence(_CLOSED)) from None
    if key is None or found is None:
        raise CannotSign(sentence(_NO_KEY))
    return Certificate(key, found, tuple(chain))


def signer() -> Any:
    """Load what signs: `sign(content, certificate, *, about, at) -> bytes`. It takes a second, so call it unlocked."""
    try:
        return import_string(SIGN)
    except ImportError:
        raise CannotSign(sentence(_NO_PYHANKO)) from None


def signed(content: bytes, found: Certificate, *, about: str, at: datetime) -> bytes:
    """Give a PDF with the certificate's invisible signature; `about` says what for. Pages and text stay as they are."""
    sign = signer()
    try:
        return bytes(sign(content, found, about=about, at=at))
    except Exception as error:  # whatever a strange key makes the library raise, nothing goes out unsigned
        raise CannotSign(sentence(_FAILED)) from error


def _passphrase() -> bytes | None:
    path = settings.DESK_SIGNING_PASSPHRASE_FILE
    if not path:
        return settings.DESK_SIGNING_PASSPHRASE.encode() or None
    try:
        return Path(path).read_text(encoding="utf-8").strip("\r\n").encode() or None
    except (OSError, UnicodeDecodeError):
        raise CannotSign(sentence(_NO_PASSPHRASE, name=Path(path).name)) from None


def _may_sign(found: x509.Certificate) -> bool:
    try:
        usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment

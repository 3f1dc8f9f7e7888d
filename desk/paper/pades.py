"""A PAdES signature by pyHanko, which only this module imports: invisible, over the whole file, no later change."""

import io
from datetime import datetime
from typing import Any

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from desk.paper.signing import Certificate

FIELD = "Desk"


def sign(content: bytes, found: Certificate, *, about: str, at: datetime) -> bytes:
    """Sign a PDF at a moment; what stood before is kept byte by byte, the signature follows it."""
    about_it = PdfSignatureMetadata(
        field_name=FIELD,
        reason=about,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    target = io.BytesIO()
    _AtMoment(about_it, _signer(found), at).sign_pdf(writer, output=target)
    return target.getvalue()


class _AtMoment(PdfSigner):
    """Signs at a moment that is given, not at the one of the machine's clock."""

    def __init__(self, about_it: PdfSignatureMetadata, signer: SimpleSigner, at: datetime) -> None:
        super().__init__(about_it, signer)
        self._at = at

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        """Begin to sign."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def _signer(found: Certificate) -> SimpleSigner:
    chain = SimpleCertificateStore()
    chain.register_multiple(x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in found.chain)
    return SimpleSigner(
        signing_cert=x509.Certificate.load(found.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(
            found.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=chain,
    )

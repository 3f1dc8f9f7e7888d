"""A handed-in photo or PDF of a result form, as it may be kept: a photo redrawn without what the camera wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.base import File

from desk.recap.rules import Refused
from risks import rules as risk_rules
from risks.evidence_box import pictured
from risks.evidence_sniff import kind_of
from risks.models import EvidenceType

FIELD = "photo"
JPEG, PDF = "image/jpeg", "application/pdf"


@dataclass(frozen=True, slots=True)
class Fit:
    """A file that may be kept, with its type told by its bytes."""

    file: File
    content_type: str

    @property
    def ending(self) -> str:
        """Give the ending of its name."""
        return "jpg" if self.content_type == JPEG else "pdf"


@contextmanager
def fit(file: File) -> Iterator[Fit]:
    """Read a photo (JPEG, PNG, WebP) or PDF of at most 10 MB; gone with the context.

    Raises rules.Refused with a sentence for anything else, and NoRoom when the disk is full.
    """
    try:
        if kind_of(file) is EvidenceType.DOCUMENT:
            yield Fit(file, PDF)
            return
        with pictured(file) as picture, picture.shown.open("rb") as shown:
            yield Fit(File(shown), JPEG)
    except risk_rules.Refused as refusal:
        raise Refused(str(refusal), FIELD) from refusal

"""What turns a briefing's row into paper and mail: letterhead, areas, bodies. Reads only; actions change."""

import io
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from openpyxl import load_workbook

from desk.briefings import outline, pdf, summary, words
from desk.briefings.drawn import areas
from desk.briefings.kinds import Edition
from desk.briefings.models import Briefing
from desk.briefings.reviewing.reading import Reviewed, reviewed
from desk.history.models import Seal
from desk.paper.actions import Identity
from desk.paper.models import Document, Letterhead, spoken
from desk.paper.sheet import Head, Proof, Signature
from desk.post.links import tokens

PAPER_LANGUAGE = "id"


def paper(
    briefing: Briefing,
    letterhead: Letterhead,
    identity: Identity | None,
    at: datetime,
    corrects: Document | None = None,
) -> tuple[bytes, int]:
    """Draw a briefing as it stands in its row; without an identity it is marked as a draft."""
    with override(PAPER_LANGUAGE):
        review = reviewed(briefing)
        frame = _frame(briefing, review, letterhead, identity, at, corrects)
        return pdf.render(review.situation, frame, areas(briefing.election_id, review.situation))


def title(briefing: Briefing) -> str:
    """Give the subject line of a briefing: what, for which window."""
    what = _("Laporan harian Desk Pemilu") if briefing.edition == Edition.DAILY else _("Laporan mingguan Desk Pemilu")
    return f"{what}, {words.period(briefing.period)}"


def filename(briefing: Briefing, ending: str = "pdf") -> str:
    """Give a file name that sorts: laporan-kpu-2024-W05.pdf, with the revision when there is one."""
    revision = f"-r{briefing.revision}" if briefing.revision else ""
    edition = "harian" if briefing.edition == Edition.DAILY else "mingguan"
    return f"laporan-{briefing.agency.code}-{edition}-{briefing.period}{revision}.{ending}"


def list_without(file: bytes, numbers: Collection[str]) -> tuple[bytes, int]:
    """Take struck items out of the whole list, on whichever sheet; gives the file and how many lines left it."""
    book, dropped = load_workbook(io.BytesIO(file)), 0
    for page in book.worksheets:
        found = [cell.row for cell in page["A"] if cell.value in numbers]
        for row in reversed(found):
            page.delete_rows(row)
        dropped += len(found)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue(), dropped


def mail(briefing: Briefing, document: Document, *, by_link: bool = False) -> dict[str, str]:
    """Give subject and both bodies of the mail; each body says everything to those who cannot open the paper."""
    with override(PAPER_LANGUAGE):
        review = reviewed(briefing)
        situation = review.situation
        context: dict[str, Any] = {
            "briefing": briefing,
            "situation": situation,
            "document": document,
            "subject": f"{title(briefing)} · {situation.agency}",
            "sentences": summary.sentences(situation),
            "asked": [*outline.asked(situation), *review.added],
            "remarks": review.remarks,
            "link_mark": tokens.MARK if by_link else "",
            "sections": outline.sections(situation),
            "as_of": words.at(situation.as_of),
            "verify_url": settings.SITE_URL + reverse("verify", args=[document.code]),
            "no_data": words.no_data(),
            "severities": outline.severity_words(),
        }
        return {
            "subject": str(context["subject"]),
            "text": render_to_string("mail/briefing.txt", context),
            "html": render_to_string("mail/briefing.html", context),
        }


def _frame(
    briefing: Briefing,
    review: Reviewed,
    letterhead: Letterhead,
    identity: Identity | None,
    at: datetime,
    corrects: Document | None,
) -> pdf.Frame:
    correction = ""
    if corrects:
        correction = _("Perbaikan. Laporan ini mengganti laporan nomor %(number)s. Alasan: %(reason)s") % {
            "number": corrects.number,
            "reason": briefing.correction or words.no_data(),
        }
    day = words.day(at)
    return pdf.Frame(
        head=Head(letterhead.government, letterhead.office, letterhead.address, bytes(letterhead.logo or b"")),
        number=identity.number if identity else _("(diberikan saat terbit)"),
        classification=letterhead.classification,
        enclosures=_enclosures(briefing),
        subject=title(briefing),
        place_and_date=f"{letterhead.city}, {day}" if letterhead.city else str(day),
        destination=letterhead.destination,
        opening=letterhead.opening,
        closing=letterhead.closing,
        signature=Signature(letterhead.signatory_position, letterhead.signatory_name, letterhead.signatory_nip),
        proof=_proof(identity),
        copies=[line.strip() for line in letterhead.copies_to.splitlines() if line.strip()],
        added=review.added,
        people=" ".join([_people(briefing), *review.remarks, *_seal(at if identity else None)]),
        cover_note=briefing.cover_note,
        correction=correction,
        draft="" if identity else _("KONSEP"),
    )


def _people(briefing: Briefing) -> str:
    """Say who prepared a briefing and who authorised it; without a person it was the schedule or the command."""
    prepared = _("Disusun oleh %(name)s") % {"name": briefing.prepared_by or _("jadwal atau perintah desk")}
    if not briefing.authorised_at:
        return _("%(prepared)s; belum disahkan.") % {"prepared": prepared}
    if briefing.by_rule:
        return _("%(prepared)s; terbit menurut aturan instansi pada %(at)s karena belum disahkan.") % {
            "prepared": prepared,
            "at": words.at(briefing.authorised_at),
        }
    return _("%(prepared)s; disahkan oleh %(name)s pada %(at)s.") % {
        "prepared": prepared,
        "name": briefing.authorised_by or _("perintah desk"),
        "at": words.at(briefing.authorised_at),
    }


def _seal(at: datetime | None) -> list[str]:
    """Say which seal of history was the newest at a moment: whoever holds the paper can hold history to it."""
    found = Seal.objects.filter(sealed_at__lte=at).order_by("-number").first() if at else None
    return (
        [_("Riwayat dimeterai #%(number)d: %(root)s.") % {"number": found.number, "root": found.short}] if found else []
    )


def _proof(identity: Identity | None) -> Proof:
    if identity is None:
        return Proof(settings.SITE_URL, (_("Konsep untuk ditinjau; belum diterbitkan dan belum bernomor."),))
    return Proof(
        identity.url,
        (
            _("Verifikasi dokumen: kode %(code)s") % {"code": spoken(identity.code)},
            identity.url,
            _("Kode ini memeriksa keaslian berkas; bukan tanda tangan elektronik."),
        ),
    )


def _enclosures(briefing: Briefing) -> str:
    if not briefing.enclosure_rows:
        return "-"
    return ngettext("1 berkas (XLSX, %(count)s baris)", "1 berkas (XLSX, %(count)s baris)", briefing.enclosure_rows) % {
        "count": words.number(briefing.enclosure_rows)
    }

"""Attaching photos and PDFs to a risk or a statement, and withdrawing them."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.files.base import File
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from desk.files.actions import keep, whole
from desk.files.models import StoredFile
from desk.files.room import NoRoom, room
from risks import rules
from risks.evidence_box import Picture, pictured
from risks.evidence_sniff import kind_of
from risks.models import Evidence, EvidenceType, Flag, Observation

MOST_EACH = 20  # standing files of one risk or statement
MOST_AT_ONCE = 10


@dataclass(slots=True)
class Added:
    """What became of some files: the rows kept, how many were there already, and name and reason of each refused."""

    kept: list[Evidence] = field(default_factory=list)
    again: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Handed:
    """One file that was read: its bytes, their sha256, and the pictures made of a photo."""

    file: File
    digest: str
    type: EvidenceType
    picture: Picture | None


def add_evidence(
    record: Flag | Observation,
    files: Iterable[File],
    *,
    caption: str,
    client_id: uuid.UUID,
    actor: User,
    at: datetime,
) -> Added:
    """Attach files to a risk or a statement, each for itself: a bad one keeps no good one out.

    The same file sent again, or there already, changes nothing. Nothing is raised for a file that is refused or finds
    no room: it is named with its reason.
    """
    added = Added()
    for file in list(files)[:MOST_AT_ONCE]:
        name = file.name or _("tanpa nama")
        try:
            with room(), _read(file) as handed:
                row = _keep(record, handed, caption, client_id, actor, at)
        except rules.Refused as refusal:
            added.refused.append((name, str(refusal)))
        except NoRoom:
            sentence = _("Ruang simpan di server penuh; berkas ini tidak tersimpan. Beri tahu admin desk.")
            added.refused.append((name, sentence))
        else:
            if row is None:
                added.again += 1
            else:
                added.kept.append(row)
    return added


def withdraw_evidence(evidence: Evidence, *, reason: str, actor: User, at: datetime) -> Evidence:
    """Take evidence out of sight with a reason; its bytes and its history stay."""
    if not reason.strip():
        raise rules.Refused(_("Tuliskan mengapa bukti ini ditarik."))
    with acting(actor, "evidence.withdraw", reason=reason.strip(), place=evidence.place):
        row = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        if row.withdrawn_at is not None:
            raise rules.Refused(_("Bukti ini sudah ditarik orang lain. Tidak ada yang Anda ubah."))
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = actor, at, reason.strip()
        row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return row


@contextmanager
def _read(file: File) -> Iterator[_Handed]:
    """Tell what a file is and have a photo read, before any transaction is open."""
    type_ = kind_of(file)
    digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
    if type_ is EvidenceType.DOCUMENT:
        yield _Handed(file, digest, type_, None)
        return
    with pictured(file) as picture:
        yield _Handed(file, digest, type_, picture)


def _keep(
    record: Flag | Observation, handed: _Handed, caption: str, client_id: uuid.UUID, actor: User, at: datetime
) -> Evidence | None:
    """Write one row with its files; None when this record has these bytes already."""
    place = record.station.region_id if record.station else str(record.region_id)
    speaker = record.source.code if isinstance(record, Observation) else ""
    own_id = uuid.uuid5(client_id, f"{record._meta.label} {record.pk} {actor.pk} {handed.digest}")
    with whole(), acting(actor, "evidence.add", place=place, agency=speaker):
        # The lock makes counting, and looking for the same bytes, safe against a second click.
        type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
        there = record.evidence.all()
        standing = there.standing()
        if there.filter(client_id=own_id).exists() or standing.filter(original__sha256=handed.digest).exists():
            return None
        if standing.count() >= MOST_EACH:
            raise rules.Refused(
                _("Sudah ada %(most)d berkas di sini. Tarik yang tidak perlu, lalu unggah lagi.") % {"most": MOST_EACH}
            )
        row = Evidence(type=handed.type, caption=caption, uploaded_by=actor, uploaded_at=at, client_id=own_id)
        row.flag = record if isinstance(record, Flag) else None
        row.observation = record if isinstance(record, Observation) else None
        name = handed.file.name or ""
        row.original = keep(handed.file, name, actor=actor, at=at)
        if handed.picture is not None:
            _show(row, handed.picture, name, at)
        row.save(force_insert=True)
    return row


def _show(row: Evidence, picture: Picture, name: str, at: datetime) -> None:
    row.shown = _keep_picture(picture.shown, name, row.uploaded_by, at)
    row.thumb = _keep_picture(picture.thumb, name, row.uploaded_by, at)
    row.width, row.height, row.taken_at = picture.width, picture.height, picture.taken
    row.latitude, row.longitude = picture.latitude, picture.longitude


def _keep_picture(path: Path, name: str, actor: User, at: datetime) -> StoredFile:
    with path.open("rb") as file:
        return keep(File(file), f"{Path(name).stem}.jpg", actor=actor, at=at, content_type="image/jpeg")

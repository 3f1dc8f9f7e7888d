"""The words of change for readiness: statements, one or many at once, and a new version of the checklist."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.actions import Refused
from desk.coordination.models import ReadinessChecklist, ReadinessItem, ReadinessStatement
from desk.coordination.readiness.rules import Item
from desk.files import actions as files
from tps.models import Election

MOST = 20_000  # statements at once


@dataclass(frozen=True, slots=True)
class Say:
    """One thing to be said: the item and the state of it in a kecamatan (dotted code)."""

    region: str
    item: Item
    state: str
    note: str = ""


def state(
    said: Sequence[Say],
    *,
    election: Election,
    source: Agency,
    observed_at: datetime,
    actor: User | None,
    at: datetime,
    batch: uuid.UUID,
    informant: str = "",
    upload: File | None = None,
) -> tuple[int, bool]:
    """Record what an agency says, all of it or nothing; gives how many statements stand and whether they are new.

    The same batch again changes nothing. Refused for a closed agency, a moment (zone-aware) still to come, or nothing.
    """
    known = ReadinessStatement.objects.filter(batch=batch).count()
    if known:
        return known, False
    if not said:
        raise Refused(_("Pilih keadaan sekurangnya satu butir."))
    if len(said) > MOST:
        raise Refused(_("Itu lebih dari %(most)s keterangan sekaligus. Persempit wilayahnya.") % {"most": MOST})
    if not source.active:
        raise Refused(_("%(agency)s tidak lagi aktif di desk. Pilih instansi lain.") % {"agency": source})
    if observed_at > at:
        raise Refused(_("Waktu pengamatan ada di masa depan."))
    try:
        with files.whole(), acting(actor, "readiness.state", place=_above(said), agency=source.code, many=len(said)):
            stored = files.keep(upload, upload.name or "kesiapan", actor=actor, at=at) if upload else None
            ReadinessStatement.objects.bulk_create(
                (
                    ReadinessStatement(
                        election=election,
                        region_id=each.region,
                        item=each.item.code,
                        asked=each.item.title,
                        state=each.state,
                        source=source,
                        informant=informant,
                        observed_at=observed_at,
                        note=each.note,
                        file=stored,
                        recorded_by=actor,
                        recorded_at=at,
                        batch=batch,
                    )
                    for each in said
                ),
                batch_size=1000,
            )
    except IntegrityError:
        # Two clicks at the same moment: the other one has written them.
        known = ReadinessStatement.objects.filter(batch=batch).count()
        if not known:
            raise
        return known, False
    return len(said), True


def write_checklist(
    election: Election,
    items: Iterable[Item],
    *,
    seen: int,
    reason: str,
    actor: User | None,
    at: datetime,
    client_id: uuid.UUID,
) -> tuple[ReadinessChecklist, bool]:
    """Write the next version of an election's checklist; the same client UUID again changes nothing.

    Refused when somebody wrote a newer version than the one `seen` (0 is the shipped one).
    """
    stored = ReadinessChecklist.objects.filter(client_id=client_id).first()
    if stored is not None:
        return stored, False
    with acting(actor, "readiness.checklist", reason=reason, election=election.code):
        newest = ReadinessChecklist.objects.filter(election=election).order_by("-version").first()
        if (newest.version if newest else 0) != seen:
            raise _overtaken(newest)
        try:
            with transaction.atomic():
                row = ReadinessChecklist.objects.create(
                    election=election,
                    version=seen + 1,
                    reason=reason,
                    written_by=actor,
                    written_at=at,
                    client_id=client_id,
                )
        except IntegrityError:
            # Two at the same moment: there was no row yet to wait for.
            raise _overtaken(ReadinessChecklist.objects.filter(election=election, version=seen + 1).first()) from None
        ReadinessItem.objects.bulk_create(
            ReadinessItem(
                checklist=row,
                code=each.code,
                subject=each.subject,
                title=each.title,
                help=each.help,
                counts_from=each.counts_from,
                stage_id=each.stage_id,
                day=each.day,
                stale_days=each.stale_days,
                position=position,
            )
            for position, each in enumerate(items)
        )
    return row, True


def _above(said: Sequence[Say]) -> str:
    """Give the dotted code in which all of it lies."""
    parts = [each.region.split(".") for each in said]
    common = []
    for names in zip(*parts, strict=False):
        if len(set(names)) > 1:
            break
        common.append(names[0])
    return ".".join(common)


def _overtaken(row: ReadinessChecklist | None) -> Refused:
    who = str(row.written_by) if row and row.written_by else _("orang lain")
    return Refused(
        _(
            "Sementara itu %(who)s menyimpan versi %(version)s. Isian Anda belum disimpan dan masih ada di bawah; "
            "baca versi itu dulu. Bila disimpan lagi, isian Anda menjadi versi sesudahnya."
        )
        % {"who": who, "version": row.version if row else 0}
    )

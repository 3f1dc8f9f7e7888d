"""The words of change for jurisdictions, for who answers for what, and for what a closed agency leaves behind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import Actor, acting
from desk.coordination.actions.tasks import Refused
from desk.coordination.kinds import ALIVE
from desk.coordination.models import Jurisdiction, Responsibility, Task
from desk.files import actions as files
from desk.files.models import StoredFile
from risks.models import Flag

COLUMNS = (
    "agency",
    "kind",
    "name",
    "includes",
    "excludes",
    "geometry",
    "file",
    "basis",
    "simulated",
    "valid_from",
    "valid_until",
)


def add(
    row: Jurisdiction, *, actor: User | None, at: datetime, upload: File | None = None, reason: str = ""
) -> Jurisdiction:
    """Save a new jurisdiction; one that was sent before (same client UUID) is given as it stands."""
    known = Jurisdiction.objects.filter(client_id=row.client_id).first()
    if known:
        return known
    if not row.agency.active:
        raise Refused(_("%(agency)s tidak lagi aktif di desk. Pilih instansi lain.") % {"agency": row.agency})
    try:
        with acting(actor, "jurisdiction.add", reason=reason, agency=row.agency.code):
            row.file = _kept(upload, actor, at) or row.file
            row.save(force_insert=True)
    except IntegrityError:
        # Two clicks at the same moment: the other one has written it.
        return Jurisdiction.objects.get(client_id=row.client_id)
    return row


def change(
    row: Jurisdiction, *, reason: str, actor: User | None, at: datetime, upload: File | None = None
) -> Jurisdiction:
    """Write a changed jurisdiction as its next version; one that says what stands already stays as it is."""
    with transaction.atomic():
        now = Jurisdiction.objects.select_for_update().get(pk=row.pk)
        if upload is None and all(getattr(now, name) == getattr(row, name) for name in COLUMNS):
            return now
        if not row.agency.active and row.agency_id != now.agency_id:
            raise Refused(_("%(agency)s tidak lagi aktif di desk. Pilih instansi lain.") % {"agency": row.agency})
        with acting(actor, "jurisdiction.change", reason=reason, agency=row.agency.code):
            row.file = _kept(upload, actor, at) or row.file
            row.version = now.version + 1
            row.save(update_fields=[*COLUMNS, "version", "changed_at"])
    return row


def _kept(upload: File | None, actor: User | None, at: datetime) -> StoredFile | None:
    return files.keep(upload, upload.name or "wilayah-kerja.geojson", actor=actor, at=at) if upload else None


def set_order(kind: str, bodies: Sequence[str], *, reason: str, actor: User | None, at: datetime) -> None:
    """Say which bodies answer for a kind of risk, in order; none at all brings the usual order back."""
    with acting(actor, "responsibility.change", reason=reason):
        now = list(Responsibility.objects.select_for_update().filter(kind=kind).order_by("position"))
        if [each.body for each in now] == list(bodies):
            return
        Responsibility.objects.filter(kind=kind).delete()
        for position, body in enumerate(bodies, 1):
            Responsibility.objects.create(kind=kind, position=position, body=body)


def hand_over_tasks(agency: Agency, to: Agency, *, reason: str, actor: Actor | None, at: datetime) -> int:
    """Give all living tasks of an agency to another one; gives how many there were."""
    return _hand_over(
        "task.hand-over", Task.objects.filter(owner=agency, state__in=ALIVE), agency, to, reason, actor, at
    )


def hand_over_risks(agency: Agency, to: Agency, *, reason: str, actor: Actor | None, at: datetime) -> int:
    """Make another agency the owner of all open risks of an agency; gives how many there were."""
    return _hand_over("risk.hand-over", Flag.objects.open().filter(owner=agency), agency, to, reason, actor, at)


def _hand_over(
    action: str,
    rows: QuerySet[Any],
    agency: Agency,
    to: Agency,
    reason: str,
    actor: Actor | None,
    at: datetime,
) -> int:
    if not to.active or to.pk == agency.pk:
        raise Refused(_("%(agency)s tidak dapat menerima. Pilih instansi lain yang aktif.") % {"agency": to})
    with acting(actor, action, reason=reason, place=agency.region_code, agency=to.code):
        # One statement for all; the triggers write each row's history, and open forms see that it changed.
        number: int = rows.update(owner=to, changed_at=at)
    return number

"""The steps of one risk: verify, mitigate, resolve, dismiss, reopen; each leaves a row of its own."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from risks import rules
from risks.actions import bulk_sql
from risks.actions.guards import check_duplicate, check_flag, check_holds, locked, need, overtaken
from risks.kinds import Outcome
from risks.models import Flag, Transition
from risks.rules import Step


def verify(flag: Flag, *, actor: User | None, at: datetime, comment: str = "", seen: str = "") -> Flag:
    """Confirm a reported risk, and with it the newest adverse statement about it."""
    row = _take(flag, Step.VERIFY, {"verified_by": actor, "verified_at": at}, actor, at, comment, seen)
    return row


def mitigate(flag: Flag, *, actor: User | None, at: datetime, comment: str = "", seen: str = "") -> Flag:
    """Record that something is being done about a verified risk."""
    return _take(flag, Step.MITIGATE, {}, actor, at, comment, seen)


def resolve(
    flag: Flag, *, actor: User | None, at: datetime, comment: str = "", seen: str = "", despite: bool = False
) -> Flag:
    """Close a risk that is no more; the comment says why. `despite` closes it over what is still open about it."""
    need(comment, _("Tuliskan mengapa risiko ini selesai."))
    return _take(flag, Step.RESOLVE, {"closed_at": at}, actor, at, comment, seen, despite)


def dismiss(
    flag: Flag,
    *,
    outcome: str,
    actor: User | None,
    at: datetime,
    comment: str = "",
    duplicate_of: Flag | None = None,
    seen: str = "",
    despite: bool = False,
) -> Flag:
    """Close a risk that was none: bogus, a duplicate of another one, or none of an election's business.

    `despite` closes it over what is still open about it, and then the comment must say why.
    """
    if outcome not in Outcome.values:
        raise rules.Refused(_("Pilih alasan penolakan."))
    if outcome != Outcome.DUPLICATE:
        duplicate_of = None
    elif duplicate_of is None:
        raise rules.Refused(_("Sebutkan nomor risiko yang digandakan, misalnya R-0012."))
    facts = {"outcome": outcome, "duplicate_of": duplicate_of, "closed_at": at}
    with transaction.atomic():
        if duplicate_of is not None:
            check_duplicate(flag, duplicate_of)
        return _take(flag, Step.DISMISS, facts, actor, at, comment, seen, despite)


def reopen(flag: Flag, *, actor: User | None, at: datetime, comment: str = "", seen: str = "") -> Flag:
    """Take up a closed risk again as a reported one; refused while another one is open for its place and kind."""
    need(comment, _("Tuliskan mengapa risiko ini dibuka kembali."))
    other = (
        Flag.objects.open()
        .filter(election_id=flag.election_id, station_id=flag.station_id, region_id=flag.region_id, kind=flag.kind)
        .exclude(pk=flag.pk)
        .first()
    )
    if other is not None:
        raise rules.Refused(
            _("%(other)s masih terbuka untuk tempat dan jenis yang sama; lanjutkan di sana.") % {"other": other.number}
        )
    facts = {"outcome": "", "duplicate_of": None, "closed_at": None, "verified_by": None, "verified_at": None}
    return _take(flag, Step.REOPEN, facts, actor, at, comment, seen)


def _take(
    flag: Flag,
    step: Step,
    facts: dict[str, Any],
    actor: User | None,
    at: datetime,
    comment: str,
    seen: str,
    despite: bool = False,
) -> Flag:
    """Take a legal step under a lock on the row and record it; who comes second gets a sentence instead."""
    with acting(actor, f"risk.{step}", reason=comment, place=flag.place):
        row = locked(flag)
        before, status = row.status, rules.after(step, row.status)
        if status is None or (seen and seen != before):
            raise overtaken(row)
        check_flag(row, actor)
        if step in rules.CLOSING:
            check_holds(row, comment if despite else None)
        row.status, row.since = status, at
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=["status", "since", *facts, "changed_at"])
        Transition.objects.create(
            flag=row,
            step=step.value,
            before=before,
            after=status,
            outcome=row.outcome,
            other=row.duplicate_of,
            actor=actor,
            at=at,
            comment=comment,
        )
        if step is Step.VERIFY:
            confirm_statements([row.pk], actor=actor, at=at)
    return row


def confirm_statements(flag_ids: list[int], *, actor: User | None, at: datetime) -> dict[int, int]:
    """Verify the newest adverse statement of each risk, unless it is verified already; gives statement by risk."""
    return bulk_sql.confirm(flag_ids, actor_id=actor.pk if actor else None, at=at)

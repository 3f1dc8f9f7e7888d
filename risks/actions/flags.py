"""Judging one risk: verify, mitigate, resolve, dismiss, reopen, set its severity, owner and internal note."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from risks import rules
from risks.actions.guards import check_flag, overtaken
from risks.kinds import HARMLESS, Outcome, Severity, Standing
from risks.models import Flag, Observation
from risks.rules import Step


def verify(flag: Flag, *, actor: User | None, at: datetime, comment: str = "", seen: str = "") -> Flag:
    """Confirm a reported risk, and with it the newest adverse statement about it."""
    row = _take(flag, Step.VERIFY, {"verified_by": actor, "verified_at": at}, actor, comment, seen)
    return row


def mitigate(flag: Flag, *, actor: User | None, at: datetime, comment: str = "", seen: str = "") -> Flag:
    """Record that something is being done about a verified risk."""
    return _take(flag, Step.MITIGATE, {}, actor, comment, seen)


def resolve(flag: Flag, *, actor: User | None, at: datetime, comment: str = "", seen: str = "") -> Flag:
    """Close a risk that is no more; the comment says why."""
    _need(comment, _("Tuliskan mengapa risiko ini selesai."))
    return _take(flag, Step.RESOLVE, {"closed_at": at}, actor, comment, seen)


def dismiss(
    flag: Flag,
    *,
    outcome: str,
    actor: User | None,
    at: datetime,
    comment: str = "",
    duplicate_of: Flag | None = None,
    seen: str = "",
) -> Flag:
    """Close a risk that was none: bogus, a duplicate of another one, or none of an election's business."""
    if outcome not in Outcome.values:
        raise rules.Refused(_("Pilih alasan penolakan."))
    if outcome == Outcome.DUPLICATE and duplicate_of is None:
        raise rules.Refused(_("Sebutkan nomor risiko yang digandakan, misalnya R-0012."))
    if duplicate_of is not None and duplicate_of.pk == flag.pk:
        raise rules.Refused(_("Risiko tidak dapat menjadi ganda dari dirinya sendiri."))
    facts = {
        "outcome": outcome,
        "duplicate_of": duplicate_of if outcome == Outcome.DUPLICATE else None,
        "closed_at": at,
    }
    return _take(flag, Step.DISMISS, facts, actor, comment, seen)


def reopen(flag: Flag, *, actor: User | None, at: datetime, comment: str = "", seen: str = "") -> Flag:
    """Take up a closed risk again as a reported one; refused while another one is open for its place and kind."""
    _need(comment, _("Tuliskan mengapa risiko ini dibuka kembali."))
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
    return _take(flag, Step.REOPEN, facts, actor, comment, seen)


def set_severity(flag: Flag, *, severity: str, reason: str, actor: User | None, at: datetime) -> Flag:
    """Set the severity by hand, with a reason that stays on the risk."""
    if severity not in Severity.values:
        raise rules.Refused(_("Pilih keparahan."))
    _need(reason, _("Tuliskan alasan perubahan keparahan."))
    with acting(actor, "risk.severity", reason=reason, place=flag.place):
        row = _locked(flag)
        if not row.open:
            raise overtaken(row)
        check_flag(row, actor, severity)
        row.severity, row.severity_reason = severity, reason
        row.save(update_fields=["severity", "severity_reason", "changed_at"])
    return row


def assign(flag: Flag, *, owner: Agency | None, actor: User | None, at: datetime) -> Flag:
    """Name the agency that is in charge of a risk, or nobody."""
    with acting(actor, "risk.assign", place=flag.place, agency=owner.code if owner else ""):
        row = _locked(flag)
        row.owner = owner
        row.save(update_fields=["owner", "changed_at"])
    return row


def note_internally(flag: Flag, *, text: str, actor: User | None, at: datetime) -> Flag:
    """Write the note that liaisons of agencies do not see."""
    with acting(actor, "risk.note", place=flag.place):
        row = _locked(flag)
        row.internal_note = text
        row.save(update_fields=["internal_note", "changed_at"])
    return row


def _take(flag: Flag, step: Step, facts: dict[str, Any], actor: User | None, comment: str, seen: str) -> Flag:
    """Take a legal step under a lock on the row; who comes second gets a sentence instead."""
    with acting(actor, f"risk.{step}", reason=comment, place=flag.place):
        row = _locked(flag)
        status = rules.after(step, row.status)
        if status is None or (seen and seen != row.status):
            raise overtaken(row)
        check_flag(row, actor)
        row.status = status
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=["status", *facts, "changed_at"])
        if step is Step.VERIFY:
            confirm_statements([row.pk], actor=actor, at=facts["verified_at"])
    return row


def confirm_statements(flag_ids: list[int], *, actor: User | None, at: datetime) -> None:
    """Verify the newest adverse statement of each risk, unless one is verified already."""
    newest = (
        Observation.objects.filter(flag_id__in=flag_ids, standing=Standing.ACCEPTED)
        .exclude(grade__in=HARMLESS)
        .order_by("flag_id", "-observed_at", "-pk")
        .distinct("flag_id")
        .values("pk")
    )
    Observation.objects.filter(pk__in=newest, verified_at__isnull=True).update(verified_by=actor, verified_at=at)


def _locked(flag: Flag) -> Flag:
    return Flag.objects.select_for_update(of=("self",)).select_related("station", "region").get(pk=flag.pk)


def _need(text: str, sentence: str) -> None:
    if not text.strip():
        raise rules.Refused(sentence)

"""What is settled of a risk beside its steps: severity, who is in charge, when it is looked at again, internal note."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from risks import policy, rules
from risks.actions.guards import check_flag, check_seen, locked, need, overtaken
from risks.kinds import Severity, SeveritySource
from risks.models import Flag

FARTHEST_REVIEW = timedelta(days=2 * 366)


def set_severity(
    flag: Flag, *, severity: str, reason: str, actor: User | None, at: datetime, version: str = ""
) -> Flag:
    """Set the severity by hand, with a reason that stays on the risk; what the matrix says stays beside it."""
    if severity not in Severity.values:
        raise rules.Refused(_("Pilih keparahan."))
    need(reason, _("Tuliskan alasan perubahan keparahan."))
    with acting(actor, "risk.severity", reason=reason, place=flag.place):
        row = _open(flag, version)
        check_flag(row, actor, severity)
        row.severity, row.severity_reason, row.severity_source = severity, reason, SeveritySource.HAND
        row.save(update_fields=["severity", "severity_reason", "severity_source", "changed_at"])
    return row


def assess(
    flag: Flag,
    *,
    likelihood: int | None,
    impact: int | None,
    actor: User | None,
    at: datetime,
    reason: str = "",
    version: str = "",
) -> Flag:
    """Give likelihood and impact, 1 to 5 each; the severity follows from the matrix."""
    if likelihood is None or impact is None or not (1 <= likelihood <= 5 and 1 <= impact <= 5):
        raise rules.Refused(_("Pilih kemungkinan dan dampak, masing-masing 1 sampai 5."))
    severity = policy.matrix().severity(likelihood, impact)
    with acting(actor, "risk.assess", reason=reason, place=flag.place):
        row = _open(flag, version)
        check_flag(row, actor, severity)
        row.likelihood, row.impact, row.severity = likelihood, impact, severity
        row.severity_source, row.severity_reason = SeveritySource.MATRIX, reason
        row.save(update_fields=["likelihood", "impact", "severity", "severity_source", "severity_reason", "changed_at"])
    return row


def assign(
    flag: Flag,
    *,
    owner: Agency | None,
    actor: User | None,
    at: datetime,
    assignee: User | None = None,
    version: str = "",
) -> Flag:
    """Name the agency that is in charge of a risk and the desk's person who follows it, or nobody."""
    with acting(actor, "risk.assign", place=flag.place, agency=owner.code if owner else ""):
        row = locked(flag)
        check_seen(row, version)
        row.owner, row.assignee = owner, assignee
        row.save(update_fields=["owner", "assignee", "changed_at"])
    return row


def review(flag: Flag, *, on: date | None, actor: User | None, at: datetime, version: str = "") -> Flag:
    """Say on which day (in the province's zone) an open risk is looked at again; None takes the day away."""
    today = clock.local(at).date()
    if on is not None and not today <= on <= today + FARTHEST_REVIEW:
        raise rules.Refused(_("Tanggal tinjauan diisi mulai hari ini, paling jauh dua tahun lagi."))
    with acting(actor, "risk.review", place=flag.place):
        row = _open(flag, version)
        row.review_on = on
        row.save(update_fields=["review_on", "changed_at"])
    return row


def note_internally(flag: Flag, *, text: str, actor: User | None, at: datetime, version: str = "") -> Flag:
    """Write the note that liaisons of agencies do not see."""
    with acting(actor, "risk.note", place=flag.place):
        row = locked(flag)
        check_seen(row, version)
        row.internal_note = text
        row.save(update_fields=["internal_note", "changed_at"])
    return row


def _open(flag: Flag, version: str) -> Flag:
    row = locked(flag)
    if not row.open:
        raise overtaken(row)
    check_seen(row, version)
    return row

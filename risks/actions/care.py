"""What is settled of a risk beside its steps: severity, who is in charge, when it is looked at again, internal note."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from risks import policy, rules
from risks.actions.guards import check_flag, locked, need, overtaken
from risks.kinds import Severity, SeveritySource
from risks.models import Flag

FARTHEST_REVIEW = timedelta(days=2 * 366)


def set_severity(flag: Flag, *, severity: str, reason: str, actor: User | None, at: datetime) -> Flag:
    """Set the severity by hand, with a reason that stays on the risk; what the matrix says stays beside it."""
    if severity not in Severity.values:
        raise rules.Refused(_("Pilih keparahan."))
    need(reason, _("Tuliskan alasan perubahan keparahan."))
    with acting(actor, "risk.severity", reason=reason, place=flag.place):
        row = _open(flag)
        check_flag(row, actor, severity)
        wanted = {"severity": severity, "severity_reason": reason, "severity_source": SeveritySource.HAND}
        return _write(row, wanted)


def assess(
    flag: Flag,
    *,
    likelihood: int | None,
    impact: int | None,
    actor: User | None,
    at: datetime,
    reason: str = "",
) -> Flag:
    """Give likelihood and impact, 1 to 5 each; the severity follows from the matrix."""
    if likelihood is None or impact is None or not (1 <= likelihood <= 5 and 1 <= impact <= 5):
        raise rules.Refused(_("Pilih kemungkinan dan dampak, masing-masing 1 sampai 5."))
    severity = policy.matrix().severity(likelihood, impact)
    with acting(actor, "risk.assess", reason=reason, place=flag.place):
        row = _open(flag)
        check_flag(row, actor, severity)
        source = {"severity_source": SeveritySource.MATRIX, "severity_reason": reason}
        return _write(row, {"likelihood": likelihood, "impact": impact, "severity": severity, **source})


def assign(
    flag: Flag,
    *,
    owner: Agency | None,
    actor: User | None,
    at: datetime,
    assignee: User | None = None,
) -> Flag:
    """Name the agency that is in charge of a risk and the desk's person who follows it, or nobody."""
    with acting(actor, "risk.assign", place=flag.place, agency=owner.code if owner else ""):
        row = locked(flag)
        return _write(row, {"owner": owner, "assignee": assignee})


def review(flag: Flag, *, on: date | None, actor: User | None, at: datetime) -> Flag:
    """Say on which day (in the province's zone) an open risk is looked at again; None takes the day away."""
    today = clock.local(at).date()
    if on is not None and not today <= on <= today + FARTHEST_REVIEW:
        raise rules.Refused(_("Tanggal tinjauan diisi mulai hari ini, paling jauh dua tahun lagi."))
    with acting(actor, "risk.review", place=flag.place):
        row = _open(flag)
        return _write(row, {"review_on": on})


def note_internally(flag: Flag, *, text: str, actor: User | None, at: datetime) -> Flag:
    """Write the note that liaisons of agencies do not see."""
    with acting(actor, "risk.note", place=flag.place):
        row = locked(flag)
        return _write(row, {"internal_note": text})


def _open(flag: Flag) -> Flag:
    row = locked(flag)
    if not row.open:
        raise overtaken(row)
    return row


def _write(row: Flag, wanted: dict[str, Any]) -> Flag:
    """Write what differs; a form that arrives twice writes once."""
    if any(getattr(row, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save(update_fields=[*wanted, "changed_at"])
    return row

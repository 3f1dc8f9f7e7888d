"""The rules of risks, pure: legal steps, proposed severity, grades and moments."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from risks.kinds import GRADES, HARMLESS, SEVERITY_ORDER, Grade, Kind, Severity, Status

SKEW = timedelta(minutes=10)  # a phone's clock may run ahead by this much and is then taken as "now"


class Refused(Exception):
    """A change that the rules do not allow; the text tells the person why and what to do."""


class Step(StrEnum):
    """What a person does to a risk."""

    VERIFY = "verify"
    MITIGATE = "mitigate"
    RESOLVE = "resolve"
    DISMISS = "dismiss"
    REOPEN = "reopen"


STEPS: dict[Step, dict[str, Status]] = {
    Step.VERIFY: {Status.REPORTED: Status.VERIFIED},
    Step.MITIGATE: {Status.VERIFIED: Status.MITIGATING},
    Step.RESOLVE: {Status.VERIFIED: Status.RESOLVED, Status.MITIGATING: Status.RESOLVED},
    Step.DISMISS: {
        Status.REPORTED: Status.DISMISSED,
        Status.VERIFIED: Status.DISMISSED,
        Status.MITIGATING: Status.DISMISSED,
    },
    Step.REOPEN: {Status.RESOLVED: Status.REPORTED, Status.DISMISSED: Status.REPORTED},
}

UNDO = "undo"  # the step that takes another one back, soon after and by whoever took it
CLOSING = frozenset({Step.RESOLVE, Step.DISMISS})
UNDOABLE = frozenset({Step.VERIFY, Step.DISMISS})

SEVERITIES: dict[tuple[str, str], Severity] = {
    (Kind.BLANK_SPOT, Grade.NONE): Severity.HIGH,
    (Kind.BLANK_SPOT, Grade.WEAK): Severity.MEDIUM,
    (Kind.BLANK_SPOT, Grade.NEARBY): Severity.LOW,
    (Kind.BLANK_SPOT, Grade.OFFICE): Severity.LOW,
    (Kind.BLANK_SPOT, Grade.VSAT): Severity.LOW,
    (Kind.FLOOD, Grade.PRONE): Severity.MEDIUM,
    (Kind.FLOOD, Grade.DEPTH_10): Severity.MEDIUM,
    (Kind.FLOOD, Grade.DEPTH_70): Severity.HIGH,
    (Kind.FLOOD, Grade.DEPTH_150): Severity.CRITICAL,
    (Kind.CONFLICT, Grade.RAWAN): Severity.MEDIUM,
    (Kind.CONFLICT, Grade.TPS_RAWAN): Severity.MEDIUM,
    (Kind.CONFLICT, Grade.VERY_RAWAN): Severity.HIGH,
    (Kind.LOGISTICS, Grade.HARD): Severity.MEDIUM,
    (Kind.LOGISTICS, Grade.IMPOSSIBLE): Severity.CRITICAL,
    (Kind.ACCESS, Grade.HARD): Severity.MEDIUM,
    (Kind.ACCESS, Grade.IMPOSSIBLE): Severity.CRITICAL,
}


def after(step: Step, status: str) -> Status | None:
    """Give the status that a step leads to, or None when it is not legal from here."""
    return STEPS[step].get(status)


def may_undo(step: Step, before: str, status: str) -> bool:
    """Tell whether a step that led from one status to another may be taken back to where it began."""
    return step in UNDOABLE and after(step, before) == status


def steps_from(status: str) -> list[Step]:
    """Give the steps that are legal from a status."""
    return [step for step in Step if status in STEPS[step]]


def proposed_severity(kind: str, grade: str) -> Severity:
    """Give the severity that a grade proposes; a person may set another one with a reason."""
    return SEVERITIES.get((kind, grade), Severity.MEDIUM)


def worse(one: str, other: str) -> bool:
    """Tell whether one severity is worse than another."""
    return SEVERITY_ORDER[Severity(one)] > SEVERITY_ORDER[Severity(other)]


def grave(severity: str) -> bool:
    """Tell whether a severity needs a second person to judge it."""
    return severity in {Severity.HIGH, Severity.CRITICAL}


def adverse(grade: str) -> bool:
    """Tell whether a grade says that something is wrong; a kind without grades always does."""
    return grade not in HARMLESS


def check_grade(kind: str, grade: str) -> None:
    """Refuse a grade that is not of its kind."""
    if kind not in GRADES:
        raise Refused(_("Jenis risiko “%(kind)s” tidak dikenal.") % {"kind": kind})
    grades = GRADES[kind]
    if not grades and grade:
        raise Refused(_("Jenis %(kind)s tidak memakai tingkat; kosongkan tingkatnya.") % {"kind": Kind(kind).label})
    if grades and grade not in grades:
        known = ", ".join(str(each.label) for each in grades)
        raise Refused(
            _("Tingkat ini bukan untuk jenis %(kind)s; pilih salah satu: %(grades)s.")
            % {"kind": Kind(kind).label, "grades": known}
        )


def settled_moment(observed_at: datetime, at: datetime) -> datetime:
    """Give when something was seen; a moment just ahead of our clock is now, a later one is refused."""
    if observed_at > at + SKEW:
        raise Refused(_("Waktu pengamatan ada di masa depan; isi waktu saat keadaan itu dilihat."))
    return min(observed_at, at)


def check_day(day: date, today: date) -> None:
    """Refuse a day after today in the province's zone."""
    if day > today:
        raise Refused(_("Tanggal ini ada di masa depan."))

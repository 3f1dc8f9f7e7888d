"""The role table of the desk, as plain data: who may do what, before remit and agency narrow it."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is to the desk; no role sees nothing."""

    NONE = "", _("tanpa peran")
    ADMIN = "admin", _("admin")
    OPERATOR = "operator", _("operator")
    FIELD = "field", _("pelapor lapangan")
    OFFICIAL = "official", _("pejabat")
    LIAISON = "liaison", _("penghubung instansi")


class Right(StrEnum):
    """One row of the role table."""

    READ = "read"
    CONTACTS = "contacts"
    LOG_RISK = "log-risk"
    JUDGE_RISK = "judge-risk"
    IMPORT = "import"
    PLACE = "place"
    TASKS = "tasks"
    ANSWER_TASK = "answer-task"
    LOG_RECAP = "log-recap"
    READINESS = "readiness"
    READ_MEETINGS = "read-meetings"
    GRANTS = "grants"
    STRUCTURE = "structure"
    HISTORY = "history"
    READ_BRIEFINGS = "read-briefings"
    DRAFT_BRIEFING = "draft-briefing"
    AUTHORISE_BRIEFING = "authorise-briefing"
    PEOPLE = "people"
    # Only where an installation has vote totals at all (DESK_VOTE_TOTALS): who looks at them, who turns them on.
    VOTE_TOTALS = "vote-totals"
    SWITCH_TOTALS = "switch-totals"


class Scope(StrEnum):
    """How far a right reaches."""

    NO = "no"
    ALL = "all"
    REMIT = "remit"
    WHOLE_PROVINCE = "whole-province"
    OWN = "own"
    OWN_REGION = "own-region"
    AGENCY = "agency"
    IF_PERMITTED = "if-permitted"


_A, _R, _G = Scope.ALL, Scope.REMIT, Scope.AGENCY
TABLE: dict[str, dict[Right, Scope]] = {
    Role.ADMIN: dict.fromkeys(Right, _A),
    Role.OPERATOR: {
        Right.READ: _A,
        Right.CONTACTS: _A,
        Right.LOG_RISK: _R,
        Right.JUDGE_RISK: _R,
        Right.IMPORT: _R,
        Right.PLACE: _R,
        Right.TASKS: _R,
        Right.ANSWER_TASK: _R,
        Right.LOG_RECAP: _R,
        Right.READINESS: _R,
        Right.READ_MEETINGS: _A,
        Right.GRANTS: Scope.WHOLE_PROVINCE,
        Right.STRUCTURE: Scope.WHOLE_PROVINCE,
        Right.HISTORY: _R,
        Right.READ_BRIEFINGS: _A,
        Right.DRAFT_BRIEFING: _R,
    },
    Role.FIELD: {
        Right.READ: Scope.OWN_REGION,
        Right.LOG_RISK: _R,
        Right.TASKS: Scope.NO,
        Right.ANSWER_TASK: Scope.OWN,
        # The own stations of a field reporter are those of their remit; there is no list of stations by person.
        Right.LOG_RECAP: _R,
        Right.HISTORY: Scope.OWN,
    },
    Role.OFFICIAL: {
        Right.READ: _A,
        Right.CONTACTS: _A,
        Right.READ_MEETINGS: _A,
        Right.GRANTS: _A,
        Right.HISTORY: _A,
        Right.READ_BRIEFINGS: _A,
        Right.AUTHORISE_BRIEFING: Scope.IF_PERMITTED,
        Right.VOTE_TOTALS: _A,
    },
    Role.LIAISON: {
        Right.READ: _A,
        Right.LOG_RISK: _G,
        Right.IMPORT: _G,
        Right.ANSWER_TASK: _G,
        Right.READINESS: _G,
        Right.READ_MEETINGS: _G,
        Right.GRANTS: _G,
        Right.HISTORY: _G,
        Right.READ_BRIEFINGS: _G,
    },
}


def scope(role: str, right: Right) -> Scope:
    """Give how far a role's right reaches; what is not in the table is refused."""
    return TABLE.get(role, {}).get(right, Scope.NO)

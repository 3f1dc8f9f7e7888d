"""The words of change for risks and observations."""

from risks.actions.bulk import MOST, BulkResult, dismiss_many, verify_many
from risks.actions.care import assess, assign, note_internally, review, set_severity
from risks.actions.flags import dismiss, mitigate, reopen, resolve, verify
from risks.actions.observations import Logged, log_observation, verify_observation

__all__ = [
    "MOST",
    "BulkResult",
    "Logged",
    "assess",
    "assign",
    "dismiss",
    "dismiss_many",
    "log_observation",
    "mitigate",
    "note_internally",
    "reopen",
    "resolve",
    "review",
    "set_severity",
    "verify",
    "verify_many",
    "verify_observation",
]

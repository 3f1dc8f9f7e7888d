"""The words of change for risks and observations."""

from risks.actions.bulk import MOST, BulkResult, dismiss_many, verify_many
from risks.actions.flags import assign, dismiss, mitigate, note_internally, reopen, resolve, set_severity, verify
from risks.actions.observations import Logged, log_observation, verify_observation

__all__ = [
    "MOST",
    "BulkResult",
    "Logged",
    "assign",
    "dismiss",
    "dismiss_many",
    "log_observation",
    "mitigate",
    "note_internally",
    "reopen",
    "resolve",
    "set_severity",
    "verify",
    "verify_many",
    "verify_observation",
]

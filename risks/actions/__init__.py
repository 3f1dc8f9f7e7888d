"""The words of change for risks and observations."""

from risks.actions.bulk import assign_many, dismiss_many, merge_many, set_region_many, verify_many
from risks.actions.bulk_frame import MOST
from risks.actions.bulk_result import BulkResult, Reason
from risks.actions.bulk_undo import undo
from risks.actions.care import assess, assign, note_internally, review, set_severity
from risks.actions.flags import dismiss, mitigate, reopen, resolve, verify
from risks.actions.observations import Logged, log_observation, verify_observation

__all__ = [
    "MOST",
    "BulkResult",
    "Logged",
    "Reason",
    "assess",
    "assign",
    "assign_many",
    "dismiss",
    "dismiss_many",
    "log_observation",
    "merge_many",
    "mitigate",
    "note_internally",
    "reopen",
    "resolve",
    "review",
    "set_region_many",
    "set_severity",
    "undo",
    "verify",
    "verify_many",
    "verify_observation",
]

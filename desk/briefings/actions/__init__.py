"""The words of change for briefings: draft, review, authorise, issue, correct; each part has a module of its own."""

from desk.briefings.actions.common import NotPossible
from desk.briefings.actions.drafting import (
    DRAFT,
    correct,
    draft,
    draft_later,
    drafted,
    refresh,
    shaped_by,
    write_cover,
)
from desk.briefings.actions.release import ISSUE, authorise, issue

__all__ = [
    "DRAFT",
    "ISSUE",
    "NotPossible",
    "authorise",
    "correct",
    "draft",
    "draft_later",
    "drafted",
    "issue",
    "refresh",
    "shaped_by",
    "write_cover",
]

"""The words of change for tasks; those for other things stand in modules of their own beside it."""

from desk.coordination.actions.tasks import CLOSED, MOST_BYTES, Refused, answer, change, give, move

__all__ = ["CLOSED", "MOST_BYTES", "Refused", "answer", "change", "give", "move"]

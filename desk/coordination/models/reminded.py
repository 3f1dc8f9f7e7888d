"""The columns by which the minute's tick finds what to remind of, without reading what it need not."""

from django.db import models


class Reminded(models.Model):
    """A row with a due moment on which the ladder of reminders hangs.

    A row is armed when its next moment was reckoned: for which due moment and which agency stands beside it, so that
    whoever changes either has disarmed the row without knowing of reminders. `remind_at` empty: nothing more to say.
    """

    remind_at = models.DateTimeField(null=True, blank=True, editable=False)
    armed_due = models.DateTimeField(null=True, blank=True, editable=False)
    armed_owner = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


# What history need not keep of such a row.
BESIDE = ["remind_at", "armed_due", "armed_owner"]


def armed(due: str = "due_at", owner: str = "owner_id") -> models.Q:
    """Give the condition that a row was armed for the due moment and agency that it has now."""
    return models.Q(armed_due=models.F(due), armed_owner=models.F(owner))

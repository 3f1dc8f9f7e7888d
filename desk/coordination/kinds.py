"""States, priorities and repetition of tasks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TaskState(TextChoices):
    """Where a task stands."""

    OPEN = "open", _("terbuka")
    ACCEPTED = "accepted", _("diterima")
    IN_PROGRESS = "in-progress", _("dikerjakan")
    DONE = "done", _("selesai, menunggu konfirmasi")
    CONFIRMED = "confirmed", _("dikonfirmasi")
    RETURNED = "returned", _("dikembalikan")
    CANCELLED = "cancelled", _("dibatalkan")


class Priority(TextChoices):
    """How urgent a task is."""

    NORMAL = "normal", _("biasa")
    HIGH = "high", _("penting")
    URGENT = "urgent", _("segera")


class Every(TextChoices):
    """How often a task comes again."""

    DAILY = "daily", _("setiap hari")
    WEEKLY = "weekly", _("setiap pekan")
    MONTHLY = "monthly", _("setiap bulan")


class Edge(TextChoices):
    """From which day of a stage a due moment is counted."""

    START = "start", _("hari pertama")
    END = "end", _("hari terakhir")


UNFINISHED = (TaskState.OPEN, TaskState.ACCEPTED, TaskState.IN_PROGRESS, TaskState.RETURNED)
# What its agency still has to act on: a task that came back waits for those who asked.
CHASED = (TaskState.OPEN, TaskState.ACCEPTED, TaskState.IN_PROGRESS)
ALIVE = (*UNFINISHED, TaskState.DONE)

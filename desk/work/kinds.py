"""States of a piece of background work, and how one attempt at it can end."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JobState(TextChoices):
    """Where a job stands; done, failed and cancelled are final."""

    DUE = "due", _("menunggu")
    RUNNING = "running", _("berjalan")
    DONE = "done", _("selesai")
    FAILED = "failed", _("gagal")
    CANCELLED = "cancelled", _("dibatalkan")


class Outcome(TextChoices):
    """How one attempt ended."""

    DONE = "done", _("selesai")
    CRASHED = "crashed", _("terhenti kesalahan program")
    REFUSED = "refused", _("ditolak dengan alasan")
    CANCELLED = "cancelled", _("dibatalkan")
    LOST = "lost", _("pekerjanya hilang; diambil alih")


OPEN_STATES = (JobState.DUE, JobState.RUNNING)
# Signs of life come every few seconds: a worker or beat that gave none for so long is not there.
SILENT_AFTER = timedelta(minutes=2)

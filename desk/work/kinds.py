"""States of a piece of background work."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JobState(TextChoices):
    """Where a job stands; done, failed and cancelled are final."""

    DUE = "due", _("menunggu")
    RUNNING = "running", _("berjalan")
    DONE = "done", _("selesai")
    FAILED = "failed", _("gagal")
    CANCELLED = "cancelled", _("dibatalkan")


OPEN_STATES = (JobState.DUE, JobState.RUNNING)

"""The words of reading jobs."""

from datetime import datetime

from django.db import models

from desk.work.kinds import OPEN_STATES, JobState


class JobQuerySet(models.QuerySet):
    """Reads jobs."""

    def open(self) -> "JobQuerySet":
        """Keep the jobs that are waiting or running."""
        return self.filter(state__in=OPEN_STATES)

    def claimable(self, at: datetime) -> "JobQuerySet":
        """Keep the jobs that a worker may take: due ones, and running ones whose lease has run out."""
        return self.filter(
            models.Q(state=JobState.DUE, due_at__lte=at)
            | models.Q(state=JobState.RUNNING, lease_until__lt=at)
        )

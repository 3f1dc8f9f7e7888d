"""The words of reading jobs."""

from datetime import datetime

from django.db import models

from desk.work.kinds import OPEN_STATES, JobState


class JobQuerySet(models.QuerySet):
    """Reads jobs."""

    def open(self) -> "JobQuerySet":
        """Keep the jobs that are waiting or running."""
        return self.filter(state__in=OPEN_STATES)

    def failed(self) -> "JobQuerySet":
        """Keep the jobs that ended badly."""
        return self.filter(state=JobState.FAILED)

    def since(self, moment: datetime) -> "JobQuerySet":
        """Keep the jobs that ended at or after a moment."""
        return self.filter(finished_at__gte=moment)

    def claimable(self, at: datetime) -> "JobQuerySet":
        """Keep the jobs that a worker may take: due ones, and running ones whose lease has run out."""
        return self.filter(
            models.Q(state=JobState.DUE, due_at__lte=at) | models.Q(state=JobState.RUNNING, lease_until__lt=at)
        )

    def by_state(self) -> dict[str, int]:
        """Count the jobs of each state; states without any are 0."""
        counted = dict(self.order_by().values_list("state").annotate(models.Count("pk")))
        return {state.value: counted.get(state.value, 0) for state in JobState}

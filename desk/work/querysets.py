"""The words of reading jobs."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from desk.work.kinds import OPEN_STATES, JobState

LEASE = timedelta(seconds=settings.DESK_LEASE_SECONDS)
# A process that says nothing for so long is gone, whatever its jobs' leases say.
GONE_AFTER = min(timedelta(seconds=20), LEASE)
# A nudge is given so long to arrive before an idle process takes the job by itself.
PATIENCE = min(timedelta(seconds=10), LEASE / 2)


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
        """Keep the jobs that a worker may take: due ones, and running ones whose lease or whose worker is gone."""
        return self.filter(models.Q(state=JobState.DUE, due_at__lte=at) | _abandoned(at))

    def neglected(self, at: datetime) -> "JobQuerySet":
        """Keep the claimable jobs that no nudge has brought to a worker in time."""
        return self.filter(models.Q(state=JobState.DUE, due_at__lte=at - PATIENCE) | _abandoned(at))

    def by_state(self) -> dict[str, int]:
        """Count the jobs of each state; states without any are 0."""
        counted = dict(self.order_by().values_list("state").annotate(models.Count("pk")))
        return {state.value: counted.get(state.value, 0) for state in JobState}

    def by_kind(self) -> dict[str, int]:
        """Count the jobs of each kind that occurs."""
        return dict(self.order_by().values_list("kind").annotate(models.Count("pk")))


def _abandoned(at: datetime) -> models.Q:
    gone = models.Q(lease_until__lt=at) | models.Q(held_by__seen_at__lt=at - GONE_AFTER)
    return models.Q(gone, state=JobState.RUNNING)

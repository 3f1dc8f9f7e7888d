"""The words of reading deliveries."""

from datetime import datetime

from django.db import models

from desk.post.kinds import DeliveryState


class DeliveryQuerySet(models.QuerySet):
    """Reads deliveries."""

    def due(self, at: datetime) -> "DeliveryQuerySet":
        """Keep the deliveries whose time has come."""
        return self.filter(state=DeliveryState.QUEUED, due_at__lte=at)

    def silent(self, since: datetime) -> "DeliveryQuerySet":
        """Keep the deliveries that were claimed before a moment and have not ended."""
        return self.filter(state=DeliveryState.INFLIGHT, claimed_at__lt=since)

    def troubled(self) -> "DeliveryQuerySet":
        """Keep the deliveries that a person must look at."""
        return self.filter(state__in=[DeliveryState.FAILED, DeliveryState.UNCERTAIN])

    def sent(self) -> "DeliveryQuerySet":
        """Keep the deliveries that the relay took."""
        return self.filter(state=DeliveryState.SENT)

    def waiting_since(self, since: datetime) -> "DeliveryQuerySet":
        """Keep the deliveries that were written down before a moment and have not gone out."""
        return self.filter(state=DeliveryState.QUEUED, mail__created_at__lt=since)

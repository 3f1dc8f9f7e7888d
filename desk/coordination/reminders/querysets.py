"""The words of reading the ladder and its ledger."""

from datetime import datetime

from django.db import models

from desk.coordination.reminders.kinds import HOLES


class StepQuerySet(models.QuerySet):
    """Reads steps of ladders."""

    def standing(self) -> "StepQuerySet":
        """Keep the steps that nobody has taken away, in the order in which they speak."""
        return self.filter(removed_at__isnull=True).select_related("agency", "user", "contact_agency")


class ReminderQuerySet(models.QuerySet):
    """Reads what was said."""

    def about(self, kind: str, thing: int) -> "ReminderQuerySet":
        """Keep what was said about one thing."""
        return self.filter(kind=kind, thing=thing)

    def fallen(self, since: datetime) -> "ReminderQuerySet":
        """Keep what reached nobody on its own step since a moment."""
        return self.filter(fate__in=HOLES, spoken_at__gte=since)

    def for_table(self) -> "ReminderQuerySet":
        """Fetch along what a row of the list shows."""
        steps = ("step__user", "step__contact_agency", "took_over__user", "took_over__contact_agency")
        return self.select_related("agency", *steps).prefetch_related("heard__message__deliveries")

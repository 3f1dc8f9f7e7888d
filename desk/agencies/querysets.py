"""The words of reading agencies."""

from datetime import date, timedelta

from django.db import models
from django.db.models.functions import Coalesce, NullIf


def named(word: str) -> models.Q:
    """Match agencies by a word of the name, the short name or the code."""
    return models.Q(name__icontains=word) | models.Q(short__icontains=word) | models.Q(code__icontains=word)


def label(path: str = "") -> Coalesce:
    """Give, in SQL, the name for tables (see Agency.label) of the agency at a path such as "owner"."""
    start = f"{path}__" if path else ""
    return Coalesce(NullIf(f"{start}short", models.Value("")), f"{start}name")


class AgencyQuerySet(models.QuerySet):
    """Reads agencies."""

    def active(self) -> "AgencyQuerySet":
        """Keep the agencies that still sit at the desk."""
        return self.filter(active=True)

    def by_code(self, code: str) -> "AgencyQuerySet":
        """Keep the agency of a code, in any case."""
        return self.filter(code=code.strip().lower())

    def with_reachable(self, on: date) -> "AgencyQuerySet":
        """Add `reachable`: whether an agency has a duty contact that holds on a day."""
        held = self.model._default_manager.filter(pk=models.OuterRef("pk"), contacts__valid_until__gte=on)
        return self.annotate(reachable=models.Exists(held.order_by()))

    def matching(self, text: str) -> "AgencyQuerySet":
        """Keep the agencies whose name or code contains every word of a text."""
        rows = self
        for word in text.split():
            rows = rows.filter(named(word))
        return rows


class ContactQuerySet(models.QuerySet):
    """Reads contacts."""

    def valid(self, on: date) -> "ContactQuerySet":
        """Keep the contacts that may still be shown on a day."""
        return self.filter(valid_until__gte=on)

    def ending(self, on: date, days: int) -> "ContactQuerySet":
        """Keep the contacts that still hold on a day and end within some days of it."""
        return self.valid(on).filter(valid_until__lte=on + timedelta(days=days))

    def expired(self, on: date) -> "ContactQuerySet":
        """Keep the contacts whose last day has passed; nobody may be shown how to reach them."""
        return self.filter(valid_until__lt=on)

    def matching(self, text: str) -> "ContactQuerySet":
        """Keep the contacts whose role or agency contains every word of a text."""
        rows = self
        for word in text.split():
            agency = models.Q(agency__name__icontains=word) | models.Q(agency__short__icontains=word)
            rows = rows.filter(models.Q(role__icontains=word) | models.Q(agency__code__icontains=word) | agency)
        return rows

"""The words of reading jurisdictions."""

from datetime import date

from django.db import models


class JurisdictionQuerySet(models.QuerySet):
    """Reads jurisdictions."""

    def valid(self, on: date) -> "JurisdictionQuerySet":
        """Keep those that hold on a day of the province's zone."""
        return self.filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=on), valid_from__lte=on)

    def standing(self, state: str, on: date) -> "JurisdictionQuerySet":
        """Keep those that hold ("valid"), that will ("coming") or that did ("past"); "" keeps all."""
        if state == "valid":
            return self.valid(on)
        if state == "coming":
            return self.filter(valid_from__gt=on)
        return self.filter(valid_until__lt=on) if state == "past" else self

    def matching(self, text: str) -> "JurisdictionQuerySet":
        """Keep those whose name or agency contains every word of a text."""
        rows = self
        for word in text.split():
            named = models.Q(name__icontains=word)
            agency = models.Q(agency__name__icontains=word) | models.Q(agency__code__icontains=word)
            rows = rows.filter(named | agency)
        return rows

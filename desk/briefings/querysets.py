"""The words of reading briefings."""

from django.db import models

from desk.briefings.kinds import BriefingState


class BriefingQuerySet(models.QuerySet):
    """Reads briefings."""

    def for_agency(self, code: str) -> "BriefingQuerySet":
        """Keep the briefings of one agency."""
        return self.filter(agency__code=code.lower())

    def waiting(self) -> "BriefingQuerySet":
        """Keep the drafts that wait for an official."""
        return self.filter(state=BriefingState.DRAFT)

    def for_table(self) -> "BriefingQuerySet":
        """Fetch along what a row of the archive shows, without the situation and the bytes."""
        return self.select_related("agency", "prepared_by", "authorised_by", "document").defer(
            "situation", "document__content"
        )

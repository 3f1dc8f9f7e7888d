"""The words of reading briefings."""

from django.db import models

from desk.briefings.kinds import BriefingState

HEAVY = ("situation", "enclosure", "document__content")


class BriefingQuerySet(models.QuerySet):
    """Reads briefings."""

    def for_agency(self, code: str) -> "BriefingQuerySet":
        """Keep the briefings of one agency."""
        return self.filter(agency__code=code.lower())

    def about(self, agency_id: int, edition: str, period: str) -> "BriefingQuerySet":
        """Keep the revisions of one issue, the newest first."""
        return self.filter(agency_id=agency_id, edition=edition, period=period).order_by("-revision")

    def waiting(self) -> "BriefingQuerySet":
        """Keep the drafts that wait for an official."""
        return self.filter(state=BriefingState.DRAFT)

    def authorised(self) -> "BriefingQuerySet":
        """Keep the briefings that a worker must make."""
        return self.filter(state=BriefingState.AUTHORISED)

    def frozen(self) -> "BriefingQuerySet":
        """Keep what was issued, superseded or not."""
        return self.filter(state__in=[BriefingState.ISSUED, BriefingState.SUPERSEDED])

    def readable(self, agency_code: str | None) -> "BriefingQuerySet":
        """Keep what a reader may see: everything for None, else only what was issued to that agency."""
        return self if agency_code is None else self.for_agency(agency_code).frozen()

    def found_by(self, text: str) -> "BriefingQuerySet":
        """Keep the briefings whose period, number or agency's name holds a text."""
        number, agency = models.Q(document__number__icontains=text), models.Q(agency__name__icontains=text)
        return self.filter(models.Q(period__icontains=text) | number | agency)

    def for_table(self) -> "BriefingQuerySet":
        """Fetch along what a row of the archive shows, without the situation and the bytes."""
        return self.select_related("agency", "election", "prepared_by", "authorised_by", "document").defer(*HEAVY)

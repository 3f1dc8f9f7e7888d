"""The words of reading briefings."""

from datetime import datetime

from django.db import models
from django.db.models.functions import Cast

from desk.briefings.kinds import BriefingState, Step

HEAVY = ("situation", "enclosure", "document__content")


class BriefingQuerySet(models.QuerySet):
    """Reads briefings."""

    def for_agency(self, code: str) -> "BriefingQuerySet":
        """Keep the briefings of one agency."""
        return self.filter(agency__code=code.lower())

    def of_agency(self, agency_id: int) -> "BriefingQuerySet":
        """Keep the briefings of one agency, by its row."""
        return self.filter(agency_id=agency_id)

    def about(self, agency_id: int, edition: str, period: str) -> "BriefingQuerySet":
        """Keep the revisions of one issue, the newest first."""
        return self.filter(agency_id=agency_id, edition=edition, period=period).order_by("-revision")

    def waiting(self) -> "BriefingQuerySet":
        """Keep the drafts that wait for an official."""
        return self.filter(state=BriefingState.DRAFT)

    def late(self, at: datetime) -> "BriefingQuerySet":
        """Keep the drafts whose moment for being authorised has come."""
        return self.waiting().filter(authorise_by__lte=at)

    def unsaid(self) -> "BriefingQuerySet":
        """Leave out what has said all its steps."""
        return self.exclude(nudges__step=Step.ESCALATION)

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
        """Keep the briefings whose period, number, agency's name, cover note or correction holds a text."""
        fields = ("period", "document__number", "agency__name", "cover_note", "correction")
        found = models.Q(document__code__iexact=text.replace("-", ""))
        for name in fields:
            found |= models.Q(**{f"{name}__icontains": text})
        return self.filter(found)

    def naming(self, number: str) -> "BriefingQuerySet":
        """Keep the briefings whose content names a risk or task by its number (R-0012)."""
        return self.annotate(content=Cast("situation", models.TextField())).filter(content__contains=f'"{number}"')

    def with_openings(self) -> "BriefingQuerySet":
        """Say for each how many secure links it gave out (`links`) and how many of them were used (`opened`)."""
        links = models.Count("message__deliveries__link", distinct=True)
        opened = models.Count("message__deliveries__link__openings__link", distinct=True)
        return self.annotate(links=links, opened=opened)

    def for_table(self) -> "BriefingQuerySet":
        """Fetch along what a row of the archive shows, without the situation and the bytes."""
        return self.select_related("agency", "election", "prepared_by", "authorised_by", "document").defer(*HEAVY)


class AmendmentQuerySet(models.QuerySet):
    """Reads what reviewers changed."""

    def standing(self) -> "AmendmentQuerySet":
        """Keep what was not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def for_page(self) -> "AmendmentQuerySet":
        """Fetch along who made each."""
        return self.select_related("made_by")

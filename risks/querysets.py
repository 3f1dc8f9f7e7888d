"""The words of reading risks and observations."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Case, DateTimeField, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from risks.kinds import OPEN_STATUSES, SEVERITY_ORDER, Standing, Status
from tps.querysets import lies_within


def placed_within(code: str) -> Q:
    """Give the condition that a flag or observation lies in a dotted region code, by its station or its region."""
    if not code:
        return Q()
    return lies_within(code, "station__region_id") | lies_within(code, "region_id")


def severity_rank(field: str = "severity") -> Case:
    """Give severity as a number from 1 (low) to 4 (critical), for ordering."""
    return Case(
        *(When(**{field: severity.value, "then": Value(rank)}) for severity, rank in SEVERITY_ORDER.items()),
        default=Value(0),
        output_field=IntegerField(),
    )


def stale(moments: Mapping[str, datetime]) -> Q:
    """Give the condition that a risk entered its open status at or before that status's moment (risks.ageing)."""
    # Rows from before the date was kept are as old as their last known step.
    entered = Coalesce(F("since"), F("verified_at"), F("reported_at"), output_field=DateTimeField())
    limit = Case(
        *(When(status=status, then=Value(moment)) for status, moment in moments.items()), output_field=DateTimeField()
    )
    return Q(LessThanOrEqual(entered, limit))


def review_due(today: date) -> Q:
    """Give the condition that an open risk is to be looked at again today, or was before."""
    return Q(status__in=OPEN_STATUSES, review_on__lte=today)


def unowned() -> Q:
    """Give the condition that neither an agency nor a person is in charge."""
    return Q(owner__isnull=True, assignee__isnull=True)


def belongs_to(person_id: int | None, agency_id: int | None) -> Q:
    """Give the condition that a person, or the person's agency, is in charge."""
    found = Q(assignee=person_id) if person_id else Q(pk__in=[])
    return found | Q(owner=agency_id) if agency_id else found


class FlagQuerySet(models.QuerySet):
    """Reads flags."""

    def of(self, election_id: int) -> "FlagQuerySet":
        """Keep the flags of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "FlagQuerySet":
        """Keep the flags that lie in a dotted region code; "" keeps all."""
        return self.filter(placed_within(code))

    def open(self) -> "FlagQuerySet":
        """Keep the flags that the desk still works on."""
        return self.filter(status__in=OPEN_STATUSES)

    def noted(self, text: str) -> "FlagQuerySet":
        """Keep the flags whose note has words that begin with every word of a text; a text without words keeps none."""
        words = re.findall(r"[^\W_]+", text)
        if not words:
            return self.none()
        # The whole expression is that of the index; a word in quotes is taken as it is, whatever signs it has.
        asked = SearchQuery(" & ".join(f"'{word}':*" for word in words), search_type="raw", config="simple")
        return self.annotate(words=SearchVector("note", config="simple")).filter(words=asked)

    def waiting(self) -> "FlagQuerySet":
        """Keep the flags that nobody has verified yet."""
        return self.filter(status=Status.REPORTED)

    def readable(self, place: str | None, person_id: int) -> "FlagQuerySet":
        """Keep what a person may read: their place ("" is everywhere, None nowhere) and what they said themselves."""
        if place == "":
            return self
        if place is None:
            return self.none()
        said = apps.get_model("risks", "Observation").objects.filter(flag=OuterRef("pk"), recorded_by=person_id)
        return self.filter(placed_within(place) | Q(reported_by=person_id) | Exists(said))

    def said_by(self, codes: list[str]) -> "FlagQuerySet":
        """Keep the flags about which one of these agencies has made an accepted statement."""
        statements = apps.get_model("risks", "Observation").objects.filter(
            flag=OuterRef("pk"), source__code__in=codes, standing=Standing.ACCEPTED
        )
        return self.filter(Exists(statements))

    def with_order(self) -> "FlagQuerySet":
        """Add what a list sorts by: `rank` of severity (1 low to 4 critical) and `where`, the dotted region code."""
        return self.annotate(rank=severity_rank(), where=Coalesce(F("station__region_id"), F("region_id")))

    def for_table(self) -> "FlagQuerySet":
        """Fetch along what a row of a list shows."""
        return self.select_related("station__region__parent__parent", "region__parent__parent", "owner")

    def for_page(self) -> "FlagQuerySet":
        """Fetch along what a risk's own page shows."""
        return self.for_table().select_related("election", "reported_by", "verified_by", "assignee", "duplicate_of")


class ObservationQuerySet(models.QuerySet):
    """Reads observations."""

    def of(self, election_id: int) -> "ObservationQuerySet":
        """Keep the observations of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "ObservationQuerySet":
        """Keep the observations that lie in a dotted region code; "" keeps all."""
        return self.filter(placed_within(code))

    def shown_to(self, agency_id: int | None) -> "ObservationQuerySet":
        """Keep what an agency's liaison may see: accepted statements and its own agency's proposals."""
        return self.filter(Q(standing=Standing.ACCEPTED) | Q(source=agency_id))

    def about(self, flags: list[models.Model]) -> "ObservationQuerySet":
        """Keep the statements about the places of some flags of one election, of whatever kind."""
        stations = [flag.station_id for flag in flags if flag.station_id]  # type: ignore[attr-defined]
        regions = [flag.region_id for flag in flags if flag.region_id]  # type: ignore[attr-defined]
        elections = {flag.election_id for flag in flags}  # type: ignore[attr-defined]
        return self.filter(Q(station__in=stations) | Q(region__in=regions), election__in=elections)

    def counting(self) -> "ObservationQuerySet":
        """Keep the accepted observations."""
        return self.filter(standing=Standing.ACCEPTED)

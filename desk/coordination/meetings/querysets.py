"""The words of reading meetings."""

from datetime import date, datetime, time

from django.db import models

from desk import clock
from desk.coordination.meetings.kinds import AHEAD, MeetingState
from tps.querysets import lies_within


class MeetingQuerySet(models.QuerySet):
    """Reads meetings."""

    def of(self, election_id: int) -> "MeetingQuerySet":
        """Keep the meetings of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "MeetingQuerySet":
        """Keep the meetings that concern a place in a dotted region code; "" keeps all."""
        return self.filter(lies_within(code, "region_id")) if code else self

    def of_agency(self, agency_id: int) -> "MeetingQuerySet":
        """Keep the meetings to which an agency was asked by mail, and has not been asked to stay away."""
        asked = self.model._default_manager.filter(
            invitations__agency_id=agency_id, invitations__sent_at__isnull=False, invitations__withdrawn_at__isnull=True
        )
        return self.filter(pk__in=asked.order_by().values("pk"))

    def around_agency(self, agency_id: int) -> "MeetingQuerySet":
        """Keep the meetings that an agency hosts or is invited to."""
        asked = self.model._default_manager.filter(
            invitations__agency_id=agency_id, invitations__withdrawn_at__isnull=True
        )
        return self.filter(models.Q(host_id=agency_id) | models.Q(pk__in=asked.order_by().values("pk")))

    def about_flag(self, flag_id: int) -> "MeetingQuerySet":
        """Keep the meetings on whose agenda a risk stands."""
        return self.filter(pk__in=self.model._default_manager.filter(items__flag_id=flag_id).order_by().values("pk"))

    def about_task(self, task_id: int) -> "MeetingQuerySet":
        """Keep the meetings that decided a task or have it on their agenda."""
        every = self.model._default_manager
        return self.filter(
            models.Q(pk__in=every.filter(items__task_id=task_id).order_by().values("pk"))
            | models.Q(pk__in=every.filter(decisions__task_id=task_id).order_by().values("pk"))
        )

    def upcoming(self, at: datetime) -> "MeetingQuerySet":
        """Keep what is still to come or runs at a moment."""
        return self.filter(state__in=AHEAD, ends_at__gte=at)

    def past(self, at: datetime) -> "MeetingQuerySet":
        """Keep what is over, was held or was cancelled."""
        return self.exclude(state__in=AHEAD, ends_at__gte=at)

    def without_minutes(self, at: datetime) -> "MeetingQuerySet":
        """Keep the meetings that are over and whose minutes nobody has approved."""
        return self.filter(models.Q(state=MeetingState.HELD) | models.Q(state__in=AHEAD, ends_at__lt=at))

    def before_day(self, day: date) -> "MeetingQuerySet":
        """Keep the meetings that begin before a day of WIB."""
        return self.filter(starts_at__lt=datetime.combine(day, time(), tzinfo=clock.zone()))

    def found_by(self, text: str) -> "MeetingQuerySet":
        """Keep the meetings whose title, place, host or chair has a text; "" keeps all."""
        text = text.strip()
        if not text:
            return self
        return self.filter(
            models.Q(title__icontains=text)
            | models.Q(venue__icontains=text)
            | models.Q(host__name__icontains=text)
            | models.Q(chair_position__icontains=text)
        )

    def with_counts(self) -> "MeetingQuerySet":
        """Add how many items, agencies on the list and decisions each has: n_items, n_invited, n_decisions."""
        listed = models.Q(invitations__withdrawn_at__isnull=True)
        return self.annotate(
            n_items=self._number("items"),
            n_invited=self._number("invitations", listed),
            n_decisions=self._number("decisions"),
        )

    def _number(self, path: str, condition: models.Q | None = None) -> models.Subquery:
        # A statement of its own: two counts side by side would multiply each other.
        this = self.model._default_manager.filter(pk=models.OuterRef("pk")).order_by()
        return models.Subquery(this.annotate(number=models.Count(path, filter=condition)).values("number"))

    def with_number(self) -> "MeetingQuerySet":
        """Add `paper_number`, the number of the newest issued minutes, None where there are none."""
        newest = self.model._default_manager.filter(pk=models.OuterRef("pk"), issues__isnull=False)
        numbers = newest.order_by("-issues__revision").values("issues__document__number")[:1]
        return self.annotate(paper_number=models.Subquery(numbers))

    def for_table(self) -> "MeetingQuerySet":
        """Fetch along what a row of a list shows."""
        return self.select_related("host", "region", "chair", "election")

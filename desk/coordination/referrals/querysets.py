"""The words of reading referrals."""

import re
from datetime import datetime, timedelta

from django.db import models

from desk.coordination.referrals.kinds import ANSWERED, OPEN, WAITING
from risks.kinds import SEVERITY_ORDER
from tps.querysets import lies_within

# "RJ-0012" and "rj12" are a referral, "R-0244" a risk; a bare number is left to places and codes.
_NUMBER = re.compile(r"^(RJ|R)-?0*(\d{1,9})$", re.IGNORECASE)


class ReferralQuerySet(models.QuerySet):
    """Reads referrals."""

    def of(self, election_id: int) -> "ReferralQuerySet":
        """Keep the referrals of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "ReferralQuerySet":
        """Keep the referrals of risks that lie in a dotted region code; "" keeps all."""
        if not code:
            return self
        return self.filter(lies_within(code, "flag__station__region_id") | lies_within(code, "flag__region_id"))

    def to_agency(self, agency_id: int) -> "ReferralQuerySet":
        """Keep the referrals that an agency should answer."""
        return self.filter(to_id=agency_id)

    def of_agency(self, agency_id: int) -> "ReferralQuerySet":
        """Keep the referrals at one end of which an agency stands."""
        return self.filter(models.Q(to_id=agency_id) | models.Q(by_id=agency_id))

    def open(self) -> "ReferralQuerySet":
        """Keep the referrals that nobody has closed, withdrawn or referred on."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> "ReferralQuerySet":
        """Keep the referrals that nobody has answered."""
        return self.filter(state__in=WAITING)

    def answered(self) -> "ReferralQuerySet":
        """Keep the referrals that were answered and wait for whoever asked to close them."""
        return self.filter(state__in=ANSWERED)

    def unanswered(self, at: datetime, days: int) -> "ReferralQuerySet":
        """Keep the referrals to which nobody has answered for at least so many days."""
        return self.waiting().filter(asked_at__lte=at - timedelta(days=days))

    def found_by(self, text: str) -> "ReferralQuerySet":
        """Keep the referrals whose number, question, risk, station or region matches a text; "" keeps all."""
        text = text.strip()
        if not text:
            return self
        number = _NUMBER.match(text)
        if number:
            name = "pk" if number[1].upper() == "RJ" else "flag_id"
            return self.filter(**{name: int(number[2])})
        digits = text.replace(".", "")
        matches = (
            models.Q(question__icontains=text)
            | models.Q(flag__station__region__name__icontains=text)
            | models.Q(flag__region__name__icontains=text)
        )
        if digits.isascii() and digits.isdigit():
            matches |= models.Q(flag__station__code__startswith=digits)
        return self.filter(matches)

    def with_rank(self) -> "ReferralQuerySet":
        """Add `rank`, the risk's severity as a number, and `ended`, 1 for what has ended, for ordering."""
        number = models.IntegerField()
        whens = (models.When(flag__severity=each, then=rank) for each, rank in SEVERITY_ORDER.items())
        return self.annotate(
            rank=models.Case(*whens, default=0, output_field=number),
            ended=models.Case(models.When(state__in=OPEN, then=0), default=1, output_field=number),
        )

    def for_table(self) -> "ReferralQuerySet":
        """Fetch along what a row of a list shows."""
        return self.select_related(
            "to", "by", "asked_by", "task", "flag__station__region", "flag__region", "flag__election"
        )

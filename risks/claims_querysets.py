"""The words of reading claims and published indices."""

from django.db import models
from django.db.models import Q

from tps.querysets import lies_within


class ClaimQuerySet(models.QuerySet):
    """Reads claims."""

    def of(self, election_id: int) -> "ClaimQuerySet":
        """Keep the claims about one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str | None) -> "ClaimQuerySet":
        """Keep the claims about a dotted region code or what lies in it; "" keeps all, None none."""
        return self.none() if code is None else self.filter(lies_within(code))

    def standing(self) -> "ClaimQuerySet":
        """Keep the claims that are neither withdrawn nor replaced by a later one."""
        return self.filter(withdrawn_at__isnull=True, successor__isnull=True)

    def replaced(self) -> "ClaimQuerySet":
        """Keep the claims that a later one replaces."""
        return self.filter(successor__isnull=False)

    def withdrawn(self) -> "ClaimQuerySet":
        """Keep the claims that somebody withdrew."""
        return self.filter(withdrawn_at__isnull=False)

    def saying(self, text: str) -> "ClaimQuerySet":
        """Keep the claims in whose source, region, texts or document every word of a text occurs."""
        rows = self
        for word in text.split():
            rows = rows.filter(
                Q(source__name__icontains=word)
                | Q(source__short__icontains=word)
                | Q(source_text__icontains=word)
                | Q(region__name__icontains=word)
                | Q(counts__icontains=word)
                | Q(reference__icontains=word)
                | Q(note__icontains=word)
            )
        return rows

    def for_table(self) -> "ClaimQuerySet":
        """Fetch along what a row of a list shows."""
        return self.select_related(
            "source", "region__parent", "document", "recorded_by", "successor", "supersedes", "election"
        )


class IndexQuerySet(models.QuerySet):
    """Reads published scores."""

    def within(self, code: str | None) -> "IndexQuerySet":
        """Keep the scores of a dotted region code and of what lies in it; "" keeps all, None none."""
        return self.none() if code is None else self.filter(lies_within(code))

    def for_table(self) -> "IndexQuerySet":
        """Fetch along what a row of a list shows."""
        return self.select_related("instrument", "region__parent", "recorded_by")

"""The words of reading readiness."""

from datetime import datetime

from django.db import models

from tps.querysets import lies_within


class StatementQuerySet(models.QuerySet):
    """Reads what agencies said of items."""

    def of(self, election_id: int) -> "StatementQuerySet":
        """Keep the statements about one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "StatementQuerySet":
        """Keep the statements about a dotted region code and all below it; "" keeps all."""
        return self.filter(lies_within(code))

    def known_at(self, at: datetime) -> "StatementQuerySet":
        """Keep what had been recorded by a moment."""
        return self.filter(recorded_at__lte=at)

    def from_agencies(self, codes: tuple[str, ...]) -> "StatementQuerySet":
        """Keep the statements of some agencies; none keeps all."""
        return self.filter(source__code__in=codes) if codes else self

    def newest_of_each_source(self) -> "StatementQuerySet":
        """Keep for each kecamatan, item and agency the newest statement: the last observed, then the last recorded."""
        return self.order_by("region_id", "item", "source_id", "-observed_at", "-pk").distinct(
            "region_id", "item", "source_id"
        )

    def for_page(self) -> "StatementQuerySet":
        """Fetch along what a page shows of a statement, the newest first."""
        return self.select_related("source", "recorded_by", "file").order_by("-observed_at", "-pk")

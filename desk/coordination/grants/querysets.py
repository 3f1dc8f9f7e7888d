"""The words of reading grant agreements."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import DecimalField, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

MONEY = DecimalField(max_digits=17, decimal_places=2)
NOTHING = Value(Decimal(0), output_field=MONEY)


class GrantQuerySet(models.QuerySet):
    """Reads agreements; an agreement's figures are those of its newest version."""

    def of(self, election_id: int) -> "GrantQuerySet":
        """Keep those of an election and of its re-votes and postponed votes."""
        return self.filter(Q(election_id=election_id) | Q(election__parent_id=election_id))

    def received_by(self, agency_id: int) -> "GrantQuerySet":
        """Keep those that an agency receives."""
        return self.filter(receiver_id=agency_id)

    def with_figures(self, on: date) -> "GrantQuerySet":
        """Add what is agreed, planned, paid, late on a day (rupiah), and the next day on which something is due."""
        planned = _instalments(self.model, version=OuterRef("current__pk"))
        late = planned.late(on).values("version").annotate(n=Sum(F("amount") - F("paid"))).values("n")
        due = planned.open().order_by("due_on").values("due_on")[:1]
        return self.annotate(
            agreed=F("current__amount"),
            planned=Coalesce(Subquery(_sum(planned, "version"), output_field=MONEY), NOTHING),
            paid=Coalesce(
                Subquery(_sum(_payments(self.model, grant=OuterRef("pk")), "grant"), output_field=MONEY), NOTHING
            ),
            late=Coalesce(Subquery(late, output_field=MONEY), NOTHING),
            next_due=Subquery(due),
        ).annotate(rest=F("agreed") - F("paid"))

    def late(self, on: date) -> "GrantQuerySet":
        """Keep those of which an instalment is late on a day."""
        return self.filter(Exists(_instalments(self.model, version=OuterRef("current__pk")).late(on)))

    def standing(self, state: str) -> "GrantQuerySet":
        """Keep those that stand so ("late", "running", "paid"; see kinds.Standing); needs with_figures."""
        if state == "late":
            return self.filter(late__gt=0)
        if state == "paid":
            return self.filter(late=0, rest__lte=0)
        return self.filter(late=0, rest__gt=0)

    def matching(self, text: str) -> "GrantQuerySet":
        """Keep those whose number, giver or receiver contains every word of a text."""
        rows = self
        for word in text.split():
            rows = rows.filter(
                Q(current__number__icontains=word)
                | Q(giver__name__icontains=word)
                | Q(receiver__name__icontains=word)
                | Q(receiver__code__icontains=word)
            )
        return rows


class InstalmentQuerySet(models.QuerySet):
    """Reads instalments."""

    def with_paid(self) -> "InstalmentQuerySet":
        """Add how much of each has been paid (rupiah)."""
        payments = _payments(self.model, grant=OuterRef("version__grant"), position=OuterRef("position"))
        return self.annotate(paid=Coalesce(Subquery(_sum(payments, "grant"), output_field=MONEY), NOTHING))

    def open(self) -> "InstalmentQuerySet":
        """Keep those not wholly paid; needs with_paid."""
        return self.filter(paid__lt=F("amount"))

    def late(self, on: date) -> "InstalmentQuerySet":
        """Keep those whose day has passed without all of it being paid; needs with_paid."""
        return self.open().filter(due_on__lt=on)


def _instalments(model: type[models.Model], **of: OuterRef) -> InstalmentQuerySet:
    # The rows' own modules import this one, so the tables are looked up by name.
    rows: InstalmentQuerySet = _table(model, "Instalment").filter(**of)
    return rows.with_paid()


def _payments(model: type[models.Model], **of: OuterRef) -> models.QuerySet:
    return _table(model, "Payment").filter(withdrawn_at__isnull=True, **of)


def _table(model: type[models.Model], name: str) -> Any:
    return model._meta.apps.get_model(model._meta.app_label, name)._default_manager


def _sum(rows: models.QuerySet, by: str) -> models.QuerySet:
    return rows.order_by().values(by).annotate(total=Sum("amount")).values("total")

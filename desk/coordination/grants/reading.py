"""One agreement as a page shows it: its instalments with what was paid of each, and what does not add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from desk.coordination.grants.rules import Paid, rupiah
from desk.coordination.models import Grant, GrantVersion, Instalment, Payment


@dataclass(frozen=True, slots=True)
class Step:
    """One instalment: what was planned, what was paid, whether it is late on the day of the page."""

    row: Instalment
    paid: Decimal
    rest: Decimal
    late: bool


@dataclass(frozen=True, slots=True)
class Account:
    """An agreement with all that a page shows of it."""

    grant: Grant
    version: GrantVersion
    steps: Sequence[Step]
    payments: Sequence[Payment]
    planned: Decimal
    paid: Decimal
    warnings: Sequence[str]

    @property
    def rest(self) -> Decimal:
        """Give what of the total is still to be paid."""
        return self.version.amount - self.paid

    @property
    def late(self) -> Decimal:
        """Give what should have been paid by now and was not."""
        return sum((step.rest for step in self.steps if step.late), Decimal(0))


def account(grant: Grant, on: date) -> Account:
    """Read an agreement as it stands on a day; three queries."""
    version = grant.current
    assert version is not None  # actions write both in one transaction
    rows = list(version.instalments.order_by("position"))
    payments = list(grant.payments.select_related("file", "recorded_by").order_by("paid_on", "pk"))
    standing = [each for each in payments if each.withdrawn_at is None]
    steps = []
    for row in rows:
        paid = sum((each.amount for each in standing if each.position == row.position), Decimal(0))
        told = Paid(row.amount, row.due_on, paid)
        steps.append(Step(row, paid, told.rest, told.late(on)))
    return Account(
        grant=grant,
        version=version,
        steps=steps,
        payments=payments,
        planned=sum((row.amount for row in rows), Decimal(0)),
        paid=sum((each.amount for each in standing), Decimal(0)),
        warnings=_warnings(version, steps, standing),
    )


def _warnings(version: GrantVersion, steps: Sequence[Step], payments: Sequence[Payment]) -> list[str]:
    """Say what does not add up; nothing of it stops anybody, for the papers themselves may be so."""
    found = []
    planned = sum((step.row.amount for step in steps), Decimal(0))
    if planned != version.amount:
        more = _("lebih") if planned > version.amount else _("kurang")
        found.append(
            _("Jumlah semua tahap %(planned)s, %(gap)s %(more)s dari nilai perjanjian.")
            % {"planned": rupiah(planned), "gap": rupiah(abs(planned - version.amount)), "more": more}
        )
    signed = version.grant.versions.order_by("version").values_list("signed_on", flat=True)[0]
    early = [each for each in payments if each.paid_on < signed]
    if early:
        found.append(
            _("Ada pembayaran %(paid)s, sebelum perjanjian ditandatangani (%(signed)s).")
            % {"paid": _day(early[0].paid_on), "signed": _day(signed)}
        )
    for step in steps:
        if step.row.due_on < signed:
            found.append(
                _("Tahap %(position)s jatuh tempo %(due)s, sebelum perjanjian ditandatangani.")
                % {"position": step.row.position, "due": _day(step.row.due_on)}
            )
        if step.rest < 0:
            found.append(
                _("Tahap %(position)s dibayar %(more)s lebih banyak dari rencananya.")
                % {"position": step.row.position, "more": rupiah(-step.rest)}
            )
    return found


def _day(day: date) -> str:
    return formats.date_format(day, "j F Y")

"""The demo's grant agreements: every number and amount is made up and says so."""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from desk.coordination.models import Grant, GrantVersion, Instalment, Payment
from desk.demo.draw import fraction, identifier
from desk.demo.scene import Scene

SHARES = (Decimal(40), Decimal(60))
FIRST, SECOND, LATE_SECOND = -390, -45, -12  # days from the demo's day on which the parts are due
PROVINCES = (
    ("36", "kpu", 480),
    ("36", "bawaslu", 165),
    ("36", "polda-banten", 92),
    ("36", "korem-064", 31),
)
MILLIARD = 1_000_000_000


class Plan(NamedTuple):
    """An agreement: who gives, who receives, how much, and what of its second part has come (0 to 1)."""

    giver: str
    receiver: str
    amount: Decimal
    second: float


def plans() -> list[Plan]:
    """Give all agreements of the demo, the same for every day."""
    regencies = ("36.01", "36.02", "36.03", "36.04", "36.71", "36.72", "36.73", "36.74")
    found = [Plan(giver, receiver, Decimal(size * MILLIARD), 1.0) for giver, receiver, size in PROVINCES]
    for code in regencies:
        own = code.replace(".", "-")
        for receiver, least, most in ((f"kpu-{own}", 24, 70), (f"bawaslu-{own}", 8, 21)):
            size = Decimal(round(least + (most - least) * fraction("grant", receiver), 2)) * MILLIARD
            drawn = fraction("paid", receiver)
            found.append(Plan(code, receiver, size.quantize(Decimal(1)), 1.0 if drawn < 0.7 else round(drawn - 0.6, 1)))
    return found


def write_grants(scene: Scene) -> int:
    """Write the agreements with their instalments and payments; gives how many."""
    day = scene.at.date()
    for index, plan in enumerate(plans(), 1):
        key = identifier(day, "grant", plan.giver, plan.receiver)
        signed = day + timedelta(days=FIRST - 14)
        grant = Grant.objects.create(
            election=scene.election,
            giver_id=plan.giver,
            receiver=scene.agencies[plan.receiver],
            simulated=True,
            created_at=scene.ago(200),
            client_id=key,
        )
        version = _version(scene, grant, 1, f"SIMULASI/{index:03d}/NPHD/{signed.year}", signed, plan.amount)
        dues = (day + timedelta(days=FIRST), day + timedelta(days=SECOND if plan.second == 1 else LATE_SECOND))
        _instalments(version, dues)
        if plan.receiver == "kpu-36-02":
            # One that was changed: the second part became smaller.
            changed = plan.amount * Decimal("0.95")
            addendum = _version(
                scene, grant, 2, f"SIMULASI/{index:03d}/ADD-1/{day.year}", day + timedelta(days=-90), changed
            )
            _instalments(addendum, dues)
        _pay(scene, grant, plan, dues)
    return len(plans())


def _version(scene: Scene, grant: Grant, number: int, title: str, signed: date, amount: Decimal) -> GrantVersion:
    row = GrantVersion.objects.create(
        grant=grant,
        version=number,
        number=title,
        signed_on=signed,
        amount=amount,
        reason="Simulasi: nilai disesuaikan dengan APBD perubahan." if number > 1 else "",
        written_by=scene.operator("36"),
        written_at=scene.ago(200 - 50 * number),
        client_id=identifier(scene.at.date(), "grant", title),
    )
    grant.current = row
    grant.save(update_fields=["current"])
    return row


def _instalments(version: GrantVersion, dues: tuple[date, date]) -> None:
    Instalment.objects.bulk_create(
        Instalment(version=version, position=place, percent=share, amount=version.amount * share / 100, due_on=due)
        for place, (share, due) in enumerate(zip(SHARES, dues, strict=True), 1)
    )


def _pay(scene: Scene, grant: Grant, plan: Plan, dues: tuple[date, date]) -> None:
    assert grant.current is not None
    for place, (due, part) in enumerate(zip(dues, (1.0, plan.second), strict=True), 1):
        if part:
            planned = grant.current.instalments.get(position=place).amount
            Payment.objects.create(
                grant=grant,
                position=place,
                paid_on=due - timedelta(days=2),
                amount=(planned * Decimal(str(part))).quantize(Decimal(1)),
                reference=f"SIMULASI/SP2D/{place}",
                recorded_by=scene.operator("36"),
                recorded_at=scene.ago(5),
                client_id=identifier(scene.at.date(), "payment", plan.giver, plan.receiver, place),
            )

"""The words of change for fallback plans and their sheets."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from desk.accounts.models import User
from desk.context import acting
from desk.files import actions as files
from desk.recap.models import FallbackPlan, PlanSheets
from desk.recap.plans import rules
from desk.recap.plans.kinds import SignalSource
from desk.recap.plans.proposing import Point, propose
from desk.work.actions import enqueue
from desk.work.runs import Run
from tps.models import Election, PollingStation, Region

SHEETS = "recap.plan-sheets"
BATCH = 500
MOST_DRAFTS = 2000
COLUMNS = (
    "means",
    "reserve",
    "signal_name",
    "signal_source",
    "signal_station",
    "signal_grade",
    "signal_metres",
    "signal_bearing",
    "signal_confirmed_at",
    "signal_confirmed_by",
    "decider",
    "decider_role",
    "contact_agency",
    "contact_role",
    "leaves_at",
    "hands_over_at",
    "permission",
    "note",
)


def facts(plan: FallbackPlan) -> rules.Facts:
    """Give what a plan says, for the rules of its completeness."""
    return rules.Facts(
        means=plan.means,
        reserve=plan.reserve,
        signal=bool(plan.signal_name.strip()),
        confirmed=plan.signal_confirmed_at is not None,
        decider=bool(plan.decider_id and plan.decider_role.strip()),
        leaves_at=plan.leaves_at,
        hands_over_at=plan.hands_over_at,
        contact=bool(plan.contact_agency_id and plan.contact_role.strip()),
        permission=plan.permission,
    )


def save(
    plan: FallbackPlan,
    *,
    confirm: bool,
    actor: User | None,
    at: datetime,
    proposed: Point | None = None,
) -> FallbackPlan:
    """Write a plan as its form has merged it; one that stands like that already is left alone.

    `confirm` says that the person vouches for the signal point; a point that changed without it is unconfirmed.
    `proposed` is the point that the page had offered. Whoever calls holds the station, so that nobody writes between
    reading and saving.
    """
    with acting(actor, "plan.change" if plan.pk else "plan.make", place=plan.station.region_id):
        now = FallbackPlan.objects.select_for_update(of=("self",)).filter(station=plan.station_id).first()
        _source(plan, now, proposed)
        _confirmation(plan, now, confirm=confirm, actor=actor, at=at)
        _written(plan, at)
        if now is None:
            plan.made_at, plan.made_by, plan.version = at, actor, 1
            plan.save(force_insert=True)
        elif any(getattr(plan, name) != getattr(now, name) for name in COLUMNS):
            plan.version = now.version + 1
            plan.save(update_fields=[*COLUMNS, "lacks", "version", "changed_at"])
    return plan


def _same_point(plan: FallbackPlan, other: FallbackPlan | None) -> bool:
    names = ("signal_name", "signal_metres", "signal_bearing")
    return other is not None and all(getattr(plan, name) == getattr(other, name) for name in names)


def _source(plan: FallbackPlan, now: FallbackPlan | None, proposed: Point | None) -> None:
    """Say where the point came from: the proposal, what stood there before, or the person's own knowledge."""
    if proposed and plan.signal_name == proposed.name and plan.signal_metres == proposed.metres:
        plan.signal_source, plan.signal_grade = proposed.source, proposed.grade
        plan.signal_station_id = proposed.station_id
    elif now is not None and _same_point(plan, now):
        plan.signal_source, plan.signal_grade = now.signal_source, now.signal_grade
        plan.signal_station_id = now.signal_station_id
    else:
        plan.signal_source = SignalSource.HAND if plan.signal_name.strip() else ""
        plan.signal_station_id, plan.signal_grade = None, ""


def _confirmation(
    plan: FallbackPlan, now: FallbackPlan | None, *, confirm: bool, actor: User | None, at: datetime
) -> None:
    """Keep a confirmation only for the very point that was confirmed."""
    if not confirm or not plan.signal_name.strip():
        plan.signal_confirmed_at = plan.signal_confirmed_by = None
    elif now is not None and now.signal_confirmed_at and _same_point(plan, now):
        plan.signal_confirmed_at, plan.signal_confirmed_by = now.signal_confirmed_at, now.signal_confirmed_by
    else:
        plan.signal_confirmed_at, plan.signal_confirmed_by = at, actor


def _written(plan: FallbackPlan, at: datetime) -> None:
    plan.lacks = [each.value for each in rules.lacks(facts(plan))]
    plan.changed_at = at


def take(plan: FallbackPlan, point: Point) -> None:
    """Put a proposed signal point into a plan that is not saved yet; it stays unconfirmed."""
    plan.signal_name, plan.signal_source, plan.signal_grade = point.name, point.source, point.grade
    plan.signal_metres, plan.signal_bearing, plan.signal_station_id = point.metres, point.bearing, point.station_id
    plan.signal_confirmed_at = plan.signal_confirmed_by = None


def draft(
    stations: Sequence[PollingStation], *, means: str, reserve: str, actor: User | None, at: datetime, place: str = ""
) -> int:
    """Make a draft for each of some stations that have no plan yet; gives how many were made.

    Each gets the means, and a proposed signal point that nobody has confirmed. Run twice it makes none twice.
    """
    made = 0
    with acting(actor, "plan.draft", place=place):
        ids = [each.pk for each in stations]
        # Two who draft at once: the second waits for the stations and then finds the plans.
        list(PollingStation.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values("pk"))
        have = set(FallbackPlan.objects.filter(station__in=ids).values_list("station_id", flat=True))
        wanted = [each for each in stations if each.pk not in have]
        for start in range(0, len(wanted), BATCH):
            part = wanted[start : start + BATCH]
            points = propose(part)
            rows = []
            for station in part:
                plan = FallbackPlan(
                    election_id=station.election_id, station=station, means=means, reserve=reserve,
                    made_at=at, made_by=actor,
                )  # fmt: skip
                if station.pk in points:
                    take(plan, points[station.pk])
                _written(plan, at)
                rows.append(plan)
            made += len(FallbackPlan.objects.bulk_create(rows))
    return made


def ask_sheets(
    election: Election, region: Region, *, actor: User | None, at: datetime, client_id: uuid.UUID
) -> PlanSheets:
    """Ask for the plan sheets of a region; asked twice (same client UUID) they are made once."""
    with transaction.atomic():
        row, fresh = PlanSheets.objects.get_or_create(
            client_id=client_id,
            defaults={"election": election, "region": region, "asked_by": actor, "asked_at": at},
        )
        if fresh:
            row.job = enqueue(SHEETS, {"sheets": row.pk}, actor=actor, at=at)
            row.save(update_fields=["job"])
    return row


def keep_sheets(row: PlanSheets, content: bytes, pages: int, *, run: Run, at: datetime) -> None:
    """Store the finished PDF and end its job in one commit; a second run of the job changes nothing."""
    name = f"lembar-rencana-{row.region_id.replace('.', '-')}.pdf"
    with files.whole(), transaction.atomic():
        run.hold()
        row = PlanSheets.objects.select_for_update().get(pk=row.pk)
        if row.file_id is None:
            row.file = files.keep(ContentFile(content), name, actor=row.asked_by, at=at, content_type="application/pdf")
            row.pages, row.made_at = pages, at
            row.save(update_fields=["file", "pages", "made_at"])
        run.finish({"sheets": row.pk, "pages": pages})

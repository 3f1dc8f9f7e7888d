"""The words of change for agencies; those for their contacts stand beside."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from desk.agencies import ties
from desk.agencies.models import Agency
from desk.agencies.reference import AgencyRow, agencies
from desk.context import Actor, acting


def load_reference(*, actor: Actor | None, at: datetime) -> int:
    """Bring in the agencies of the shipped table that are not there yet; gives how many were new.

    What people have changed of an agency stays as they changed it; a short name is filled in where there never was one
    and the agency still bears the shipped name.
    """
    with acting(actor, "agencies.load-reference"):
        known = set(Agency.objects.values_list("code", flat=True))
        fresh = [Agency(**_columns(row)) for row in agencies() if row.code not in known]
        Agency.objects.bulk_create(fresh, ignore_conflicts=True)
        _name_parents()
        shorts = {row.code: row for row in agencies() if row.short and row.code in known}
        wanting = Agency.objects.filter(code__in=shorts, short="").exclude(events__short__gt="")
        filled = [agency for agency in wanting if agency.name == shorts[agency.code].name]
        for agency in filled:
            agency.short = shorts[agency.code].short
        Agency.objects.bulk_update(filled, ["short"])
    return len(fresh)


def _columns(row: AgencyRow) -> dict[str, str]:
    columns = row._asdict()
    del columns["parent"]
    return columns


def _name_parents() -> None:
    """Write down whose unit a shipped agency is, where nobody has ever said anything of it."""
    parents = {row.code: row.parent for row in agencies() if row.parent}
    bodies = {agency.code: agency for agency in Agency.objects.filter(code__in={*parents, *parents.values()})}
    spoken = set(Agency.objects.filter(events__parent__isnull=False).values_list("code", flat=True))
    fresh = []
    for code, above in parents.items():
        unit, parent = bodies.get(code), bodies.get(above)
        if unit and parent and unit.parent_id is None and code not in spoken:
            unit.parent = parent
            fresh.append(unit)
    Agency.objects.bulk_update(fresh, ["parent"])


def save_agency(agency: Agency, *, actor: Actor | None, at: datetime) -> Agency:
    """Save a new or changed agency."""
    with acting(actor, "agency.change" if agency.pk else "agency.add", place=agency.region_code, agency=agency.code):
        agency.save()
    return agency


def close(
    agency: Agency, to: Mapping[str, Agency], *, reason: str, actor: Actor | None, at: datetime
) -> dict[str, int]:
    """Close an agency and hand over what hangs on it, by the names of its ties; gives how many of each went over.

    What is not handed over stays where it is, and the agency's page goes on showing it.
    """
    moved = {}
    with transaction.atomic():
        for tie in ties.registered():
            receiver = to.get(tie.name)
            if tie.hand_over is not None and receiver is not None:
                moved[tie.name] = tie.hand_over(agency, receiver, reason=reason, actor=actor, at=at)
        with acting(actor, "agency.close", reason=reason, place=agency.region_code, agency=agency.code):
            agency.active = False
            agency.save(update_fields=["active"])
    return moved


def reopen(agency: Agency, *, actor: Actor | None, at: datetime) -> None:
    """Let an agency that was closed sit at the desk again."""
    with acting(actor, "agency.reopen", place=agency.region_code, agency=agency.code):
        agency.active = True
        agency.save(update_fields=["active"])

"""What a task is given for when many are given at once: the regions of a level, or chosen risks or stations."""

from collections.abc import Iterable
from datetime import datetime

from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.coordination.actions.tasks_bulk import MOST, Part
from desk.coordination.owners import answering
from risks.models import Flag
from tps import codes
from tps.models import PollingStation, Region

Thing = Flag | PollingStation | Region


def regions(below: str, level: str) -> list[Region]:
    """Give the regions of a level in a dotted code, one more than can be handled at most."""
    return list(Region.objects.within(below).at_level(level).order_by("code")[: MOST + 1])


def flags(ids: Iterable[int], election_id: int) -> list[Flag]:
    """Give the chosen risks of an election."""
    rows = Flag.objects.of(election_id).filter(pk__in=ids)
    return list(rows.select_related("owner", "station__region", "region").order_by("pk")[: MOST + 1])


def stations(chosen: Iterable[str], election_id: int) -> list[PollingStation]:
    """Give the stations with the chosen codes."""
    rows = PollingStation.objects.of(election_id).filter(code__in=chosen)
    return list(rows.select_related("region").order_by("code")[: MOST + 1])


def place_of(thing: Thing) -> str:
    """Give the dotted code where a thing lies."""
    if isinstance(thing, Flag):
        return thing.place
    return thing.region_id if isinstance(thing, PollingStation) else thing.pk


def within_reach(things: Iterable[Thing], user: User) -> list[Thing]:
    """Keep what lies where this person may give tasks."""
    return [thing for thing in things if user.may(Right.TASKS, place=place_of(thing))]


def with_one_owner(things: Iterable[Thing], owner: Agency) -> list[Part]:
    """Give one agency all of them."""
    return [Part(thing, _name(thing), owner) for thing in things]


def with_local_owner(things: Iterable[Thing], kind: str) -> list[Part]:
    """Give each to the active agency of a kind that sits in the place itself or nearest above it; one query."""
    seats: dict[str, Agency] = {}
    for agency in Agency.objects.active().filter(kind=kind).order_by("-code"):
        seats[agency.region_code] = agency
    parts = []
    for thing in things:
        place = place_of(thing)
        above = [place, *reversed(codes.ancestors(place))] if place else []
        parts.append(Part(thing, _name(thing), next((seats[code] for code in above if code in seats), None)))
    return parts


def with_risk_owner(things: Iterable[Thing]) -> list[Part]:
    """Give each risk to the agency that is in charge of it, if that still sits at the desk."""
    found = []
    for thing in things:
        owner = thing.owner if isinstance(thing, Flag) else None
        found.append(Part(thing, _name(thing), owner if owner and owner.active else None))
    return found


def with_answering_owner(things: Iterable[Thing], at: datetime) -> list[Part]:
    """Give each risk to the agency that answers first where it lies."""
    found = list(things)
    owners = answering([thing for thing in found if isinstance(thing, Flag)], at)
    return [Part(thing, _name(thing), owners.get(thing.pk) if isinstance(thing, Flag) else None) for thing in found]


def _name(thing: Thing) -> str:
    if isinstance(thing, Region):
        return thing.name
    if isinstance(thing, Flag):
        return f"{thing.number}, {thing.station or thing.region}"
    return str(thing)

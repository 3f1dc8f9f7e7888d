"""From the database to situations: the province is read once for all agencies of one window and moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from desk.agencies.kinds import AgencyKind
from desk.agencies.models import Agency
from desk.briefings import situation as facts
from desk.briefings.world.lists import Lists, book, lists
from desk.briefings.world.narrow import Reader, narrow
from desk.briefings.world.reading import World, world
from desk.clock import Window
from tps.models import Election

PROFILES = {
    AgencyKind.ELECTION: "election",
    AgencyKind.SUPERVISOR: "supervisor",
    AgencyKind.FORKOPIMDA: "forkopimda",
    AgencyKind.SECURITY: "forkopimda",
    AgencyKind.GOVERNMENT: "full",
    AgencyKind.DISASTER: "disaster",
    AgencyKind.COMMUNICATION: "signal",
    AgencyKind.TELCO: "signal",
}
PROFILES_BY_CODE = {
    "kpu": "election",
    "bawaslu": "supervisor",
    "forkopimda": "forkopimda",
    "sekda": "full",
    "pemprov": "full",
}
WORLDS_MOST = 2  # kept at once: the memory of a worker is not for worlds
SHARED_DOTS = 1  # dots of the deepest code that is narrowed out of the whole province's world


def profile_of(agency: Agency) -> str:
    """Give which content an agency gets; its code speaks for an agency of no kind.

    election, supervisor, forkopimda, full (a government), regency (that of a kabupaten), disaster, signal or general.
    """
    by_code = PROFILES_BY_CODE.get(agency.code.partition("-")[0], "general")
    found = by_code if agency.kind == AgencyKind.OTHER else PROFILES.get(AgencyKind(agency.kind), "general")
    return "regency" if found == "full" and place_of(agency) else found


def place_of(agency: Agency) -> str:
    """Give the place to which an agency's issue is narrowed; "" for the whole province."""
    return agency.region_code if "." in agency.region_code else ""


@dataclass(slots=True)
class Shared:
    """What the situations of several agencies have in common, read once: the world of each window and moment."""

    worlds: dict[tuple[int, str, str, datetime, str], World] = field(default_factory=dict)
    files: dict[tuple[object, ...], bytes] = field(default_factory=dict)

    def world(self, election: Election, edition: str, window: Window, as_of: datetime, place: str) -> World:
        """Give the world that holds a place at a moment, read when nobody has asked for it before."""
        scope = place if place.count(".") > SHARED_DOTS else ""
        key = (election.pk, edition, window.name, as_of, scope)
        if key not in self.worlds:
            if len(self.worlds) >= WORLDS_MOST:
                del self.worlds[next(iter(self.worlds))]
            self.worlds[key] = world(election, edition, window, as_of, scope)
        return self.worlds[key]

    def lists(
        self,
        agency: Agency,
        election: Election,
        situation: facts.Situation,
        window: Window,
        as_of: datetime,
        risks: Sequence[facts.RiskFacts],
    ) -> Lists:
        """Give the lists of which the paper of a situation shows only the first rows."""
        found = self.world(election, situation.edition, window, as_of, situation.place)
        return lists(found, situation, agency.pk, risks)

    def file(self, agency: Agency, situation: facts.Situation, whole: Lists) -> bytes:
        """Give lists as an XLSX file, written once for all agencies of a place that have the same ones."""
        own = agency.code if whole.referrals else ""
        kept = (bool(whole.risks), bool(whole.plans), bool(whole.sites))
        key = (situation.election_code, situation.as_of, situation.place, kept, own)
        if key not in self.files:
            self.files[key] = book(whole)
        return self.files[key]


def read(
    agency: Agency,
    election: Election,
    *,
    edition: str,
    window: Window,
    as_of: datetime,
    preceding: str = "",
    missed: Iterable[str] = (),
    shared: Shared | None = None,
) -> tuple[facts.Situation, list[facts.RiskFacts]]:
    """Read the situation of an agency at a moment, and the whole list of its open risks, the worst first.

    What an agency of a kabupaten reads is narrowed to it. The lists are as they stand when read; counts of sources
    leave out what was observed after `as_of`. `shared` serves agencies that are read for the same window and moment:
    the first of them asks all the questions. `preceding` is the number of the issue before, found when not given.
    """
    place = place_of(agency)
    shared = shared or Shared()
    reader = Reader(agency, profile_of(agency), place, preceding, tuple(missed))
    return narrow(shared.world(election, edition, window, as_of, place), reader)

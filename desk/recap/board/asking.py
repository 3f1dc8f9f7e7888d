"""What a page of the board is asked for: the place, the race, and what of the country the person may read."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from desk.accounts.access import person
from tps import codes
from tps.middleware import election_for
from tps.models import Election, Race, Region


@dataclass(frozen=True, slots=True)
class Asked:
    """One place ("" is everywhere) and one race (None is all of them) of an election."""

    election: Election
    races: list[Race]
    race: Race | None
    place: str
    region: Region | None
    reading: str
    given: str

    @property
    def race_ids(self) -> list[int]:
        """Give the ids of the races that are counted."""
        return [self.race.pk] if self.race else [each.pk for each in self.races]

    @property
    def level(self) -> str:
        """Give the level of the place, "" for everywhere."""
        return codes.level(self.place) if self.place else ""

    def query(self, **more: str) -> str:
        """Give the query string of this page with another place or race; "" leaves one out."""
        parts = {"region": self.place, "race": self.race.code if self.race else "", "election": self.given} | more
        kept = {name: value for name, value in parts.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    def trail(self, url: str) -> list[tuple[str, str]]:
        """Give the places above this one that the person may read, as (name, address)."""
        if not self.place:
            return []
        above = [code for code in codes.ancestors(self.place) if _inside(code, self.reading)]
        names = dict(Region.objects.filter(code__in=above).values_list("code", "name"))
        found = [(names.get(code, code), f"{url}{self.query(region=code)}") for code in above]
        if not self.reading:
            found.insert(0, (_("Semua"), f"{url}{self.query(region='')}"))
        return [*found, (self.region.name if self.region else self.place, "")]

    def race_tabs(self, url: str) -> list[dict[str, Any]]:
        """Give the tabs by race: all forms, then each race."""
        tabs = [{"url": url + self.query(race=""), "label": _("Semua formulir"), "current": self.race is None}]
        return tabs + [
            {"url": url + self.query(race=each.code), "label": each.name, "current": self.race == each}
            for each in self.races
        ]


def asked(request: HttpRequest) -> Asked | None:
    """Read `?region=` and `?race=`; None while there is no election. Unknown or unreadable ones are a 404."""
    election, reading = election_for(request), person(request).reading_place
    if election is None or reading is None:
        return None
    place = request.GET.get("region", "") or reading
    region = None
    if place:
        try:
            place = codes.dotted(place)
        except ValueError:
            raise Http404(_("Wilayah ini tidak dikenal.")) from None
        region = Region.objects.filter(code=place).first()
        if region is None or not _inside(place, reading):
            raise Http404(_("Wilayah ini tidak dikenal."))
    races = list(Race.objects.filter(election=election).order_by("order", "code"))
    wanted = request.GET.get("race", "")
    race = next((each for each in races if each.code == wanted), None)
    if wanted and race is None:
        raise Http404(_("Jenis surat suara ini tidak dikenal."))
    return Asked(election, races, race, place, region, reading, request.GET.get("election", ""))


def _inside(code: str, reading: str) -> bool:
    return not reading or code == reading or code.startswith(f"{reading}.")

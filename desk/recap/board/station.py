"""One station: each race with how it stands, who said what, and who contradicts whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.recap import rules
from desk.recap.kinds import FormState
from desk.recap.models import FormSighting, FormStanding
from tps.models import PollingStation, Race


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its race, the current sighting, the other people's last words against it, and all that was said."""

    race: Race
    current: FormSighting | None
    against: list[FormSighting]
    sightings: list[FormSighting]
    back: bool


def forms(station: PollingStation, races: Iterable[Race]) -> list[Form]:
    """Give the forms of a station in the order of the ballot; one query."""
    said: dict[int, list[FormSighting]] = {}
    rows = FormSighting.objects.filter(station=station).select_related(
        "recorded_by", "taken_back_by", "source", "evidence"
    )
    for each in rows.order_by("-seen_at", "-recorded_at", "-pk"):
        said.setdefault(each.race_id, []).append(each)
    found = []
    for race in races:
        sightings = said.get(race.pk, [])
        counting = [each for each in sightings if each.taken_back_at is None]
        derived = rules.derive(counting)
        current = next((each for each in counting if derived and each.pk == derived.sighting), None)
        against = [each for each in rules.contradictions(counting) if isinstance(each, FormSighting)]
        found.append(Form(race, current, against, sightings, bool(derived and derived.back)))
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """One station of a village with how each of its forms stands, None where nobody spoke of it."""

    station: PollingStation
    forms: list[FormStanding | None]

    @property
    def reported(self) -> bool:
        """Tell whether anybody said anything of it."""
        return any(each is not None and each.state != FormState.NOT_KNOWN for each in self.forms)


def village(election_id: int, code: str, races: list[int]) -> list[Row]:
    """Give the stations of a village (or of any place) with their forms in the order of the races; two queries."""
    stations = list(PollingStation.objects.of(election_id).within(code).select_related("region").order_by("code"))
    standings = FormStanding.objects.filter(station__in=[each.pk for each in stations], number__gt=0)
    found = {(each.station_id, each.race_id): each for each in standings}
    return [Row(each, [found.get((each.pk, race)) for race in races]) for each in stations]

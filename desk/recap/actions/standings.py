"""Keeps what sightings add up to in step with them: one row for each form, counters by district, the pulse."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from desk.recap.models import FormSighting, FormStanding
from desk.recap.rules import derive

SHARDS = 16
LOCK = 7082  # the recap's own number among advisory locks
DISTRICT = 8  # characters of a district's dotted code
_FIELDS = ["place", "state", "online", "sighting", "seen_at", "recorded_at", "number", "back", "disputed"]
_TIMES = ["counted_at", "visible_at"]

Form = tuple[int, int]  # station and race


@dataclass(slots=True)
class Held:
    """Forms that nobody else can change until this transaction ends, with all their sightings."""

    standings: dict[Form, FormStanding]
    sightings: dict[Form, list[FormSighting]] = field(default_factory=dict)

    def counting(self, form: Form) -> list[FormSighting]:
        """Give the sightings of a form that nobody took back."""
        return [each for each in self.sightings.get(form, []) if each.taken_back_at is None]


def hold(election_id: int, places: dict[Form, str]) -> Held:
    """Lock the rows of some forms, in one order for all writers, and read what was seen of them.

    `places` gives each form's dotted village code; a form nobody spoke of yet gets its row here.
    """
    alone(election_id, shared=True)
    forms = sorted(places)
    FormStanding.objects.bulk_create(
        [
            FormStanding(election_id=election_id, station_id=station, race_id=race, place=places[station, race])
            for station, race in forms
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )
    stations = {station for station, _race in forms}
    wanted = set(forms)
    rows = FormStanding.objects.filter(station__in=stations, race__in={race for _station, race in forms})
    locked = rows.order_by("station_id", "race_id").select_for_update(of=("self",))
    held = Held({(each.station_id, each.race_id): each for each in locked})
    held.standings = {form: each for form, each in held.standings.items() if form in wanted}
    for each in FormSighting.objects.filter(station__in=stations).order_by("pk"):
        if (each.station_id, each.race_id) in wanted:
            held.sightings.setdefault((each.station_id, each.race_id), []).append(each)
    return held


def settle(election_id: int, held: Held, forms: Iterable[Form], places: dict[Form, str]) -> None:
    """Derive some held forms anew and move the counters by the difference; ends with the pulse."""
    moved: Counter[tuple[str, int, str, str]] = Counter()
    changed = []
    for form in sorted(set(forms)):
        row = held.standings[form]
        if row.number:
            moved[_key(row)] -= 1
        apply(row, held.counting(form), places.get(form, row.place))
        if row.number:
            moved[_key(row)] += 1
        changed.append(row)
    if not changed:
        return
    FormStanding.objects.bulk_update(changed, [*_FIELDS, *_TIMES], batch_size=1000)
    count(election_id, moved)
    beat(election_id, changed[0].station_id)


def apply(row: FormStanding, sightings: Sequence[FormSighting], place: str) -> FormStanding:
    """Write into a row what the sightings of its form say, without saving it; a form without any counts nowhere."""
    found = derive(sightings)
    row.place = place
    row.state = found.state if found else ""
    row.online = found.online if found else ""
    row.sighting_id = found.sighting if found else None
    row.seen_at = found.seen_at if found else None
    row.recorded_at = found.recorded_at if found else None
    row.number = found.number if found else 0
    row.back = bool(found and found.back)
    row.disputed = bool(found and found.disputed)
    row.counted_at = found.counted_at if found else None
    row.visible_at = found.visible_at if found else None
    return row


def count(election_id: int, moved: Counter[tuple[str, int, str, str]]) -> None:
    """Move the counters (district, race, state, online); all writers take them in the same order."""
    rows = sorted((key, number) for key, number in moved.items() if number)
    if not rows:
        return
    districts, races, states, onlines = (list(part) for part in zip(*(key for key, _number in rows), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO recap_formcount AS old (election_id, district, race_id, state, online, number) "
            "SELECT %s, * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::int[]) "
            "ON CONFLICT (election_id, district, race_id, state, online) "
            "DO UPDATE SET number = old.number + EXCLUDED.number",
            [election_id, districts, races, states, onlines, [number for _key, number in rows]],
        )


def beat(election_id: int, station_id: int) -> None:
    """Let the pulse of an election beat, so that every page that shows its recap looks again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO recap_pulse AS old (election_id, shard, version) VALUES (%s, %s, 1) "
            "ON CONFLICT (election_id, shard) DO UPDATE SET version = old.version + 1",
            [election_id, station_id % SHARDS],
        )


def alone(election_id: int, *, shared: bool) -> None:
    """Keep a recount and the writers of sightings apart until this transaction ends; writers share it."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [LOCK, election_id])


def _key(row: FormStanding) -> tuple[str, int, str, str]:
    return row.place[:DISTRICT], row.race_id, row.state, row.online

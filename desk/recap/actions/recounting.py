"""Derives everything anew from the sightings: after a restore, after stations moved, or to prove that it is in step."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction

from desk.recap.actions.standings import DISTRICT, alone, apply, beat, count
from desk.recap.models import FormCount, FormSighting, FormStanding

CHUNK = 2000


@dataclass(slots=True)
class Recounted:
    """How many forms were spoken of, and how many rows said something else than their sightings."""

    forms: int = 0
    different: int = 0


def recount(election_id: int) -> Recounted:
    """Write all standings and counters of an election anew; nobody else writes meanwhile."""
    found = Recounted()
    with transaction.atomic():
        alone(election_id, shared=False)
        old = {
            (each.station_id, each.race_id): _facts(each)
            for each in FormStanding.objects.filter(election_id=election_id, number__gt=0).iterator(CHUNK)
        }
        FormStanding.objects.filter(election_id=election_id).delete()
        counts: Counter[tuple[str, int, str, str]] = Counter()
        rows: list[FormStanding] = []
        for row in _derived(election_id):
            found.forms += 1
            found.different += old.pop((row.station_id, row.race_id), None) != _facts(row)
            counts[row.place[:DISTRICT], row.race_id, row.state, row.online] += 1
            rows.append(row)
            if len(rows) >= CHUNK:
                FormStanding.objects.bulk_create(rows)
                rows = []
        FormStanding.objects.bulk_create(rows)
        found.different += len(old)
        FormCount.objects.filter(election_id=election_id).delete()
        count(election_id, counts)
        beat(election_id, 0)
    return found


def _derived(election_id: int) -> Iterator[FormStanding]:
    rows = FormSighting.objects.of(election_id).counting().filter(station__withdrawn_at__isnull=True)
    ordered = rows.select_related("station").order_by("station_id", "race_id", "pk").iterator(CHUNK)
    for (station_id, race_id), each in groupby(ordered, key=lambda row: (row.station_id, row.race_id)):
        sightings = list(each)
        row = FormStanding(election_id=election_id, station_id=station_id, race_id=race_id)
        yield apply(row, sightings, sightings[0].station.region_id)


def _facts(row: FormStanding) -> tuple[object, ...]:
    return tuple(getattr(row, each.attname) for each in FormStanding._meta.concrete_fields if not each.primary_key)

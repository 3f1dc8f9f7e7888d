"""The real roster of Banten's Pemilu 2024, where it is at hand (DESK_TRIAL_DATA)."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count
from django.db.models.functions import Left
from django.utils import timezone

from tests import builders
from tps import reference
from tps.actions.regions import load_reference
from tps.actions.rosters import load_file
from tps.models import PollingStation, RosterImport

DATA = os.environ.get("DESK_TRIAL_DATA", "")
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not DATA, reason="needs DESK_TRIAL_DATA")]


@pytest.fixture
def election():
    load_reference(actor=None, at=timezone.now())
    return builders.election(polling_date=date(2024, 2, 14))


def load(election):
    path = Path(DATA) / "banten_tps_pemilu2024.csv"
    with path.open("rb") as file:
        return load_file(
            file,
            path.name,
            election,
            actor=None,
            at=timezone.now(),
            most_bytes=settings.IMPORT_COMMAND_BYTES,
            write=True,
        )


def test_the_real_roster_is_loaded_whole_and_twice_is_once(election):
    loaded = load(election)
    assert (loaded.counts.created, loaded.rejected) == (33_324, 0)
    found = PollingStation.objects.annotate(regency=Left("region_id", 5)).values("regency").annotate(count=Count("pk"))
    counts = dict(found.order_by().values_list("regency", "count"))
    assert counts == {row.code: row.tps_pemilu_2024 for row in reference.station_counts()}
    assert PollingStation.objects.filter(special=True).count() == 48
    assert PollingStation.objects.filter(cell__isnull=True).count() == 0
    moved = PollingStation.objects.filter(region_id="36.02.28.2009")
    assert moved.count() == 7
    assert set(moved.values_list(Left("code", 10), flat=True)) == {"3602162018"}
    again = load(election)
    assert (again.counts.created, again.counts.updated, again.counts.unchanged) == (0, 0, 33_324)
    assert again.report["missing_count"] == 0
    assert PollingStation.events.rel.related_model.objects.count() == 0
    assert RosterImport.objects.count() == 2

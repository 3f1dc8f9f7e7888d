"""The map's data may come from a read-only copy of the database (docs/operasi.md), so asking for it writes nothing."""

import pytest
from django.db import connection
from django.test import Client

from tests import builders

pytestmark = pytest.mark.django_db


def test_map_data_are_served_by_a_database_that_takes_no_writes() -> None:
    builders.station()
    browser = Client()
    browser.force_login(builders.cast().pejabat)
    with connection.cursor() as cursor:
        # What was just made is checked while that may still take locks.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET TRANSACTION READ ONLY")

    stations = browser.get("/map/stations.json?bbox=94,-12,142,7&zoom=5")
    regions = browser.get("/map/regions.json?level=regency")

    assert stations.status_code == regions.status_code == 200
    assert stations.json()["features"] or stations.json()["unplaced"]

"""Our district centres against a boundary file in the folder that DESK_TRIAL_DATA names."""

import json
import math
import os
from pathlib import Path

import pytest
from shapely.affinity import scale
from shapely.geometry import Point, shape

from tps.reference import district_centres

LIMIT_KM = 3.0
KM_PER_DEGREE = 111.2
# One degree of longitude at Banten's latitude, as a part of one of latitude.
SHRINK = math.cos(math.radians(6.4))


@pytest.fixture(scope="module")
def districts() -> dict:
    folder = os.environ.get("DESK_TRIAL_DATA")
    if not folder:
        pytest.fail("Set DESK_TRIAL_DATA to the folder that holds boundaries/banten_kec.geojson.")
    text = (Path(folder) / "boundaries" / "banten_kec.geojson").read_text(encoding="utf-8")
    return {
        feature["properties"]["kode"]: scale(shape(feature["geometry"]), SHRINK, 1, origin=(0, 0))
        for feature in json.loads(text)["features"]
    }


def test_every_centre_lies_in_its_district_or_within_three_kilometres(districts: dict) -> None:
    far = []
    for row in district_centres():
        point = Point(row.longitude * SHRINK, row.latitude)
        distance = districts[row.code].distance(point) * KM_PER_DEGREE
        if distance > LIMIT_KM:
            far.append(f"{row.code} {row.name}: {distance:.1f} km")
    assert far == []
    assert len(districts) == len(district_centres()) == 155

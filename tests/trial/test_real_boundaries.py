"""The real boundaries of Banten's 8 regencies and 155 districts, where they are at hand (DESK_TRIAL_DATA)."""

import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from tps.actions.regions import load_reference
from tps.models import Boundary

DATA = os.environ.get("DESK_TRIAL_DATA", "")
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not DATA, reason="needs DESK_TRIAL_DATA")]
FOLDER = Path(DATA) / "boundaries"


def load(capsys, name, *words):
    call_command("import_boundaries", str(FOLDER / name), "--json", *words)
    return json.loads(capsys.readouterr().out)


def test_the_real_boundaries_are_loaded_whole_and_twice_is_once(capsys):
    load_reference(actor=None, at=timezone.now())
    regencies = load(capsys, "banten_kab.geojson", "--source", "cahyadsn/wilayah_boundaries", "--licence", "MIT")
    assert (regencies["created"], regencies["rejected"]) == (8, 0)
    districts = load(capsys, "banten_kec.geojson")
    assert (districts["created"], districts["rejected"], districts["code_field"]) == (155, 0, "kode")
    assert districts["levels"][0]["missing"] == 0
    again = load(capsys, "banten_kec.geojson")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 155)
    assert Boundary.objects.count() == 163

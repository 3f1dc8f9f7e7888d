"""The real roster as a workbook beside its CSV: the same stations, and what it costs in time."""

import csv
import io
import os
import time
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from tests import builders, sheets
from tps.actions.regions import load_reference
from tps.actions.rosters import load_file

DATA = os.environ.get("DESK_TRIAL_DATA", "")
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not DATA, reason="needs DESK_TRIAL_DATA")]


def load(content, name, election, *, write):
    """Load a file and give what was loaded, and how many seconds that took."""
    start = time.perf_counter()
    loaded = load_file(
        io.BytesIO(content),
        name,
        election,
        actor=None,
        at=timezone.now(),
        most_bytes=settings.IMPORT_COMMAND_BYTES,
        write=write,
    )
    return loaded, time.perf_counter() - start


def test_the_real_roster_as_a_workbook_costs_little_more_than_its_csv(capsys):
    load_reference(actor=None, at=timezone.now())
    election = builders.election(polling_date=date(2024, 2, 14))
    content = (Path(DATA) / "banten_tps_pemilu2024.csv").read_bytes()
    book = sheets.book(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    plain, plain_seconds = load(content, "tps.csv", election, write=False)
    loaded, seconds = load(book, "tps.xlsx", election, write=True)
    assert (plain.counts.created, loaded.counts.created, loaded.rejected) == (33_324, 33_324, 0)
    again, again_seconds = load(content, "tps.csv", election, write=True)
    assert (again.counts.updated, again.counts.unchanged) == (0, 33_324)
    checked, checked_seconds = load(book, "tps.xlsx", election, write=False)
    with capsys.disabled():
        print(f"\nCSV, checked: {plain_seconds:.2f} s; XLSX of {len(book) / 1e6:.1f} MB, loaded: {seconds:.2f} s")
        print(f"again, nothing to change: CSV loaded in {again_seconds:.2f} s, XLSX checked in {checked_seconds:.2f} s")
    assert checked.counts.unchanged == 33_324
    assert checked_seconds < again_seconds + 5

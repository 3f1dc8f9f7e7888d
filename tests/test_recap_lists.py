"""Lists of sightings: looked through, refused row by row with reasons, loaded once."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from desk.recap.models import FormCount, FormSighting
from tests import builders
from tps import codes
from tps.models import PollingStation

NIGHT = datetime(2024, 2, 14, 15, 0, tzinfo=UTC)
HEAD = "kode_tps,jenis,keadaan,dilihat,catatan,nomor_izin\n"


@pytest.fixture
def night(cast: SimpleNamespace) -> Any:
    """Give Kanekes 005, one station in Pandeglang, two races, and the clock at 22.00 WIB."""
    cast.five, cast.west = builders.station(5), builders.station(1, "36.01.01.2001")
    cast.races = [builders.race("ppwp"), builders.race("dpr")]
    with time_machine.travel(NIGHT, tick=False):
        yield cast


def command(path: Path, text: str, *more: str) -> tuple[int, dict[str, Any]]:
    """Load a list by command; gives the exit status and the summary."""
    path.write_text(text)
    out, status = io.StringIO(), 0
    try:
        call_command("import_sightings", str(path), "--json", *more, stdout=out)
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    return status, json.loads(out.getvalue())


def test_the_good_rows_load_once_and_the_bad_ones_have_reasons(night: SimpleNamespace, tmp_path: Path) -> None:
    text = HEAD + (
        f"{night.five.code},ppwp,terkirim,2024-02-14 20:30,,\n"
        f"{night.five.code},,tampak,2024-02-14 21:00,,\n"
        f"{night.west.code},dpr,manual,2024-02-14 21:00,,12/KPU\n"
        f"{night.west.code},ppwp,manual,2024-02-14 21:00,,\n"
        "3602062001099,ppwp,sent,2024-02-14 20:30,,\n"
        f"{night.five.code},ppwp,sent,2024-02-15 20:30,,\n"
        f"{night.five.code},gubernur,sent,2024-02-14 20:30,,\n"
    )
    assert command(tmp_path / "a.csv", text, "--dry-run")[1]["forms"] == 4 and not FormSighting.objects.exists()
    status, found = command(tmp_path / "a.csv", text)
    assert status == 0 and (found["read"], found["created"], found["rejected"], found["forms"]) == (7, 3, 4, 4)
    assert [(each["row"], each["field"]) for each in found["errors"]] == [
        (5, "nomor_izin"), (6, "kode_tps"), (7, "dilihat"), (8, "jenis"),
    ]  # fmt: skip
    again = command(tmp_path / "a.csv", text)[1]
    assert (again["created"], again["unchanged"]) == (0, 3) and FormSighting.objects.count() == 4
    assert FormCount.objects.total() == 3
    assert command(tmp_path / "b.csv", "apa,saja\n1,2\n")[0] == 1
    half = HEAD + f"{night.five.code},,dihitung,14/02/2024 19:00,,\nx,,,,,\n"
    assert command(tmp_path / "c.csv", half, "--all-or-nothing")[0] == 1


def test_three_thousand_shifted_rows_are_refused_one_by_one(night: SimpleNamespace, tmp_path: Path) -> None:
    village = builders.region("36.02.06.2001")
    PollingStation.objects.bulk_create(
        PollingStation(election=night.five.election, region=village, number=n, code=codes.station(village.pk, n))
        for n in range(10, 40)
    )
    shifted = "".join(
        f"ppwp,{codes.station(village.pk, 10 + n % 30)},sent,2024-02-14 20:{n % 60:02d},,\n" for n in range(3000)
    )
    status, found = command(tmp_path / "a.csv", HEAD + shifted)
    assert status == 1 and (found["read"], found["rejected"], found["created"]) == (3000, 3000, 0)
    assert all("bergeser" in each["reason"] for each in found["errors"]) and not FormSighting.objects.exists()


def test_the_page_shows_first_and_loads_on_a_second_word(night: SimpleNamespace) -> None:
    client = Client()
    client.force_login(night.operator_lebak)
    text = HEAD + f"{night.five.code},,sent,2024-02-14 20:30,,\n{night.west.code},,sent,2024-02-14 20:30,,\n"
    file = SimpleUploadedFile("malam.csv", text.encode())
    page = client.post("/recap/import/", {"look": "1", "file": file})
    assert "luar wilayah tugas" in page.content.decode() and not FormSighting.objects.exists()
    stored = page.context["stored"]
    other = Client()
    other.force_login(night.operator_banten)
    assert other.post("/recap/import/", {"file": str(stored.pk)}).status_code == 404
    done = client.post("/recap/import/", {"file": str(stored.pk)}).content.decode()
    assert "2 formulir tercatat" in done and FormSighting.objects.count() == 2
    found = FormSighting.objects.first()
    assert found is not None and (found.file_id, found.row, found.how) == (stored.pk, 2, "import")
    assert client.post("/recap/import/", {"look": "1"}).status_code == 422
    for name in ("lapangan", "kpu", "pejabat"):
        client.force_login(getattr(night, name))
        assert client.get("/recap/import/").status_code == 403

"""Plan sheets on paper: one page for each station, whole with the longest names, made once by a job."""

import io
import uuid
from types import SimpleNamespace

import pytest
from django.test import Client
from pypdf import PdfReader

from desk.paper.sheet import Head
from desk.recap.models import PlanSheets
from desk.recap.plans import rules, sheets
from desk.work import runs
from tests import builders
from tests.doors import status_of
from tests.test_plans import blank, sent

LONG = "Kelurahan " + "Pasirkupa Cibarani Girimukti Ciboleger " * 3


def page(**fields: object) -> sheets.Page:
    """Give a sheet with everything at its longest."""
    whole = {
        "station": f"TPS 901 {LONG}",
        "code": "3602062001901",
        "place": f"Kecamatan {LONG}, Kabupaten {LONG}",
        "address": "Jalan <b>" + "panjang sekali " * 30,
        "position": "",
        "voters": "300",
        "state": "tidak ada sinyal menurut " + LONG,
        "means": "Sirekap luring, lalu PDF dari titik sinyal",
        "reserve": "rekapitulasi manual dengan izin",
        "signal": f"{LONG} · 12,4 km · timur laut (45°)",
        "bearing": 45,
        "decider": f"Ketua PPK, {LONG}",
        "leaves": "14 Februari 2024 15.00 WIB",
        "hands_over": "14 Februari 2024 19.30 WIB",
        "permission": "123/PP.08-SD/3602/2024",
        "note": "Lewat jembatan gantung. " * 24,
        "lacks": ["titik sinyal belum dipastikan petugas", "kontak belum ditentukan"],
        "steps": rules.steps("offline"),
        "reserve_steps": rules.steps("manual"),
        "phones": [(f"KPU, {LONG}", "+62 812 0000 1111")],
    }
    return sheets.Page(**(whole | fields))  # type: ignore[arg-type]


def test_each_station_has_one_whole_page_under_the_letterhead() -> None:
    head = Head("PEMERINTAH PROVINSI BANTEN", "DESK PEMILU")
    empty = page(**dict.fromkeys(("address", "voters", "state", "means", "reserve", "signal", "decider", "leaves",
                                  "hands_over", "permission", "note"), ""),
                 bearing=None, lacks=(), steps=(), reserve_steps=(), phones=(), code="3602062001902")  # fmt: skip
    content, count = sheets.render([page(), empty], head=head, title="Lembar", footer="Lembar · simulasi")
    again, _count = sheets.render([page(), empty], head=head, title="Lembar", footer="Lembar · simulasi")
    texts = [each.extract_text() for each in PdfReader(io.BytesIO(content)).pages]
    assert (count, len(texts), content == again) == (2, 2, True)
    for text in texts:
        assert "DESK PEMILU" in text and "Serah terima" in text
    for words in ("+62 812 0000 1111", "BELUM LENGKAP", "SEBELUM", "45°", "Jalan <b>", "1 dari 2"):
        assert words in texts[0], words
    assert "belum ditentukan" in texts[1] and "tidak ada data" in texts[1]


@pytest.mark.django_db
def test_a_job_makes_the_sheets_of_a_district_once_and_only_callers_open_them(
    cast: SimpleNamespace, client: Client
) -> None:
    station = blank()
    builders.flag(builders.station(1, "36.01.01.2001"))
    client.force_login(cast.operator_lebak)
    client.post(f"/recap/plans/{station.code}/edit/", sent(station))
    ask = {"region": "36.02.06", "client_id": str(uuid.uuid4())}
    for _time in range(2):
        answer = client.post("/recap/plans/sheets/", ask)
    row = PlanSheets.objects.get()
    assert answer["Location"] == f"/recap/plans/sheets/{row.pk}/"
    assert "Menunggu" in client.get(answer["Location"]).content.decode()
    runs.execute(row.job_id)
    runs.execute(row.job_id)
    row.refresh_from_db()
    assert (row.pages, row.job.state) == (1, "done")
    assert "1 halaman" in client.get(answer["Location"]).content.decode()
    pdf = b"".join(client.get(f"/files/{row.file_id}/").streaming_content)  # type: ignore[attr-defined]
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "TPS 005 Kanekes" in text and "+62 812 0000 1111" in text and "Terminal Ciboleger" in text
    for name, status in (("pejabat", 200), ("kpu", 403), ("lapangan", 403), ("luar", 403)):
        client.force_login(getattr(cast, name))
        assert status_of(client, f"/files/{row.file_id}/") == status, name
        assert client.get(answer["Location"]).status_code == status, name

"""The pages of jurisdictions: list, gaps and overlaps, one of them, its stations, the form, panels, the order."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from desk.coordination.actions import jurisdictions as actions
from desk.coordination.actions.tasks import Refused
from desk.coordination.models import Jurisdiction
from tests import builders
from tests.forms import filled, save, with_fields
from tests.test_jurisdiction_duty import SUMUR, area, square

pytestmark = pytest.mark.django_db
PAGES = ("/jurisdictions/", "/jurisdictions/duties/", "/jurisdictions/stations/?without=polres")


def sent(**fields: Any) -> dict[str, Any]:
    """Give a filled-in form."""
    return {
        "agency": builders.agency("kpu").pk,
        "kind": "polres",
        "name": "Polres uji",
        "includes": "36.02 Kabupaten Lebak",
        "excludes": "",
        "valid_from": "2024-01-01",
        **fields,
    }


def drawn(west: float, south: float, east: float, north: float) -> SimpleUploadedFile:
    """Give a file with one box."""
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(square(west, south, east, north))}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    return SimpleUploadedFile("wilayah.geojson", text.encode())


@pytest.mark.parametrize("name", ["operator_lebak", "kpu", "pejabat", "lapangan", "luar"])
def test_everybody_at_the_desk_reads_and_only_the_whole_province_changes(
    cast: SimpleNamespace, client: Client, name: str
) -> None:
    found = area("polres-lebak", "polres", "36.02")
    builders.station()
    client.force_login(getattr(cast, name))
    for path in (*PAGES, f"/jurisdictions/{found.pk}/", f"/jurisdictions/{found.pk}/shape.json"):
        assert client.get(path).status_code == (403 if name == "luar" else 200), path
    for path in ("new/", f"{found.pk}/edit/", "duties/"):
        assert client.post(f"/jurisdictions/{path}", sent(kind="conflict")).status_code == 403, path
    assert Jurisdiction.objects.get().version == 1


def test_the_list_counts_exactly_what_its_links_show(
    cast: SimpleNamespace, client: Client, django_assert_max_num_queries: Any
) -> None:
    one = area("polres-a", "polres", "36.02")
    two = area("polres-b", "polres", "36.02.06")
    for number in (1, 2):
        builders.station(number)
    for number in (3, 4, 5):
        builders.station(number, village=SUMUR)
    client.force_login(cast.kpu)
    with django_assert_max_num_queries(12):
        page = client.get("/jurisdictions/").content.decode()
    assert "3 TPS tanpa Polres" in page and "2 TPS di dua wilayah kerja" in page
    for query, number in (
        (f"in={one.pk}", 2),
        (f"in={one.pk}&in={two.pk}", 2),
        ("without=polres", 3),
        ("", 0),
    ):
        answer = client.get(f"/jurisdictions/stations/?{query}")
        assert answer.context["listing"].count == number, query
        lines = b"".join(client.get(f"/jurisdictions/stations/export.csv?{query}").streaming_content).splitlines()
        assert len(lines) == 1 + number
    assert client.get("/jurisdictions/stations/?in=999999").status_code == 404
    rows = b"".join(client.get("/jurisdictions/export.csv?kind=polres").streaming_content).decode().splitlines()
    assert len(rows) == 3 and ",2," in rows[1]


def test_without_stations_nothing_is_known_and_that_is_not_zero(cast: SimpleNamespace, client: Client) -> None:
    found = area("polres-a", "polres", "36.02")
    client.force_login(cast.admin)
    assert "tidak ada data" in client.get("/jurisdictions/").content.decode()
    assert "TPS tanpa" not in client.get("/jurisdictions/").content.decode()
    assert "tidak ada data" in client.get(f"/jurisdictions/{found.pk}/").content.decode()


def test_a_field_reporter_counts_the_own_region_only(cast: SimpleNamespace, client: Client) -> None:
    area("polda-banten", "polda", "36")
    builders.station(1)
    builders.station(2, village=SUMUR)
    client.force_login(cast.lapangan)
    assert client.get("/jurisdictions/").context["lines"][0]["stations"] == 1


def test_the_page_says_what_it_overlaps_and_what_is_simulated(cast: SimpleNamespace, client: Client) -> None:
    one = area("polres-a", "polres", "36.02", simulated=True)
    two = area("polres-b", "polres", "36.02.06", excludes=["36.02.06.2001"])
    builders.station(1, village="36.02.06.2002")
    client.force_login(cast.admin)
    page = client.get(f"/jurisdictions/{one.pk}/").content.decode()
    assert "Simulasi" in page and two.name in page and "1 TPS bersama" in page
    shape = client.get(f"/jurisdictions/{two.pk}/shape.json").json()
    assert shape["districts"] == {"36.02.06": "part"} and shape["geometry"] is None


def test_the_area_is_added_once_however_often_it_is_sent(cast: SimpleNamespace, client: Client) -> None:
    builders.region("36.02")
    client.force_login(cast.operator_banten)
    form = sent(client_id="7d1f5f0e-4d0c-4f0e-9a3c-1f2e3d4c5b6a")
    assert client.post("/jurisdictions/new/", form).url == client.post("/jurisdictions/new/", form).url
    assert Jurisdiction.objects.get().includes == ["36.02"]


def test_a_polygon_is_taken_and_its_stations_counted(cast: SimpleNamespace, client: Client) -> None:
    builders.station(latitude=-6.6, longitude=106.2, position_source="manual")
    client.force_login(cast.admin)
    client.post("/jurisdictions/new/", sent(includes="", upload=drawn(106, -6.8, 106.4, -6.4)))
    found = Jurisdiction.objects.get()
    assert client.get(f"/jurisdictions/{found.pk}/").context["stations"] == 1
    assert client.get(f"/jurisdictions/{found.pk}/shape.json").json()["geometry"]["type"] == "Polygon"
    assert found.file is not None and b"Feature" in client.get(f"/files/{found.file_id}/").getvalue()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"includes": ""}, "paling sedikit satu wilayah"),
        ({"includes": "Lebak"}, "bukan kode wilayah"),
        ({"includes": "36.99"}, "tidak dikenal"),
        ({"excludes": "36.01"}, "tidak perlu dikecualikan"),
        ({"excludes": "36.02"}, "tidak perlu dikecualikan"),
        ({"valid_until": "2023-01-01"}, "Hari terakhir tidak dapat sebelum hari pertama"),
        ({"includes": "", "upload": (-180, -90, 180, 90)}, "daratan Indonesia"),
        ({"includes": "", "upload": (10, 40, 11, 41)}, "luar Indonesia"),
        ({"includes": "", "upload": "bukan peta"}, "Bentuk berkas tidak dikenali"),
    ],
)
def test_bad_input_gets_a_sentence_and_what_was_typed_stays(
    cast: SimpleNamespace, client: Client, changed: dict[str, Any], sentence: str
) -> None:
    builders.region("36.02")
    builders.region("36.01")
    if isinstance(changed.get("upload"), tuple):
        changed = changed | {"upload": drawn(*changed["upload"])}
    elif "upload" in changed:
        changed = changed | {"upload": SimpleUploadedFile("a.geojson", changed["upload"].encode())}
    client.force_login(cast.admin)
    answer = client.post("/jurisdictions/new/", sent(**changed))
    text = answer.content.decode()
    assert answer.status_code == 422 and sentence in text and "Polres uji" in text
    assert not Jurisdiction.objects.exists()


def test_swapped_and_crossing_polygons_are_mended_and_told(cast: SimpleNamespace, client: Client) -> None:
    swapped = {
        "type": "Polygon",
        "coordinates": [[[-6.8, 106], [-6.8, 106.4], [-6.4, 106], [-6.4, 106.4], [-6.8, 106]]],
    }
    file = SimpleUploadedFile(
        "a.geojson", json.dumps({"type": "Feature", "properties": {}, "geometry": swapped}).encode()
    )
    client.force_login(cast.admin)
    page = client.post("/jurisdictions/new/", sent(includes="", upload=file), follow=True).content.decode()
    assert "Lintang dan bujur tertukar" in page and "memotong dirinya sendiri" in page
    assert Jurisdiction.objects.get().geometry


def test_a_change_needs_a_reason_and_makes_the_next_version(cast: SimpleNamespace, client: Client) -> None:
    found = area("polres-a", "polres", "36.02")
    builders.region("36.02.06")
    client.force_login(cast.admin)
    url = f"/jurisdictions/{found.pk}/edit/"
    assert save(client, url, excludes="36.02.06").status_code == 422
    fields = filled(client, url, excludes="36.02.06", reason="SK baru")
    assert [client.post(url, fields).status_code for _twice in range(2)] == [302, 302]
    found.refresh_from_db()
    assert (found.version, found.excludes) == (2, ["36.02.06"])
    assert "SK baru" in client.get("/history/?kind=coordination.jurisdiction").content.decode()


def test_the_second_saver_sees_what_stands_and_loses_nothing(cast: SimpleNamespace, client: Client) -> None:
    found = area("polres-a", "polres", "36.02")
    builders.region("36.02")
    client.force_login(cast.admin)
    url, theirs = f"/jurisdictions/{found.pk}/edit/", square(105.9, -6.9, 106.1, -6.7)
    fields = filled(client, url, reason="Saya") | {"upload": drawn(106, -6.8, 106.4, -6.4)}
    Jurisdiction.objects.filter(pk=found.pk).update(geometry=theirs, basis="SK orang lain")
    answer = client.post(url, fields)
    page = answer.content.decode()
    assert answer.status_code == 409 and "pilih lagi berkasnya" in page
    again = with_fields(page, "pick-upload") | {"pick-upload": "mine"}
    assert client.post(url, again).status_code == 409, "a file that was not chosen again is not what the person wants"
    assert client.post(url, again | {"upload": drawn(106, -6.8, 106.4, -6.4)}).status_code == 302
    found.refresh_from_db()
    assert found.basis == "SK orang lain" and found.geometry not in {"", theirs}


def test_a_closed_agency_gets_no_area() -> None:
    closed = builders.agency("tutup", active=False)
    row = Jurisdiction(agency=closed, kind="polres", name="X", includes=["36"], valid_from=timezone.localdate())
    with pytest.raises(Refused, match="tidak lagi aktif"):
        actions.add(row, actor=None, at=timezone.now())


def test_the_panels_tell_who_answers_and_who_has_no_contact(cast: SimpleNamespace, client: Client) -> None:
    area("polres-lebak", "polres", "36.02")
    station = builders.station()
    flag = builders.flag(station, kind="conflict")
    client.force_login(cast.operator_lebak)
    for url in (f"/jurisdictions/of-station/{station.code}/", f"/jurisdictions/of-flag/{flag.pk}/"):
        page = client.get(url, headers={"HX-Request": "true"}).content.decode()
        assert "polres-lebak" in page and "tanpa kontak" in page and "<html" not in page
    assert "of-station" in client.get(f"/tps/{station.code}/").content.decode()
    assert "of-flag" in client.get(f"/risks/{flag.pk}/").content.decode()
    client.force_login(cast.kpu)
    assert "tanpa kontak" not in client.get(f"/jurisdictions/of-station/{station.code}/").content.decode()
    client.force_login(cast.luar)
    assert client.get(f"/jurisdictions/of-station/{station.code}/").status_code == 403


def test_the_order_is_changed_and_brought_back_on_its_page(cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.operator_banten)
    assert "Polres → Polda" in client.get("/jurisdictions/duties/").content.decode()
    steps = {"kind": "conflict", "conflict-step1": "kodim", "conflict-step2": "polres"}
    old = with_fields(client.get("/jurisdictions/duties/").content.decode(), *(set(steps) - {"kind"}))
    client.post("/jurisdictions/duties/", old | steps)
    assert "Kodim → Polres" in client.get("/jurisdictions/duties/").content.decode()
    late = client.post("/jurisdictions/duties/", old | {"kind": "conflict", "conflict-step1": "polda"})
    assert late.status_code == 409 and "Kodim" in late.content.decode()
    now = with_fields(client.get("/jurisdictions/duties/").content.decode(), "conflict-step1")
    client.post("/jurisdictions/duties/", now | {"usual": "1"})
    assert "Polres → Polda" in client.get("/jurisdictions/duties/").content.decode()
    usual = with_fields(client.get("/jurisdictions/duties/").content.decode(), "conflict-step1")
    assert client.post("/jurisdictions/duties/", usual | {"conflict-step1": "x"}).status_code == 422

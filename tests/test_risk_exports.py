"""The register as files: exactly the filtered rows, no formulas, nothing the reader may not see."""

import csv
import io
import json

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def flags(cast):
    """Make one risk with a formula in its note and a place, and one for a region."""
    station = builders.station(latitude=-6.6, longitude=106.2)
    one = builders.flag(station, severity="high", note='=HYPERLINK("http://evil")', internal_note="rahasia")
    builders.observation(station, flag=one)
    return one, builders.flag(builders.region("36.02.06"), kind="conflict")


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_csv_holds_exactly_the_filtered_rows(client, cast, flags):
    client.force_login(cast.pejabat)
    assert len(rows_of(client.get(reverse("risks-csv")))) == 2
    (row,) = rows_of(client.get(f"{reverse('risks-csv')}?kind=blank-spot"))
    assert row["number"] == flags[0].number
    assert (row["kode_tps"], row["desa"], row["kabupaten"]) == ("3602062001005", "Kanekes", "Kabupaten Lebak")
    assert (row["kind"], row["severity"], row["grade"], row["source"]) == ("blank-spot", "high", "none", "kpu")


def test_no_cell_becomes_a_formula(client, cast, flags):
    client.force_login(cast.pejabat)
    (row,) = rows_of(client.get(f"{reverse('risks-csv')}?kind=blank-spot"))
    assert row["note"].startswith("'=")


@pytest.mark.parametrize("name", ["pejabat", "kpu", "operator_lebak"])
def test_internal_notes_leave_in_no_file(client, cast, flags, name):
    client.force_login(getattr(cast, name))
    assert b"rahasia" not in client.get(reverse("risks-csv")).getvalue()
    assert b"rahasia" not in client.get(reverse("risks-geojson")).getvalue()


def test_xlsx_opens_and_holds_the_same(client, cast, flags):
    client.force_login(cast.pejabat)
    book = load_workbook(io.BytesIO(client.get(reverse("risks-xlsx")).getvalue()))
    values = list(book.active.values)
    assert len(values) == 3 and values[1][0] == flags[0].number
    assert all(cell.data_type != "f" for row in book.active.rows for cell in row)


def test_geojson_gives_longitude_first_and_null_without_a_place(client, cast, flags):
    client.force_login(cast.pejabat)
    found = json.loads(client.get(reverse("risks-geojson")).getvalue())
    assert found["type"] == "FeatureCollection"
    assert found["features"][0]["geometry"] == {"type": "Point", "coordinates": [106.2, -6.6]}
    assert found["features"][1]["geometry"] is None
    assert found["features"][0]["properties"]["kind"] == "blank-spot"


def test_a_mistyped_filter_exports_nothing(client, cast, flags):
    client.force_login(cast.pejabat)
    for name in ("risks-csv", "risks-xlsx", "risks-geojson"):
        answer = client.get(f"{reverse(name)}?kind=flod")
        assert answer.status_code == 400 and "kind=flod" in answer.content.decode()


def test_the_field_exports_its_region_only(client, cast, flags):
    builders.flag(builders.station(1, village="36.01.01.2001"))
    client.force_login(cast.lapangan)
    assert {row["kode_wilayah"][:5] for row in rows_of(client.get(reverse("risks-csv")))} == {"36.02"}


def test_queries_do_not_grow_with_the_rows(client, cast, flags, django_assert_max_num_queries):
    for number in range(20, 60):
        builders.observation(builders.station(number))
        builders.flag(builders.station(number + 100))
    client.force_login(cast.pejabat)
    with django_assert_max_num_queries(7):
        assert len(rows_of(client.get(reverse("risks-csv")))) == 42

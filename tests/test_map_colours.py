"""What areas are coloured by and what is laid over them: right values, no data never 0, sources said."""

from datetime import datetime, timedelta

import pytest
import shapely
import time_machine
from django.utils import timezone

from desk import clock
from desk.coordination.models import Jurisdiction
from desk.map import actions
from desk.map.measures.kinds import Measure, scale_of
from desk.recap.actions import sightings
from desk.recap.models import Relocation
from tests import builders
from tests.builders import agency, election, flag, region, station

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(cast):
    """Three stations in Lebak, one in Pandeglang, a district without any; areas drawn."""
    region("36.02.22", "Cibeber", latitude=-6.9, longitude=106.4)
    found = [station(n, latitude=-6.55 - n / 100, longitude=106.2) for n in (1, 2, 3)]
    found.append(station(1, "36.01.01.2001", latitude=-6.5, longitude=105.9))
    actions.draw(election().pk, at=clock.now(), report=lambda done, total: None)
    return found


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.operator_banten)
    return client


def coloured(client, measure, level="regency", **query):
    answer = client.get("/map/regions.json", {"level": level, "measure": measure, **query})
    assert answer.status_code == 200, answer.content
    found = answer.json()
    return found["measure"], {each["properties"]["code"]: each["properties"] for each in found["features"]}


def test_each_measure_colours_by_what_is_known_and_leaves_the_rest_without_a_step(signed_in, cast, places):
    flag(places[0], severity="high")
    builders.task(station=places[0], title="Pasang VSAT")
    builders.task(region=region("36.02"), title="Rapat")
    builders.task(region=region("36"), title="Provinsi")
    picture, found = coloured(signed_in, "flagged")
    assert (found["36.02"]["said"], found["36.02"]["step"]) == ("33 %", 3)
    assert (found["36.01"]["said"], found["36.01"]["step"]) == ("0 %", 0)
    assert found["36.71"]["step"] is None
    assert found["36.71"]["said"] == ""
    assert sum(each["regions"] for each in picture["steps"]) + picture["none"]["regions"] == len(found)
    picture, found = coloured(signed_in, "worst")
    assert (found["36.02"]["said"], found["36.02"]["step"], found["36.01"]["step"]) == ("Tinggi", 3, 0)
    assert [each["label"] for each in picture["steps"]] == ["tanpa risiko", "Rendah", "Sedang", "Tinggi", "Kritis"]
    picture, found = coloured(signed_in, "tasks")
    assert (found["36.02"]["said"], found["36.01"]["said"], found["36.71"]["step"]) == ("2", "0", None)
    assert "1 tugas menyangkut wilayah yang lebih besar" in picture["note"]
    picture, found = coloured(signed_in, "ikp")
    assert {each["step"] for each in found.values()} == {None}
    assert "Belum ada skor IKP" in picture["note"]
    builders.score()
    picture, found = coloured(signed_in, "ikp")
    assert (found["36.01"]["said"], found["36.02"]["step"]) == ("77,74", None)
    assert "Bawaslu" in picture["source"]


def test_a_day_before_the_first_report_is_unknown_and_not_without_risks(signed_in, places):
    flag(places[0], severity="high", reported_at=clock.now() - timedelta(days=9))
    day = lambda days: (clock.local(clock.now()) - timedelta(days=days)).date().isoformat()  # noqa: E731
    for measure in ("flagged", "worst"):
        picture, regions = coloured(signed_in, measure, day=day(9))
        assert regions["36.02"]["step"] and regions["36.01"]["step"] == 0
        picture, regions = coloured(signed_in, measure, day=day(10))
        assert {each["step"] for each in regions.values()} == {None}
        assert picture["none"] == {"label": "belum ada catatan", "regions": len(regions)}
        assert "belum mencatat" in picture["note"]
    page = signed_in.get("/map/").content.decode()
    assert f'data-recorded="{day(9)}"' in page
    # What is folded away is not drawn, and a phone's sheet is folded: the hatching stands outside it.
    assert page.index('id="no-data"') < page.index("data-sheet")


def test_recap_is_unknown_until_a_form_is_seen_and_then_a_share_of_all_that_are_expected(signed_in, cast, places):
    race = builders.race("ppwp")
    _picture, found = coloured(signed_in, "recap")
    assert {each["step"] for each in found.values()} == {None}
    at = election().polling_date
    with time_machine.travel(datetime(at.year, at.month, at.day, 20, tzinfo=clock.zone()), tick=False):
        now = clock.now()
        sightings.sight(
            election=election(),
            station=places[0],
            races=[race],
            state="sent",
            seen_at=now,
            at=now,
            actor=cast.operator_lebak,
        )
    _picture, found = coloured(signed_in, "recap")
    assert (found["36.02"]["said"], found["36.02"]["step"], found["36.01"]["step"]) == ("33 %", 1, None)


def test_readiness_counts_what_nobody_said_as_not_green_and_is_unknown_where_nobody_spoke(signed_in, places):
    builders.readiness()
    picture, found = coloured(signed_in, "readiness", level="district")
    assert found["36.02.06"]["step"] is not None
    assert found["36.01.01"]["step"] is None
    assert picture["cool"]
    assert "per kecamatan" in coloured(signed_in, "readiness", level="village", within="36.02")[0]["note"]


def test_a_scale_never_puts_zero_beside_a_count_and_knows_no_step_for_no_data():
    for top in (0, 1, 2, 3, 7, 100):
        scale = scale_of(Measure.TASKS, [0, top, None])
        assert scale.step(None) is None
        assert scale.step(0) == 0
        assert top == 0 or scale.step(1) == 1
        assert scale.step(top) == len(scale.labels) - 1 if top else True
    assert scale_of(Measure.IKP, [None]).labels == ()
    assert scale_of(Measure.IKP, [50.0]).step(50.0) == 0


def test_unknown_measures_and_layers_are_refused_with_a_sentence(signed_in, places):
    assert signed_in.get("/map/regions.json", {"level": "regency", "measure": "votes"}).status_code == 400
    assert "tidak dikenal" in signed_in.get("/map/layers/ghosts.json").json()["error"]
    assert signed_in.get("/map/layers/jurisdictions.json", {"body": "navy"}).status_code == 400
    assert signed_in.get("/map/layers/offices.json", {"zoom": "99"}).status_code == 400


def test_layers_say_what_they_hold_from_whom_and_what_could_not_be_drawn(signed_in, cast, places):
    day = timezone.localdate() - timedelta(days=30)
    zone = shapely.box(106.1, -6.7, 106.3, -6.5)
    Jurisdiction.objects.create(
        agency=agency("kpu"),
        kind="polres",
        name="Polres Lebak",
        includes=["36.02"],
        excludes=["36.02.06"],
        valid_from=day,
    )
    Jurisdiction.objects.create(
        agency=agency("bpbd"), kind="zone", name="Zona Ciujung", geometry=shapely.to_geojson(zone), valid_from=day
    )
    Jurisdiction.objects.create(
        agency=agency("bpbd"), kind="kodim", name="Tanpa area", includes=[region("36.88", "Kosong").pk], valid_from=day
    )
    Relocation.objects.create(
        election=election(), station=places[0], site="Balai desa", latitude=-6.5, longitude=106.21,
        deadline=clock.now(), made_at=clock.now(), changed_at=clock.now(),
    )  # fmt: skip
    Relocation.objects.create(
        election=election(), station=places[3], site="Sekolah", deadline=clock.now(), made_at=clock.now(),
        changed_at=clock.now(),
    )  # fmt: skip

    def layer(key, **query):
        answer = signed_in.get(f"/map/layers/{key}.json", {"zoom": "10", **query})
        assert answer.status_code == 200, answer.content
        found = answer.json()
        return found["layer"], {each["properties"]["name"]: each for each in found["features"]}

    facts, found = layer("jurisdictions")
    assert set(found) >= {"Zona Ciujung"}
    assert facts["undrawn"] >= 1
    assert found["Zona Ciujung"]["geometry"]["type"] == "MultiPolygon"
    assert list(layer("jurisdictions", body="zone")[1]) == ["Zona Ciujung"]
    facts, found = layer("reserves")
    assert (list(found), facts["undrawn"]) == (["Balai desa"], 1)
    assert "TPS 001 Kanekes" in found["Balai desa"]["properties"]["said"]
    facts, found = layer("offices")
    assert "belum dicatat" in facts["note"]
    assert all(each["properties"]["approximate"] for each in found.values())
    assert layer("hazards")[1] == {}
    page = signed_in.get("/map/?layer=reserves&measure=tasks&level=district")
    assert {each["value"]: each["count"] for each in page.context["layers"]}["reserves"] == 2
    assert 'value="tasks" selected' in page.content.decode()
    signed_in.force_login(cast.lapangan)
    assert list(layer("reserves")[1]) == ["Balai desa"]
    signed_in.force_login(cast.luar)
    assert signed_in.get("/map/layers/reserves.json").status_code == 403

"""Hazard zones by page and by job: upload, preview, proposals, acceptance, versions, taking back; and who may do so."""

import json
import uuid

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk.work import runs
from desk.work.models import Job
from risks import jobs
from risks.models import Flag, HazardLayer, Observation
from tests import builders
from tests.boundary_files import BOWTIE, geojson

pytestmark = pytest.mark.django_db
assert jobs, "importing them registers the handlers"
# Round Kanekes (Lebak) and round Sumur (Pandeglang).
LEBAK, SUMUR = shapely.box(106.2, -6.6, 106.3, -6.5), shapely.box(105.4, -6.8, 105.5, -6.7)


@pytest.fixture
def stations(cast):
    """Make two stations inside the Lebak square, one outside, one in Sumur, and one drawn at its district's centre."""
    return [
        builders.station(1, latitude=-6.55, longitude=106.25),
        builders.station(2, latitude=-6.5, longitude=106.3),
        builders.station(3, latitude=-6.45, longitude=106.25),
        builders.station(1, village="36.01.01.2001", latitude=-6.75, longitude=105.45),
        builders.station(4, latitude=-6.55, longitude=106.25, position_source="district-centre"),
    ]


def upload(client, content, name="zona.geojson", **fields):
    fields = {
        "kind": "flood",
        "source": "bpbd",
        "name": "Rawan banjir",
        "observed_on": "2024-01-25",
        "client_id": uuid.uuid4(),
        **fields,
    }
    return client.post(reverse("hazards"), {"file": SimpleUploadedFile(name, content), **fields})


def work():
    for pk in Job.objects.filter(state="due", kind__startswith="risks.zones").values_list("pk", flat=True):
        runs.execute(pk)


def act(client, action, **fields):
    layer = HazardLayer.objects.latest("pk")
    return client.post(reverse("hazard-act", args=[layer.pk]), {"action": action, **fields}, follow=True)


def page(client, layer=None):
    answer = client.get(reverse("hazard", args=[(layer or HazardLayer.objects.latest("pk")).pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def banten(client, cast, stations):
    builders.agency("bpbd")
    client.force_login(cast.operator_banten)
    return client


def test_a_file_is_previewed_proposed_and_accepted(banten, stations):
    content = geojson({"Ciujung": LEBAK, "Sumur": SUMUR, "Rusak": BOWTIE}, field="name")
    assert upload(banten, content).status_code == 302
    work()
    preview = page(banten)
    assert "3 TPS ada di dalam zona" in preview
    assert "Usulkan 3 pengamatan" in preview
    assert "Poligon diperbaiki" in preview
    assert "1 TPS hanya punya posisi perkiraan" in preview
    assert not Observation.objects.exists()
    act(banten, "propose")
    work()
    assert (
        Observation.objects.filter(standing="proposed", kind="flood", grade="prone", source__code="bpbd").count() == 3
    )
    assert not Flag.objects.exists()
    assert "3 pengamatan dari BPBD Banten menunggu keputusan" in page(banten)
    said = Observation.objects.get(station=stations[0])
    assert "Rawan banjir versi 1" in said.note
    assert "3 usulan diterima; 3 risiko baru dibuka" in act(banten, "accept").content.decode()
    assert Flag.objects.filter(kind="flood", status="reported").count() == 3


def test_the_preview_draws_zones_and_the_stations_inside(banten):
    upload(banten, geojson({"Ciujung": LEBAK}, field="name"))
    work()
    layer = HazardLayer.objects.get()
    shapes = json.loads(banten.get(reverse("hazard-shapes", args=[layer.pk])).content)
    assert [each["properties"] for each in shapes["features"]] == [
        {"row": 1, "name": "Ciujung", "grade": "prone", "stations": 2}
    ]
    dots = banten.get(reverse("hazard-dots", args=[layer.pk]), {"bbox": "106,-7,107,-6"}).json()["dots"]
    assert sorted(each["code"] for each in dots) == ["3602062001001", "3602062001002"]
    for wrong in ("", "1,2,3", "a,b,c,d", "2,0,1,1", "nan,0,1,1"):
        assert banten.get(reverse("hazard-dots", args=[layer.pk]), {"bbox": wrong}).status_code == 400

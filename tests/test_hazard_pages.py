"""Hazard zones by page and by job: upload, preview, proposals, acceptance, versions, taking back; and who may do so."""

import json
import uuid

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk.work import runs
from desk.work.models import Job
from risks import jobs, rules, zone_reading
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


def test_a_new_version_says_which_stations_left_and_entered(banten, stations):
    for shape in (LEBAK, shapely.union(SUMUR, shapely.box(106.24, -6.56, 106.26, -6.54))):
        upload(
            banten,
            geojson({"Zona": shape}, field="name"),
            observed_on="2024-01-2" + str(5 + HazardLayer.objects.count()),
        )
        work()
        act(banten, "propose")
        work()
    layer = HazardLayer.objects.latest("pk")
    assert (layer.version, layer.supersedes.version) == (2, 1)
    shown = page(banten)
    assert "1 TPS masuk" in shown
    assert "1 TPS keluar" in shown
    address = reverse("hazard-stations", args=[layer.pk])
    left = banten.get(address, {"change": "left"}).content.decode()
    assert "3602062001002" in left and "3601012001001" not in left
    entered = banten.get(address, {"change": "entered"}).content.decode()
    assert "3601012001001" in entered and "3602062001001" not in entered


def test_the_list_and_its_files_have_exactly_the_stations_counted(banten, stations):
    builders.flag(stations[0], kind="flood")
    builders.observation(stations[1], kind="flood", grade="prone")
    upload(banten, geojson({"Ciujung": LEBAK, "Sumur": SUMUR}, field="name"))
    work()
    layer = HazardLayer.objects.get()
    for question, number in (({}, 3), ({"region": "36.02"}, 2), ({"state": "flagged"}, 1), ({"state": "fresh"}, 1)):
        listed = banten.get(reverse("hazard-stations", args=[layer.pk]), question)
        assert listed.context["page"].paginator.count == number
        sent = banten.get(reverse("hazard-stations-file", args=[layer.pk, "csv"]), question)
        assert len(b"".join(sent.streaming_content).decode().splitlines()) == number + 1
    xlsx = banten.get(reverse("hazard-stations-file", args=[layer.pk, "xlsx"]))
    assert b"".join(xlsx.streaming_content).startswith(b"PK")
    table = banten.get(reverse("hazard", args=[layer.pk]), {"region": "36.02"}).content.decode()
    assert "Leuwidamar" in table and "Sumur" not in table.split("Per wilayah")[1].split("Asal berkas")[0]


def test_grades_come_from_a_column_and_a_person_maps_what_is_not_plain(banten, stations):
    content = geojson({"zona hijau": LEBAK, "prone": SUMUR}, field="kelas")
    upload(banten, content, grade_field="Kelas")
    work()
    assert "belum dipetakan ke satu tingkat" in page(banten)
    assert "Usulkan 1 pengamatan" in page(banten)
    mapping = HazardLayer.objects.get().report["mapping"]
    place = [each["value"] for each in mapping].index("zona hijau")
    act(banten, "map", **{f"grade-{place}": "depth-70", "grade-99": "prone"})
    work()
    assert "Usulkan 3 pengamatan" in page(banten)
    act(banten, "propose")
    work()
    assert Observation.objects.filter(grade="depth-70").count() == 2
    upload(banten, geojson({"zona hijau": LEBAK}, field="kelas"), grade_field="Kelas", observed_on="2024-02-01")
    work()
    assert "Petakan tingkatnya dulu" not in page(banten)  # the version before has said what its words mean


def test_a_column_that_nobody_has_mapped_asks_for_that_and_blames_no_place(banten, stations):
    upload(banten, geojson({"zona hijau": LEBAK}, field="kelas"), grade_field="kelas")
    work()
    told = page(banten)
    assert "Petakan tingkatnya dulu" in told and "Belum ada zona yang dipakai" in told
    assert "Tidak ada TPS di dalam zona" not in told


def test_after_a_refused_file_only_the_file_is_chosen_anew(banten, stations):
    upload(banten, geojson({"dunia": shapely.box(-180, -90, 180, 90)}), name="dunia.geojson")
    work()
    layer = HazardLayer.objects.get()
    told = page(banten)
    assert "lebih luas dari seperempat daratan Indonesia" in told
    again = f"{reverse('hazards')}?like={layer.pk}"
    assert again in told
    form = banten.get(again).context["form"]
    assert form["name"].value() == "Rawan banjir" and form["source"].value() == "bpbd"
    assert not banten.get(f"{reverse('hazards')}?like=x").context["form"]["name"].value()


def test_taking_back_leaves_nothing_unless_somebody_acted(banten, stations):
    upload(banten, geojson({"Zona": LEBAK}, field="name"))
    work()
    act(banten, "propose")
    work()
    act(banten, "accept")
    assert "Sebutkan mengapa" in act(banten, "undo").content.decode()
    Flag.objects.filter(station=stations[0]).update(status="verified")
    assert "1 risiko dari zona ini sudah ditindaklanjuti" in act(banten, "undo", reason="Salah berkas").content.decode()
    assert Observation.objects.count() == 2
    Flag.objects.update(status="reported")
    assert act(banten, "undo", reason="Salah berkas").status_code == 200
    assert (Observation.objects.count(), Flag.objects.count()) == (0, 0)
    assert "Ditarik kembali" in page(banten)
    assert "sudah berubah" in act(banten, "propose").content.decode()
    # The same file may come again.
    upload(banten, geojson({"Zona": LEBAK}, field="name"))
    work()
    assert "Usulkan 2 pengamatan" in page(banten)


def test_a_severity_that_the_zone_raised_goes_back_unless_somebody_touched_it_since(banten, stations, cast):
    stations.append(builders.station(5, latitude=-6.56, longitude=106.26))
    for station in (stations[0], stations[1], stations[5]):
        builders.flag(station, kind="flood", severity="low")
    for station, grade in ((stations[0], "prone"), (stations[1], "prone"), (stations[5], "depth-70")):
        flag = Flag.objects.get(station=station)
        builders.observation(station, kind="flood", grade=grade, flag=flag)
    upload(banten, geojson({"depth-150": LEBAK}, field="kelas"), grade_field="kelas")
    work()
    act(banten, "propose")
    work()
    act(banten, "accept")
    raised = set(Flag.objects.filter(kind="flood").values_list("severity", flat=True))
    assert raised == {str(rules.proposed_severity("flood", "depth-150"))}
    touched = Flag.objects.get(station=stations[1])
    Flag.objects.filter(pk=touched.pk).update(review_on="2024-02-20")
    told = act(banten, "undo", reason="Salah berkas").content.decode()
    assert "Keparahan 2 risiko" in told
    assert "1 risiko yang dinaikkan zona ini sudah ditangani orang sesudahnya" in told and touched.number in told
    now = dict(Flag.objects.values_list("station", "severity"))
    assert now == {
        stations[0].pk: str(rules.proposed_severity("flood", "prone")),
        stations[1].pk: touched.severity,
        stations[5].pk: str(rules.proposed_severity("flood", "depth-70")),
    }
    assert not Observation.objects.filter(list_import__isnull=False).exists()


def test_a_risk_with_a_task_is_not_taken_back(banten, stations):
    upload(banten, geojson({"Zona": LEBAK}, field="name"))
    work()
    act(banten, "propose")
    work()
    act(banten, "accept")
    builders.task(flag=Flag.objects.first())
    assert "Ada tugas, bukti, atau keputusan" in act(banten, "undo", reason="Salah").content.decode()
    assert Observation.objects.count() == 2
    assert HazardLayer.objects.get().state == "applied"


def test_an_operator_finds_and_accepts_only_stations_of_the_remit(client, cast, stations):
    client.force_login(cast.operator_lebak)
    builders.agency("bpbd")
    upload(client, geojson({"a": LEBAK, "b": SUMUR}))
    work()
    assert HazardLayer.objects.get().inside == 2
    client.force_login(cast.operator_pandeglang)
    assert act(client, "propose").status_code == 403
    client.force_login(cast.pejabat)
    assert client.get(reverse("hazards")).status_code == 403


def test_a_liaison_proposes_for_the_own_agency_and_an_operator_accepts_the_remit(client, cast, stations):
    client.force_login(cast.diskominfo)
    assert upload(client, geojson({"a": LEBAK}), source="bpbd", kind="blank-spot").status_code == 422
    upload(client, geojson({"a": LEBAK, "b": SUMUR}), source="diskominfo", kind="blank-spot")
    work()
    act(client, "propose")
    work()
    assert act(client, "accept").status_code == 403
    client.force_login(cast.kpu)
    assert client.get(reverse("hazard", args=[HazardLayer.objects.get().pk])).status_code == 404
    client.force_login(cast.operator_lebak)
    assert "2 usulan diterima" in act(client, "accept").content.decode()
    assert "Tidak ada usulan di wilayah" in act(client, "accept").content.decode()
    assert act(client, "undo", reason="x").status_code == 403
    client.force_login(cast.operator_pandeglang)
    assert "1 usulan tidak diterima" in act(client, "decline").content.decode()


def test_wrong_wishes_get_sentences_and_lose_nothing(banten, stations):
    for fields, sentence in (
        ({"grade": "rawan"}, "Tingkat ini bukan untuk jenis"),
        ({"grade": "prone", "grade_field": "kelas"}, "Pilih satu"),
        ({"observed_on": "2099-01-01"}, "masa depan"),
        ({"observed_on": "1999-01-01"}, "periksa tahunnya"),
        ({"kind": "gempa"}, "gempa"),
        ({"radius": "0"}, "radius"),
    ):
        answer = upload(banten, geojson({"a": LEBAK}), **fields)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert "Rawan banjir" in answer.content.decode()
    assert upload(banten, b"PNG", name="a.png").status_code == 422
    assert not HazardLayer.objects.exists()


def test_refused_cancelled_and_doubled_files_change_nothing(banten, stations):
    upload(banten, geojson({"a": shapely.Point(106.25, -6.55)}), radius="")
    work()
    assert "isi radiusnya" in page(banten)
    upload(banten, geojson({"a": LEBAK}), grade_field="tidak ada")
    work()
    assert "Kolom “tidak ada” tidak ada di berkas" in page(banten)
    once = uuid.uuid4()
    pages = {upload(banten, geojson({"a": LEBAK}), client_id=once)["Location"] for _turn in range(2)}
    assert len(pages) == 1
    assert act(banten, "cancel").status_code == 200
    work()
    assert "dibatalkan" in page(banten)
    upload(banten, geojson({"a": shapely.box(110, -7, 110.1, -6.9)}))
    work()
    assert "Tidak ada TPS di dalam zona" in page(banten)
    act(banten, "propose")
    assert not Observation.objects.exists()


def test_the_list_of_layers_is_short_of_questions_and_can_be_taken_along(
    banten, stations, django_assert_max_num_queries
):
    for number in range(3):
        upload(banten, geojson({"a": LEBAK}), name=f"zona{number}.geojson")
    work()
    with django_assert_max_num_queries(12):
        assert banten.get(reverse("hazards")).status_code == 200
    with django_assert_max_num_queries(12):
        page(banten)
    with django_assert_max_num_queries(12):
        banten.get(reverse("hazard-stations", args=[HazardLayer.objects.latest("pk").pk]))
    lines = b"".join(banten.get(reverse("hazards-file", args=["csv"])).streaming_content).decode().splitlines()
    assert len(lines) == 4
    assert "Rawan banjir" in lines[1]


def test_a_verified_statement_stops_taking_back(banten, stations):
    upload(banten, geojson({"Zona": LEBAK}, field="name"))
    work()
    act(banten, "propose")
    work()
    act(banten, "accept")
    Observation.objects.filter(station=stations[0]).update(verified_at="2024-02-01T00:00Z")
    assert "sudah diverifikasi" in act(banten, "undo", reason="Salah").content.decode()
    assert Observation.objects.count() == 2


def test_a_failed_check_can_be_tried_again_and_a_waiting_one_stopped(banten, stations):
    upload(banten, geojson({"Zona": LEBAK}, field="name"))
    Job.objects.update(state="failed")
    assert "Pekerjaan ini tidak selesai" in page(banten)
    act(banten, "retry")
    work()
    assert "Usulkan 2 pengamatan" in page(banten)
    assert "sudah berubah" in act(banten, "retry").content.decode()
    upload(banten, geojson({"Zona": LEBAK}, field="name"))
    assert "Dibatalkan" in act(banten, "cancel").content.decode()
    work()
    assert HazardLayer.objects.latest("pk").standing == "cancelled"


def test_too_many_stations_are_counted_in_squares(banten, stations, monkeypatch):
    monkeypatch.setattr(zone_reading, "MOST_DOTS", 1)
    upload(banten, geojson({"Ciujung": LEBAK}, field="name"))
    work()
    address = reverse("hazard-dots", args=[HazardLayer.objects.get().pk])
    whole = banten.get(address, {"bbox": "-180,-90,180,90"}).json()["dots"]
    near = banten.get(address, {"bbox": "106.2,-6.6,106.31,-6.49"}).json()["dots"]
    assert [sum(each["count"] for each in dots) for dots in (whole, near)] == [2, 2]
    assert (len(whole), len(near)) == (1, 2)

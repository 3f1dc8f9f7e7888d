"""Official boundaries by page and by job: upload, check, agree, report, take back; and who may do so."""

import errno
import uuid
from datetime import timedelta

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import clock
from desk.work import runs
from desk.work.models import Job
from tests import boundary_files as files
from tests import builders
from tests.boundary_files import SQUARES
from tps import boundaries, jobs
from tps.models import Boundary, BoundarySet, Region, RegionAlias

pytestmark = pytest.mark.django_db

assert jobs, "importing them registers the handlers"


@pytest.fixture
def banten(client, cast):
    for code in SQUARES:
        builders.region(code)
    client.force_login(cast.operator_banten)
    return client


def upload(client, content, name="batas.geojson", **fields):
    fields = {"source": "BIG", "valid_from": builders.today().isoformat(), "client_id": uuid.uuid4(), **fields}
    return client.post(reverse("boundaries"), {"file": SimpleUploadedFile(name, content), **fields})


def work():
    """Run what waits, as a worker does."""
    for job in Job.objects.filter(state="due", kind__startswith="tps.boundaries"):
        runs.execute(job.pk)


def only():
    return BoundarySet.objects.get()


def text_of(client, page):
    answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def loaded(client, shapes, **fields):
    page = upload(client, files.geojson(shapes), **fields)["Location"]
    work()
    client.post(f"{page}confirm/")
    work()
    return page


def test_a_file_is_checked_agreed_to_and_loaded(banten):
    bad = {**SQUARES, "36.99": shapely.box(1, 1, 2, 2), "36.02": files.BOWTIE}
    answer = upload(banten, files.geojson(bad), licence="CC BY 4.0")
    page = answer["Location"]
    assert answer.status_code == 302
    assert "Menunggu" in text_of(banten, page)
    work()
    preview = text_of(banten, page)
    assert "Muat 4 batas" in preview
    assert "1 fitur ditolak" in preview
    assert "Kode ini tidak dikenal" in preview
    assert "Poligon diperbaiki" in preview
    assert not Boundary.objects.exists()
    assert banten.post(f"{page}confirm/").status_code == 302
    work()
    assert "4 batas dari berkas ini berlaku hari ini" in text_of(banten, page)
    overview = text_of(banten, reverse("boundaries"))
    assert "BIG" in overview
    assert "CC BY 4.0" in overview
    assert (only().created, only().rejected, only().state) == (4, 1, "applied")


def test_agreeing_twice_loads_once_and_a_double_click_makes_one_import(banten):
    same = uuid.uuid4()
    pages = {upload(banten, files.geojson(SQUARES), client_id=same)["Location"] for _ in range(2)}
    assert len(pages) == BoundarySet.objects.count() == 1
    work()
    for _ in range(2):
        banten.post(f"{pages.copy().pop()}confirm/")
    assert Job.objects.filter(kind="tps.boundaries-apply").count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"kode,nama\n", "Bentuk berkas tidak dikenali"),
        (files.packed({"a.shp": b"x", "b.shp": b"x"}), "ada 2 berkas peta"),
        (files.packed({"a.txt": b"x"}), "tidak ada .shp"),
    ],
)
def test_a_wrong_file_is_refused_beside_its_field_and_nothing_typed_is_lost(banten, content, words):
    answer = upload(banten, content, source="Badan X", code_field="KDCPUM")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert "Badan X" in text
    assert "KDCPUM" in text
    assert not BoundarySet.objects.exists()


def test_a_file_too_large_for_a_page_is_refused_with_a_sentence(banten, monkeypatch):
    monkeypatch.setattr("tps.boundary_forms.PAGE_BYTES", 100)
    assert "Sederhanakan batasnya" in upload(banten, files.geojson(SQUARES)).content.decode()


def test_levels_above_complete_ones_are_called_joined(banten):
    Region.objects.filter(level="village").exclude(pk="36.02.06.2001").exclude(aliases__isnull=False).delete()
    loaded(banten, SQUARES)
    assert "digabung dari tingkat" not in text_of(banten, reverse("boundaries"))
    RegionAlias.objects.all().delete()
    Region.objects.filter(level="village").delete()
    Region.objects.filter(level="district").exclude(pk__in=SQUARES).delete()
    assert text_of(banten, reverse("boundaries")).count("digabung dari tingkat") == 2


def test_the_source_and_the_day_are_asked_for(banten):
    answer = upload(banten, files.geojson(SQUARES), source="", valid_from="kemarin", code_field="a\x01b")
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"source", "valid_from", "code_field"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (files.shapefile(SQUARES, ".dbf"), ".dbf tidak ada"),
        (files.shapefile(files.metres(SQUARES), ".prj", crs="EPSG:32748"), "pilih sistem koordinatnya"),
        (files.geojson(SQUARES)[:-100], "rusak atau terpotong"),
    ],
)
def test_what_the_check_finds_out_refuses_the_file_with_a_sentence(banten, content, sentence):
    page = upload(banten, content, name="batas.zip")["Location"]
    work()
    assert sentence in text_of(banten, page)
    assert (only().state, only().job.state) == ("refused", "done")


def test_a_named_system_level_and_column_are_taken(banten):
    content = files.shapefile(files.metres(SQUARES), ".prj", crs="EPSG:32748")
    page = upload(banten, content, crs="EPSG:32748", level="district", code_field="kode")["Location"]
    work()
    assert "Muat 3 batas" in text_of(banten, page)
    assert "EPSG:32748" in text_of(banten, page)


def test_points_alone_cannot_be_agreed_to(banten):
    page = upload(banten, files.geojson({"36.02.06": shapely.Point(106, -6)}))["Location"]
    work()
    text = text_of(banten, page)
    assert "Tidak ada satu batas pun" in text
    assert "Bukan poligon" in text
    banten.post(f"{page}confirm/")
    assert only().state == "refused"


def test_the_same_file_again_says_so_and_has_nothing_to_load(banten):
    loaded(banten, SQUARES)
    page = upload(banten, files.geojson(SQUARES))["Location"]
    work()
    text = text_of(banten, page)
    assert "persis sama" in text
    assert "tidak ada yang perlu dimuat" in text


def test_taking_a_file_back_brings_the_earlier_version_back(banten):
    loaded(banten, SQUARES, valid_from="2020-01-01")
    page = loaded(banten, {"36.02.06": files.BOWTIE})
    assert not boundaries.shapes_in_force("district", builders.today())["36.02.06"].equals(SQUARES["36.02.06"])
    banten.post(f"{page}undo/", {"reason": ""})
    assert BoundarySet.objects.filter(state="undone").count() == 0
    banten.post(f"{page}undo/", {"reason": "Berkas yang salah"})
    assert boundaries.shapes_in_force("district", builders.today())["36.02.06"].equals(SQUARES["36.02.06"])
    assert Boundary.objects.count() == 4
    assert "tidak berlaku lagi" in text_of(banten, page)
    banten.post(f"{page}undo/", {"reason": "Sekali lagi"})
    assert BoundarySet.objects.filter(state="undone").count() == 1
    event = BoundarySet.events.rel.related_model.objects.filter(state="undone").get()
    assert event.pgh_context.metadata["reason"] == "Berkas yang salah"


def test_cancelling_leaves_everything_as_it_was(banten):
    waiting = upload(banten, files.geojson(SQUARES))["Location"]
    banten.post(f"{waiting}cancel/")
    assert "dibatalkan" in text_of(banten, waiting)
    checked = upload(banten, files.geojson(SQUARES))["Location"]
    work()
    banten.post(f"{checked}cancel/")
    banten.post(f"{checked}confirm/")
    assert not Boundary.objects.exists()
    assert set(BoundarySet.objects.values_list("state", flat=True)) <= {"uploaded", "cancelled"}


def test_a_failed_step_is_tried_again(banten):
    page = upload(banten, files.geojson(SQUARES))["Location"]
    Job.objects.update(state="failed", error="Traceback")
    text = text_of(banten, page)
    assert "Coba lagi" in text
    assert "Traceback" not in text
    banten.post(f"{page}retry/")
    work()
    assert "Muat 3 batas" in text_of(banten, page)
    banten.post(f"{page}retry/")
    assert Job.objects.filter(kind="tps.boundaries-check").count() == 2


def test_a_full_disk_fails_the_step_with_a_sentence_and_keeps_the_file(banten, monkeypatch):
    page = upload(banten, files.geojson(SQUARES))["Location"]

    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("tps.vectors.tempfile.TemporaryDirectory", full)
        work()
    text = text_of(banten, page)
    assert "Ruang simpan di server penuh" in text
    banten.post(f"{page}retry/")
    work()
    assert "Muat 3 batas" in text_of(banten, page)


def test_a_lost_worker_loads_nothing_twice(banten):
    page = upload(banten, files.geojson(SQUARES))["Location"]
    work()
    banten.post(f"{page}confirm/")
    job = Job.objects.get(kind="tps.boundaries-apply")
    work()
    Job.objects.filter(pk=job.pk).update(state="due")
    runs.execute(job.pk)
    assert Boundary.objects.count() == 3


def test_others_read_and_only_the_whole_province_changes(banten, client, cast):
    page = loaded(banten, SQUARES)
    for who in (cast.operator_lebak, cast.pejabat, cast.kpu, cast.lapangan):
        client.force_login(who)
        assert "Unggah dan periksa" not in text_of(client, reverse("boundaries"))
        text = text_of(client, page)
        assert "Batalkan batas ini" not in text
        assert upload(client, files.geojson(SQUARES)).status_code == 403
        assert client.post(f"{page}undo/", {"reason": "x"}).status_code == 403
        assert client.get(reverse("file", args=[only().file_id])).status_code in {403, 404}
    client.force_login(cast.luar)
    assert client.get(reverse("boundaries")).status_code == 403


def test_the_operator_opens_the_file_again(banten):
    loaded(banten, SQUARES)
    assert b"".join(banten.get(reverse("file", args=[only().file_id]))) == files.geojson(SQUARES)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_exported(banten, kind):
    loaded(banten, SQUARES)
    answer = banten.get(reverse("boundaries-file", args=[kind]))
    content = b"".join(answer)
    assert content[:2] == b"PK" if kind == "xlsx" else b"batas.geojson" in content


def test_the_list_is_filtered_and_costs_the_same_for_many(banten):
    loaded(banten, SQUARES)
    with CaptureQueriesContext(connection) as few:
        text_of(banten, reverse("boundaries"))
    first = only()
    for number in range(20):
        BoundarySet.objects.create(
            file=first.file,
            state="failed" if number % 2 else "cancelled",
            valid_from=builders.today() - timedelta(days=number),
            client_id=uuid.uuid4(),
            uploaded_at=clock.now(),
        )
    with CaptureQueriesContext(connection) as many:
        assert text_of(banten, reverse("boundaries")).count("row-title") == 21
    assert text_of(banten, reverse("boundaries") + "?state=applied").count("row-title") == 1
    assert len(many) <= max(12, len(few))
    assert "Tidak ada berkas yang cocok" in text_of(banten, reverse("boundaries") + "?state=checked")
    assert text_of(banten, reverse("boundaries") + "?state=failed").count("row-title") == 10

"""Lists by page: upload, check in the worker, preview, confirm, report; a liaison's list waits to be accepted."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk.work import runs
from desk.work.models import Job
from risks import jobs  # noqa: F401 — registers the handlers
from risks.models import Flag, ListImport, Observation
from tests import builders

pytestmark = pytest.mark.django_db
TEXT = (
    "kode_tps,kind,grade,date\n"
    "3602062001001,blank-spot,none,2024-01-25\n"
    "3602062001002,blank-spot,good,2024-01-25\n"
    "3601012001001,flood,prone,2024-01-25\n"
    "3602062001999,flood,prone,2024-01-25\n"
)


@pytest.fixture
def stations(cast):
    """Make Kanekes 001 and 002 and a station in Pandeglang (Sumur)."""
    return builders.station(1), builders.station(2), builders.station(1, village="36.01.01.2001")


def upload(client, source="kpu", text=TEXT, client_id=None):
    return client.post(
        reverse("list-imports"),
        {
            "source": source,
            "file": SimpleUploadedFile("daftar.csv", text.encode(), content_type="text/csv"),
            "client_id": client_id or str(uuid.uuid4()),
        },
    )


def work():
    for pk in Job.objects.filter(state="due").values_list("pk", flat=True):
        runs.execute(pk)


def act(client, action, made=None):
    made = made or ListImport.objects.latest("pk")
    return client.post(reverse("list-import-act", args=[made.pk]), {"action": action})


def page_of(client, made=None):
    made = made or ListImport.objects.latest("pk")
    return client.get(reverse("list-import", args=[made.pk])).content.decode()


def test_a_list_is_checked_shown_confirmed_and_reported(client, cast, stations):
    text = TEXT.replace("3601012001001", "3601012001001")
    client.force_login(cast.operator_banten)
    assert upload(client, text=text).status_code == 302
    assert "Muat daftar ini?" not in page_of(client)
    work()
    page = page_of(client)
    assert "Muat daftar ini?" in page and "tidak ada dalam daftar TPS" in page
    assert not Observation.objects.exists()
    act(client, "confirm")
    work()
    page = page_of(client)
    assert "2 risiko baru dibuka" in page
    made = ListImport.objects.get()
    assert (made.state, made.read, made.created, made.unchanged, made.rejected) == ("applied", 4, 3, 0, 1)
    assert Observation.objects.filter(list_import=made, recorded_by=cast.operator_banten).count() == 3
    assert Flag.objects.filter(status="reported", reported_by=cast.operator_banten).count() == 2


def test_the_same_form_twice_is_one_import(client, cast, stations):
    client.force_login(cast.operator_banten)
    same = str(uuid.uuid4())
    upload(client, client_id=same)
    upload(client, client_id=same)
    assert ListImport.objects.count() == 1 and Job.objects.count() == 1


def test_confirming_twice_loads_once(client, cast, stations):
    client.force_login(cast.operator_banten)
    upload(client)
    work()
    act(client, "confirm")
    act(client, "confirm")
    assert Job.objects.filter(kind="risks.list-apply").count() == 1


def test_rows_outside_the_remit_are_rejected_with_a_reason(client, cast, stations):
    client.force_login(cast.operator_pandeglang)
    upload(client)
    work()
    assert "di luar wilayah tugas Anda" in page_of(client)
    act(client, "confirm")
    work()
    assert [each.station for each in Observation.objects.all()] == [stations[2]]


def test_a_liaisons_list_stays_a_proposal_until_an_operator_accepts_it(client, cast, stations):
    client.force_login(cast.kpu)
    upload(client)
    work()
    act(client, "confirm")
    work()
    assert set(Observation.objects.values_list("standing", flat=True)) == {"proposed"}
    assert not Flag.objects.exists()
    assert act(client, "accept").status_code == 403

    client.force_login(cast.operator_lebak)
    assert "menunggu keputusan" in page_of(client)
    act(client, "accept")
    assert sorted(Observation.objects.filter(standing="accepted").values_list("station__region_id", flat=True)) == [
        "36.02.06.2001",
        "36.02.06.2001",
    ]
    flag = Flag.objects.get()
    assert (flag.station, flag.status, flag.reported_by) == (stations[0], "reported", cast.kpu)
    assert ListImport.objects.get().accepted_at is None

    client.force_login(cast.operator_pandeglang)
    act(client, "decline")
    assert Observation.objects.get(station=stations[2]).standing == "declined"
    assert ListImport.objects.get().accepted_by == cast.operator_pandeglang


def test_an_operators_own_list_accepts_what_was_proposed(client, cast, stations):
    client.force_login(cast.kpu)
    upload(client)
    work()
    act(client, "confirm")
    work()
    client.force_login(cast.operator_banten)
    upload(client)
    work()
    act(client, "confirm")
    work()
    made = ListImport.objects.latest("pk")
    assert (made.created, made.updated) == (0, 3)
    assert set(Observation.objects.values_list("standing", flat=True)) == {"accepted"}
    assert Flag.objects.count() == 2


def test_a_liaison_hands_in_for_the_own_agency_and_sees_its_lists_only(client, cast, stations):
    client.force_login(cast.kpu)
    assert upload(client, source="bawaslu").status_code == 422
    upload(client, source="kpu")
    made = ListImport.objects.get()
    client.force_login(cast.bawaslu)
    assert client.get(reverse("list-import", args=[made.pk])).status_code == 404
    assert made.file.name not in client.get(reverse("list-imports")).content.decode()


@pytest.mark.parametrize("name", ["pejabat", "lapangan", "luar"])
def test_those_without_the_right_import_nothing(client, cast, stations, name):
    client.force_login(getattr(cast, name))
    assert client.get(reverse("list-imports")).status_code == 403
    assert upload(client).status_code == 403
    assert not ListImport.objects.exists()


def test_only_who_uploaded_may_confirm_or_cancel(client, cast, stations):
    client.force_login(cast.operator_lebak)
    upload(client)
    work()
    client.force_login(cast.operator_pandeglang)
    assert act(client, "confirm").status_code == 403
    client.force_login(cast.operator_lebak)
    act(client, "cancel")
    assert ListImport.objects.get().state == "cancelled"
    assert "dibatalkan" in page_of(client)


@pytest.mark.parametrize("text", ["kode_tps,kind,grade,date\n", "nama;jenis\nx;y\n"])
def test_an_unreadable_list_is_refused_with_a_sentence(client, cast, stations, text):
    client.force_login(cast.operator_banten)
    upload(client, text=text)
    work()
    made = ListImport.objects.get()
    assert made.state == "refused" and made.refusal in page_of(client)


def test_an_empty_or_huge_file_is_refused_at_the_door(client, cast, stations, settings):
    client.force_login(cast.operator_banten)
    assert upload(client, text="").status_code == 422
    settings.IMPORT_PAGE_BYTES = 10
    answer = upload(client)
    assert answer.status_code == 422 and "lebih besar" in answer.content.decode()
    assert not ListImport.objects.exists()


def test_a_worker_that_died_half_way_is_taken_over(client, cast, stations):
    client.force_login(cast.operator_banten)
    upload(client)
    work()
    act(client, "confirm")
    job = Job.objects.get(kind="risks.list-apply")
    work()
    made = ListImport.objects.get()
    Job.objects.filter(pk=job.pk).update(state="due", lease_token=None, finished_at=None)
    work()
    assert Observation.objects.filter(list_import=made).count() == 3


def test_rejected_rows_can_be_downloaded_by_those_who_see_the_import(client, cast, stations):
    client.force_login(cast.kpu)
    upload(client)
    work()
    made = ListImport.objects.get()
    url = reverse("file", args=[made.errors_file_id])
    assert "3602062001999" in client.get(url).getvalue().decode()
    client.force_login(cast.bawaslu)
    assert client.get(url).status_code in {403, 404}


def test_the_list_of_lists_takes_few_queries(client, cast, stations, django_assert_max_num_queries):
    client.force_login(cast.operator_banten)
    for _each in range(5):
        upload(client)
    with django_assert_max_num_queries(12):
        client.get(reverse("list-imports"))

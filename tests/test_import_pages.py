"""The import road by page and by job: upload, check, agree, report; and everything that may go wrong on it."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from desk.work import runs
from desk.work.models import Job
from tests import builders
from tests.rosters import HEADER, SUMBERJAYA, roster, row
from tps import jobs, tables
from tps.models import PollingStation, Region, RosterImport

pytestmark = pytest.mark.django_db


@pytest.fixture
def election(cast):
    builders.region("36.02.06.2001")
    builders.region("36.01.01.2001")
    Region.objects.filter(pk="36.02.06").update(latitude=-6.58, longitude=106.2)
    return builders.election()


@pytest.fixture
def banten(client, cast, election):
    client.force_login(cast.operator_banten)
    return client


def upload(client, content, election=None, client_id=None, name="tps.csv"):
    fields = {"client_id": client_id or uuid.uuid4(), "file": SimpleUploadedFile(name, content)}
    fields["election"] = election.pk if election else builders.election().pk
    return client.post(reverse("imports"), fields)


assert jobs.check and jobs.apply, "importing them registers the handlers"


def work():
    """Run what waits, as a worker does."""
    for job in Job.objects.filter(state="due"):
        runs.execute(job.pk)


def only():
    return RosterImport.objects.get()


def test_a_roster_is_checked_agreed_to_and_loaded(banten):
    answer = upload(banten, roster(row(1), row(2), row(0)))
    page = answer["Location"]
    assert answer.status_code == 302
    assert "Menunggu" in banten.get(page).content.decode()
    work()
    preview = banten.get(page).content.decode()
    assert "2 TPS baru" in preview
    assert "Muat 2 baris" in preview
    assert "bukan 0" in preview
    assert not PollingStation.objects.exists()
    assert banten.post(f"{page}confirm/").status_code == 302
    work()
    report = banten.get(page).content.decode()
    assert "Selesai dimuat" in report
    assert PollingStation.objects.count() == 2
    assert (only().created, only().rejected, only().state) == (2, 1, "applied")


def test_rejected_rows_can_be_downloaded_by_those_who_import(banten, client, cast):
    upload(banten, roster(row(1), row(1, nama_desa="=1+1")))
    work()
    url = reverse("file", args=[only().errors_file_id])
    text = b"".join(banten.get(url)).decode("utf-8-sig")
    assert text.splitlines()[0] == "baris,kolom,nilai,alasan"
    assert "3,nama_desa,'=1+1," in text
    client.force_login(cast.kpu)
    assert client.get(url).status_code in {403, 404}


def test_a_double_click_makes_one_import(banten):
    same = uuid.uuid4()
    first, second = (upload(banten, roster(row(1)), client_id=same) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert RosterImport.objects.count() == Job.objects.count() == 1


def test_agreeing_twice_loads_once(banten):
    page = upload(banten, roster(row(1)))["Location"]
    work()
    for _ in range(2):
        banten.post(f"{page}confirm/")
    assert Job.objects.filter(kind="tps.apply").count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (roster(row(1)).replace(b",", b"|"), "Pemisah kolom tidak dikenali"),
        (b"PK\x03\x04" + b"x" * 50, "XLSX"),
    ],
)
def test_a_wrong_file_is_refused_beside_its_field(banten, content, words):
    answer = upload(banten, content)
    assert words in answer.content.decode()
    assert not RosterImport.objects.exists()


def test_fifty_megabytes_are_refused_with_a_sentence(banten):
    big = HEADER.encode() + b"\n" + (row(1).encode() + b"\n") * 800_000
    assert len(big) > 50_000_000
    assert "lebih besar dari 20 MB" in upload(banten, big).content.decode()
    assert not RosterImport.objects.exists()


def test_more_rows_than_the_bound_are_refused(banten, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 5)
    assert "Bagi menjadi beberapa berkas" in upload(banten, roster(*[row(1)] * 30)).content.decode()


def test_a_header_alone_is_refused_by_the_check(banten):
    page = upload(banten, roster())["Location"]
    work()
    assert "hanya memuat baris judul" in banten.get(page).content.decode()
    assert only().state == "refused"


def test_a_file_without_one_good_row_cannot_be_agreed_to(banten):
    page = upload(banten, roster(row(0)))["Location"]
    work()
    text = banten.get(page).content.decode()
    assert "Tidak ada satu baris pun" in text
    assert "import-confirm" not in text
    banten.post(f"{page}confirm/")
    assert only().state == "refused"


def test_an_operators_rows_outside_the_remit_are_rejected(client, cast, election):
    client.force_login(cast.operator_lebak)
    upload(client, roster(row(1), row(1, SUMBERJAYA)))
    work()
    assert (only().created, only().rejected) == (1, 1)
    assert "di luar wilayah tugas" in only().errors_head[0][3]


def test_a_neighbour_reads_an_import_but_cannot_load_it(client, cast, election):
    client.force_login(cast.operator_lebak)
    page = upload(client, roster(row(1)))["Location"]
    work()
    client.force_login(cast.operator_pandeglang)
    assert client.get(page).status_code == 200
    assert client.post(f"{page}confirm/").status_code == 403
    client.force_login(cast.operator_banten)
    assert client.post(f"{page}confirm/").status_code == 302
    assert only().state == "applying"


@pytest.mark.parametrize("name", ["pejabat", "lapangan", "luar"])
def test_who_may_not_import_sees_nothing_of_it(client, cast, election, name):
    client.force_login(getattr(cast, name))
    assert client.get(reverse("imports")).status_code == 403
    assert upload(client, roster(row(1))).status_code == 403


def test_a_liaison_has_no_roster_import(client, cast, election):
    client.force_login(cast.kpu)
    assert "dimuat oleh operator desk" in client.get(reverse("imports")).content.decode()
    upload(client, roster(row(1)))
    assert not RosterImport.objects.exists()


def test_cancelling_before_the_check_stops_it(banten):
    page = upload(banten, roster(row(1)))["Location"]
    banten.post(f"{page}cancel/")
    work()
    assert only().standing == "cancelled"
    assert "dibatalkan" in banten.get(page).content.decode()


def test_cancelling_during_the_check_stops_it(banten):
    upload(banten, roster(row(1)))
    Job.objects.update(cancel_requested=True)
    work()
    assert only().standing == "cancelled"


def test_cancelling_a_checked_roster_keeps_the_stations(banten):
    page = upload(banten, roster(row(1)))["Location"]
    work()
    banten.post(f"{page}cancel/")
    banten.post(f"{page}confirm/")
    work()
    assert only().state == "cancelled"
    assert not PollingStation.objects.exists()


def test_cancelling_while_it_loads_undoes_everything(banten, monkeypatch):
    page = upload(banten, roster(row(1)))["Location"]
    work()
    banten.post(f"{page}confirm/")
    hold = runs.Run.hold

    def late(run):
        Job.objects.filter(pk=run.job.pk).update(cancel_requested=True)
        hold(run)

    monkeypatch.setattr(runs.Run, "hold", late)
    work()
    assert only().state == "cancelled"
    assert not PollingStation.objects.exists()


def test_a_worker_killed_half_way_is_taken_over(banten, monkeypatch):
    page = upload(banten, roster(row(1), row(2)))["Location"]
    work()
    banten.post(f"{page}confirm/")

    class Killed(BaseException):
        """What a kill looks like from inside: nothing after it runs."""

    def kill(run):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(runs.Run, "hold", kill)
        work()
    assert not PollingStation.objects.exists()
    job = Job.objects.get(kind="tps.apply")
    assert (job.state, only().state) == ("running", "applying")
    runs.execute(job.pk)
    assert not PollingStation.objects.exists(), "nobody takes a job whose lease still runs"
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    runs.execute(job.pk)
    assert PollingStation.objects.count() == 2
    assert (only().state, only().created) == ("applied", 2)
    runs.execute(job.pk)
    assert only().created == 2


def test_a_failed_step_can_be_tried_again(banten):
    page = upload(banten, roster(row(1)))["Location"]
    Job.objects.update(state="failed", error="RuntimeError: x")
    assert only().standing == "failed"
    assert "Coba lagi" in banten.get(page).content.decode()
    assert "tps.csv" in banten.get(f"{reverse('imports')}?state=failed").content.decode()
    banten.post(f"{page}retry/")
    work()
    assert only().state == "checked"


def test_the_same_file_again_is_pointed_out(banten):
    for _ in range(2):
        page = upload(banten, roster(row(1)))["Location"]
        work()
        text = banten.get(page).content.decode()
        banten.post(f"{page}confirm/")
        work()
    assert "persis sama sudah dimuat" in text
    assert "1 tetap" in text


def test_a_change_is_shown_before_it_is_made(banten):
    header = f"{HEADER},pemilih"
    for voters in ("231", "240"):
        page = upload(banten, roster(f"{row(1)},{voters}", header=header))["Location"]
        work()
        text = banten.get(page).content.decode()
        banten.post(f"{page}confirm/")
        work()
    assert "<del>231</del> → <ins>240</ins>" in text


def test_the_list_costs_the_same_however_long_it_is(banten, django_assert_max_num_queries):
    for _ in range(3):
        upload(banten, roster(row(1)))
        work()
    with django_assert_max_num_queries(12):
        banten.get(reverse("imports"))


def test_progress_survives_a_reload(banten):
    page = upload(banten, roster(row(1)))["Location"]
    Job.objects.update(state="running", done=10, total=40, lease_until=timezone.now(), lease_token=uuid.uuid4())
    for _ in range(2):
        assert "10 dari 40" in banten.get(page).content.decode()


def test_the_list_can_be_downloaded(banten, client, cast):
    upload(banten, roster(row(1)))
    url = reverse("imports-file", args=["csv"])
    assert "tps.csv" in b"".join(banten.get(url)).decode()
    sheet = banten.get(reverse("imports-file", args=["xlsx"]))
    assert sheet.getvalue()[:2] == b"PK"
    client.force_login(cast.kpu)
    assert client.get(url).status_code == 403


def test_a_file_too_big_for_memory_takes_the_same_road(banten):
    content = roster(*(row(number, nama_desa="K" * 1500) for number in range(1, 901)))
    assert len(content) > 1024 * 1024
    page = upload(banten, content)["Location"]
    work()
    assert "Muat 900 baris" in banten.get(page).content.decode()

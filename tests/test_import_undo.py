"""Undoing an import as a whole: what it says first, what it does, and what stands against it."""

import pytest
from django.core.files.base import ContentFile
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.work import runs
from desk.work.models import Job
from tests import builders
from tests.rosters import SUMBERJAYA, roster, row
from tps import jobs
from tps.actions import rosters
from tps.actions import undo as undo_actions
from tps.actions.positions import set_position
from tps.models import PollingStation, Region, RosterImport

pytestmark = pytest.mark.django_db
assert jobs.check, "importing them registers the handlers"


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


def load(election, content, actor=None):
    """Load a roster as the command does and give its import."""
    file = ContentFile(content, name="tps.csv")
    rosters.load_file(file, "tps.csv", election, actor=actor, at=timezone.now(), most_bytes=10**8, write=True)
    return RosterImport.objects.latest("pk")


def world():
    """Give every column of every station but the ids, which a station made anew does not keep."""
    hidden = {"id", "origin_id"}
    return sorted(
        (tuple((key, str(value)) for key, value in sorted(each.items()) if key not in hidden))
        for each in PollingStation.objects.values()
    )


def work():
    for job in Job.objects.filter(state="due"):
        runs.execute(job.pk)


def undo(client, found, reason="Berkas yang salah."):
    answer = client.post(reverse("import-undo", args=[found.pk]), {"reason": reason})
    work()
    return answer


HEADER = (
    "kode_tps,kode_kab,nama_kab,kode_kec,nama_kec,kode_desa,nama_desa,no_tps,tps_khusus,pemilih,alamat,lintang,bujur"
)


def full(number, voters="", address="", north="", east="", village="3602062001"):
    return row(number, village, pemilih=voters, alamat=address, lintang=north, bujur=east)


def test_everything_is_as_it_was_before(banten, election):
    load(
        election,
        roster(
            full(1, "200", "Balai desa"), full(2, "210"), full(3), full(4, north="-6.6", east="106.25"), header=HEADER
        ),
    )
    before = world()
    second = load(
        election,
        roster(
            full(1, "250", "Sekolah"),
            full(2, "210"),
            full(4, north="-6.61", east="106.26"),
            full(5),
            full(6),
            header=HEADER,
        ),
    )
    assert world() != before
    page = banten.get(reverse("import-undo", args=[second.pk])).content.decode()
    assert "Batalkan impor (5 TPS)" in page
    undo(banten, second)
    second.refresh_from_db()
    assert world() == before
    assert (second.state, second.undo_reason) == ("undone", "Berkas yang salah.")
    report = banten.get(reverse("import", args=[second.pk])).content.decode()
    assert "dibatalkan seluruhnya" in report
    assert "Berkas yang salah." in report


def test_imports_are_undone_from_the_latest(banten, election):
    empty = world()
    first = load(election, roster(row(1), row(2)))
    between = world()
    second = load(election, roster(row(1), row(2), row(3)))
    page = banten.get(reverse("import-undo", args=[first.pk])).content.decode()
    assert "Batalkan dari yang terbaru" in page
    assert reverse("import", args=[second.pk]) in page
    undo(banten, first)
    assert PollingStation.objects.count() == 3
    undo(banten, second)
    assert world() == between
    undo(banten, first)
    assert world() == empty


def test_what_hangs_on_a_new_station_keeps_the_import(banten, election, cast):
    first = load(election, roster(row(1), row(2)))
    station = PollingStation.objects.get(number=1)
    builders.flag(station, reported_by=cast.operator_lebak)
    page = banten.get(reverse("import-undo", args=[first.pk])).content.decode()
    assert "belum dapat dibatalkan" in page
    assert f"{reverse('station', args=[station.code])}?election={election.code}" in page
    assert 'name="reason"' not in page
    undo(banten, first)
    first.refresh_from_db()
    assert (first.state, PollingStation.objects.count()) == ("applied", 2)


def test_a_later_change_by_a_person_keeps_the_import(banten, election, cast):
    load(election, roster(row(1)))
    second = load(election, roster(full(1, "220"), full(2), header=HEADER))
    for number in (1, 2):
        station = PollingStation.objects.get(number=number)
        set_position(
            station,
            latitude=-6.6,
            longitude=106.2,
            source="manual",
            reason="Diukur.",
            actor=cast.operator_lebak,
            at=timezone.now(),
        )
    page = banten.get(reverse("import-undo", args=[second.pk])).content.decode()
    assert "Menetapkan posisi TPS" in page
    assert "operator.lebak" in page
    undo(banten, second)
    assert PollingStation.objects.count() == 2


def test_a_dependant_that_comes_while_the_job_waits_refuses_it(banten, election, cast):
    first = load(election, roster(row(1)))
    banten.post(reverse("import-undo", args=[first.pk]), {"reason": "Salah."})
    builders.flag(PollingStation.objects.get(), reported_by=cast.operator_lebak)
    work()
    assert PollingStation.objects.count() == 1
    page = banten.get(reverse("import", args=[first.pk])).content.decode()
    assert "Pembatalan impor tidak jadi" in page
    assert reverse("import-undo", args=[first.pk]) in page


def test_a_double_click_undoes_once(banten, election):
    first = load(election, roster(row(1)))
    url = reverse("import-undo", args=[first.pk])
    for _ in range(2):
        banten.post(url, {"reason": "Salah."})
    assert Job.objects.filter(kind="tps.undo").count() == 1
    work()
    banten.post(url, {"reason": "Salah."})
    assert Job.objects.filter(kind="tps.undo").count() == 1
    assert not PollingStation.objects.exists()


def test_a_reason_is_asked_for(banten, election):
    first = load(election, roster(row(1)))
    answer = banten.post(reverse("import-undo", args=[first.pk]), {"reason": " "})
    assert answer.status_code == 422
    assert "Sebutkan mengapa" in answer.content.decode()
    assert not Job.objects.exists()


def test_an_operator_undoes_only_what_lies_in_the_remit(client, cast, election):
    both = load(election, roster(row(1), row(1, SUMBERJAYA)))
    client.force_login(cast.operator_lebak)
    page = client.get(reverse("import-undo", args=[both.pk])).content.decode()
    assert "1 TPS dari impor ini di luar wilayah tugas Anda" in page
    assert undo(client, both).status_code == 403
    assert PollingStation.objects.count() == 2


@pytest.mark.parametrize("name", ["kpu", "pejabat", "lapangan", "luar"])
def test_who_may_not_import_cannot_undo(client, cast, election, name):
    first = load(election, roster(row(1)))
    client.force_login(getattr(cast, name))
    assert client.get(reverse("import-undo", args=[first.pk])).status_code == 403
    assert undo(client, first).status_code == 403
    assert PollingStation.objects.count() == 1


def test_an_import_from_before_the_marks_says_so(banten, election):
    first = load(election, roster(row(1)))
    RosterImport.objects.update(history_context=None)
    assert "sebelum desk mencatat asal" in banten.get(reverse("import-undo", args=[first.pk])).content.decode()
    undo(banten, first)
    assert PollingStation.objects.count() == 1


def test_the_undone_file_can_be_loaded_again(banten, election):
    content = roster(row(1), row(2))
    undo(banten, load(election, content))
    again = load(election, content)
    assert (again.created, PollingStation.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_and_cancelling_keeps_everything(client, cast, election, monkeypatch):
    client.force_login(cast.operator_banten)
    first = load(election, roster(*[row(number) for number in range(1, 8)]))
    monkeypatch.setattr(undo_actions, "BATCH", 3)
    client.post(reverse("import-undo", args=[first.pk]), {"reason": "Salah."})
    seen = []
    deleted = undo_actions.undoing.relations

    def look(**options):
        # Asked for with each batch: another connection sees how far the work is, and stops it at the second.
        seen.append(elsewhere("SELECT done, total, message FROM work_job WHERE kind = 'tps.undo'"))
        if len(seen) == 3:
            elsewhere("UPDATE work_job SET cancel_requested = true RETURNING 1")
        return deleted(**options)

    monkeypatch.setattr(undo_actions.undoing, "relations", look)
    work()
    assert (3, 7, "Menghapus TPS yang dibuat impor ini") in seen
    assert PollingStation.objects.count() == 7
    assert Job.objects.get(kind="tps.undo").state == "cancelled"
    monkeypatch.undo()
    page = client.get(reverse("import", args=[first.pk])).content.decode()
    assert reverse("import-undo", args=[first.pk]) in page
    undo(client, first)
    assert not PollingStation.objects.exists()


def elsewhere(query):
    """Ask through a connection of its own, as another process would."""
    outside = connections.create_connection("default")
    try:
        with outside.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()
    finally:
        outside.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.lists(
        st.lists(
            st.tuples(st.integers(1, 8), st.sampled_from(["", "100", "200"]), st.sampled_from(["", "-6.6", "-6.7"])),
            min_size=1,
            unique_by=lambda each: each[0],
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_was_loaded_undoing_it_leads_back_step_by_step(election, files):
    with transaction.atomic():
        states, loaded = [world()], []
        for lines in files:
            found = [
                full(number, voters, f"Alamat {voters}", north, "106.25" if north else "")
                for number, voters, north in lines
            ]
            loaded.append(load(election, roster(*found, header=HEADER)))
            states.append(world())
        for each, before, after in reversed(list(zip(loaded, states, states[1:], strict=False))):
            assert world() == after
            undo_actions.undo(each, within="", reason="Coba.", actor=None, at=timezone.now())
            assert world() == before
        transaction.set_rollback(True)

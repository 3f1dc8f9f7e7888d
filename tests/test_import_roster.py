"""Loading rosters: what is created, changed, kept, refused and marked, and that twice is once."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from tests import builders
from tests.rosters import HEADER, KANEKES, SUMBERJAYA, load, roster, row
from tps.cells import cell
from tps.models import PollingStation, Region, RegionAlias
from tps.tables import Unreadable

pytestmark = pytest.mark.django_db
AT = datetime(2024, 1, 30, 3, tzinfo=UTC)
PLACED = f"{HEADER},lintang,bujur"
VOTERS = f"{HEADER},pemilih,pemilih_l,pemilih_p,alamat"


@pytest.fixture
def election():
    builders.region("36.02.06.2001")
    builders.region("36.01.01.2001")
    builders.region("36.02.28.2009")
    Region.objects.filter(pk="36.02.06").update(latitude=-6.58, longitude=106.2)
    RegionAlias.objects.get_or_create(old_code="36.02.16.2018", region_id="36.02.28.2009")
    return builders.election()


def station(code):
    return PollingStation.objects.get(code=code)


def events():
    return PollingStation.events.rel.related_model.objects.count()


def outcome(loaded):
    return loaded.counts.created, loaded.counts.updated, loaded.counts.unchanged, loaded.rejected


def test_the_same_file_twice_changes_nothing(election):
    content = roster(row(1), row(2), row(901))
    assert outcome(load(content, election)) == (3, 0, 0, 0)
    before = list(PollingStation.objects.order_by("pk").values())
    assert outcome(load(content, election)) == (0, 0, 3, 0)
    assert list(PollingStation.objects.order_by("pk").values()) == before
    assert events() == 0
    assert station(f"{KANEKES}901").special


def test_a_dry_run_says_the_same_and_writes_nothing(election):
    content = roster(row(1), row(1), row("1000"))
    dry = load(content, election, write=False)
    assert not PollingStation.objects.exists()
    assert outcome(dry) == outcome(load(content, election)) == (1, 0, 0, 2)
    assert dry.report["samples"][0]["code"] == f"{KANEKES}001"


def test_a_station_without_a_position_is_drawn_near_its_districts_centre(election):
    load(roster(row(1), row(2), row(1, SUMBERJAYA)), election)
    first, second = station(f"{KANEKES}001"), station(f"{KANEKES}002")
    assert first.position_source == second.position_source == "district-centre"
    assert abs(first.latitude + 6.58) < 0.019
    assert abs(first.longitude - 106.2) < 0.019
    assert first.cell == cell(first.latitude, first.longitude) != second.cell
    Region.objects.filter(pk="36.01.01").update(latitude=None, longitude=None)
    PollingStation.objects.all().delete()
    load(roster(row(1, SUMBERJAYA)), election)
    assert station(f"{SUMBERJAYA}001").cell is None


def test_positions_of_the_file_are_taken_but_never_over_a_persons(election):
    load(roster(row(1), row(2)), election)
    PollingStation.objects.filter(number=2).update(position_source="manual")
    kept = station(f"{KANEKES}002")
    content = roster(row(1) + ",-6.6,106.25", row(2) + ",-6.6,106.25", header=PLACED)
    loaded = load(content, election)
    assert outcome(loaded) == (0, 1, 1, 0)
    assert loaded.report["kept_positions"] == 1
    assert (station(f"{KANEKES}001").latitude, station(f"{KANEKES}001").position_source) == (-6.6, "import")
    assert station(f"{KANEKES}002").latitude == kept.latitude
    # A later file without positions leaves those of the earlier one.
    assert outcome(load(roster(row(1), row(2)), election)) == (0, 0, 2, 0)


def test_an_empty_cell_takes_nothing_away(election):
    load(roster(row(1) + ",231,120,111,Kp. Cibeo", header=VOTERS), election)
    assert outcome(load(roster(row(1) + ",,,,", header=VOTERS), election)) == (0, 0, 1, 0)
    assert outcome(load(roster(row(1) + ",240,,,", header=VOTERS), election)) == (0, 1, 0, 0)
    found = station(f"{KANEKES}001")
    assert (found.voters, found.voters_male, found.address) == (240, None, "Kp. Cibeo")


def test_a_change_is_in_history_with_what_stood_before(election):
    load(roster(row(1) + ",231,,,", header=VOTERS), election)
    load(roster(row(1) + ",240,,,", header=VOTERS), election)
    found = PollingStation.events.rel.related_model.objects.order_by("pgh_id")
    assert [(event.pgh_label, event.voters) for event in found] == [("before", 231), ("update", 240)]
    assert found[1].pgh_context.metadata["action"] == "tps.import"


def test_the_same_station_twice_in_one_file_is_taken_once(election):
    loaded = load(roster(row(1), row(2), row(1), row(1)), election)
    assert outcome(loaded) == (2, 0, 0, 2)
    assert [error.row for error in loaded.errors] == [4, 5]
    assert "baris 2" in loaded.errors[0].reason


def test_old_and_new_code_of_one_village_are_one_station(election):
    loaded = load(roster(row(1, "3602162018"), row(1, "3602282009"), row(2, "3602162018")), election)
    assert outcome(loaded) == (2, 0, 0, 1)
    assert station("3602162018001").region_id == "36.02.28.2009"
    assert loaded.report["old_codes"][0] == {
        "old": "3602162018",
        "code": "36.02.28.2009",
        "name": Region.objects.get(pk="36.02.28.2009").name,
        "rows": 2,
    }


def test_a_number_taken_under_another_code_is_refused(election):
    load(roster(row(1, "3602162018")), election)
    loaded = load(roster(row(1, "3602282009"), row(2, "3602282009")), election)
    assert outcome(loaded) == (1, 0, 0, 1)
    assert "3602162018001" in loaded.errors[0].reason


def test_an_old_code_counts_only_on_its_days(election):
    RegionAlias.objects.update(valid_until=date(2023, 12, 31))
    loaded = load(roster(row(1, "3602162018"), row(1)), election)
    assert outcome(loaded) == (1, 0, 0, 1)
    RegionAlias.objects.update(valid_until=date(2024, 12, 31))
    assert outcome(load(roster(row(1, "3602162018")), election)) == (1, 0, 0, 0)


def test_an_unknown_village_is_counted_in_the_report(election):
    loaded = load(roster(row(1), row(1, "3699999999"), row(2, "3699999999")), election)
    assert outcome(loaded) == (1, 0, 0, 2)
    assert loaded.report["unknown_villages"] == [{"code": "3699999999", "rows": 2}]


def test_a_missing_station_is_marked_kept_and_forgiven(election):
    load(roster(row(1), row(2), row(3)), election, at=AT)
    loaded = load(roster(row(1), row(3)), election, at=AT)
    assert loaded.report["missing"] == [f"{KANEKES}002"]
    assert station(f"{KANEKES}002").missing_since == AT
    again = load(roster(row(1), row(3)), election)
    assert (again.report["missing_count"], again.report["missing_new"]) == (1, 0)
    assert outcome(load(roster(row(1), row(2), row(3)), election)) == (0, 1, 2, 0)
    assert station(f"{KANEKES}002").missing_since is None


def test_a_rejected_row_does_not_make_its_station_missing(election):
    load(roster(*(row(number) for number in range(1, 6))), election)
    spoiled = [
        row(2, tps_khusus="?"),
        row(3, kode_tps=f"{KANEKES}OO3"),
        row(4) + ",lebih",
        row(5, nama_desa="=1"),
    ]
    loaded = load(roster(row(1), *spoiled), election)
    assert (loaded.rejected, loaded.report["missing_count"]) == (4, 0)


def test_a_few_corrections_do_not_make_the_rest_missing(election):
    load(roster(*(row(number) for number in range(1, 11))), election)
    assert load(roster(row(1), row(2)), election).report["missing_count"] == 0


def test_other_elections_and_other_regencies_are_left_alone(election):
    other = builders.election("pilkada-2024", polling_date=date(2024, 11, 27))
    load(roster(row(1), row(1, SUMBERJAYA)), other)
    load(roster(row(1, SUMBERJAYA)), election)
    loaded = load(roster(row(1)), election)
    assert (outcome(loaded), loaded.report["missing_count"]) == ((1, 0, 0, 0), 0)
    assert PollingStation.objects.count() == 4


def test_a_withdrawn_station_stays_withdrawn(election):
    load(roster(row(1), row(2)), election)
    PollingStation.objects.filter(number=1).update(withdrawn_at=AT)
    loaded = load(roster(row(1), row(2)), election)
    assert loaded.report["withdrawn"] == 1
    assert station(f"{KANEKES}001").withdrawn_at == AT


def test_all_or_nothing_refuses_everything_for_one_bad_row(election):
    loaded = load(roster(row(1), row(0)), election, all_or_nothing=True)
    assert (loaded.written, loaded.rejected) == (False, 1)
    assert not PollingStation.objects.exists()


def test_a_header_alone_is_refused(election):
    with pytest.raises(Unreadable, match="hanya memuat baris judul"):
        load(roster(), election)


def test_gaps_in_numbering_and_regencies_are_reported(election):
    loaded = load(roster(row(1), row(4), row(901), row(1, SUMBERJAYA)), election)
    assert loaded.report["gaps"][0]["absent"] == 2
    assert [(each["code"], each["stations"], each["special"]) for each in loaded.report["regencies"]] == [
        ("36.01", 1, 0),
        ("36.02", 3, 1),
    ]
    assert (loaded.report["encoding"], loaded.report["delimiter"]) == ("UTF-8", "koma")


def test_nothing_stays_when_the_last_step_fails(election):
    def burst(loaded):
        raise RuntimeError("worker gone")

    with pytest.raises(RuntimeError):
        load(roster(row(1)), election, before_commit=burst)
    assert not PollingStation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_are_both_right():
    builders.region("36.02.06.2001")
    election = builders.election()
    contents = [
        roster(*(row(number) for number in range(1, 301))),
        roster(*(row(number) for number in range(200, 501))),
    ]
    loaded, troubles = [], []
    start = threading.Barrier(2)

    def work(content):
        try:
            start.wait(5)
            loaded.append(load(content, election))
        except Exception as error:
            troubles.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[content]) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert troubles == []
    assert PollingStation.objects.count() == 500
    assert sum(each.counts.created for each in loaded) == 500
    assert sum(each.counts.unchanged + each.counts.updated for each in loaded) == 101

"""Files that only update: positions, voters, addresses or hours of stations that are there, and nothing else."""

import io
import json

import pytest
from django.core.management import call_command

from tests import builders
from tests.rosters import HEADER, KANEKES, load, roster, row
from tps.models import PollingStation, Region, RegionAlias

pytestmark = pytest.mark.django_db


@pytest.fixture
def election():
    builders.region("36.02.06.2001")
    builders.region("36.02.28.2009")
    Region.objects.filter(pk="36.02.06").update(latitude=-6.58, longitude=106.2)
    RegionAlias.objects.get_or_create(old_code="36.02.16.2018", region_id="36.02.28.2009")
    found = builders.election()
    load(roster(*(row(number) for number in range(1, 5)), row(901), row(1, "3602162018")), found)
    return found


def station(number, village=KANEKES):
    return PollingStation.objects.get(code=f"{village}{number:03d}")


def outcome(loaded):
    return loaded.counts.created, loaded.counts.updated, loaded.counts.unchanged, loaded.rejected


def test_positions_alone_change_positions_alone(election):
    before = list(PollingStation.objects.values("number", "special", "voters", "address").order_by("pk"))
    content = f"kode_tps,lintang,bujur\n{KANEKES}001,-6.6,106.25\n{KANEKES}901,-6.61,106.26\n".encode()
    loaded = load(content, election)
    assert outcome(loaded) == (0, 2, 0, 0)
    assert (loaded.report["update_only"], loaded.report["update_auto"]) == (True, True)
    assert station(901).latitude == -6.61
    assert list(PollingStation.objects.values("number", "special", "voters", "address").order_by("pk")) == before


def test_voters_by_village_and_number_reach_a_station_under_its_old_code(election):
    content = b"kode_desa;no_tps;pemilih\n36.02.28.2009;1;198\n"
    assert outcome(load(content, election)) == (0, 1, 0, 0)
    assert station(1, "3602162018").voters == 198


def test_an_unknown_station_is_refused_with_the_reason_and_none_goes_missing(election):
    content = f"kode_tps,pemilih\n{KANEKES}001,210\n{KANEKES}099,190\n".encode()
    loaded = load(content, election)
    assert outcome(loaded) == (0, 1, 0, 1)
    assert "belum tercatat" in loaded.errors[0].reason
    assert (loaded.errors[0].row, loaded.errors[0].value) == (3, f"{KANEKES}099")
    assert loaded.report["missing_count"] == 0
    assert not PollingStation.objects.exclude(missing_since=None).exists()


def test_a_list_of_stations_that_nobody_knows_is_a_roster_all_the_same(election):
    other = builders.election("pilkada-2024")
    loaded = load(f"kode_tps,pemilih\n{KANEKES}001,410\n".encode(), other)
    assert (outcome(loaded), loaded.report["update_only"]) == ((1, 0, 0, 0), False)


def test_a_roster_with_voters_still_creates(election):
    loaded = load(roster(row(1) + ",230", row(9) + ",231", header=f"{HEADER},pemilih"), election)
    assert (outcome(loaded), loaded.report["update_only"]) == ((1, 1, 0, 0), False)


def test_a_person_decides_against_what_the_columns_say(election):
    content = f"kode_tps,pemilih\n{KANEKES}001,210\n{KANEKES}009,190\n".encode()
    assert outcome(load(content, election, update_only=False)) == (1, 1, 0, 0)
    loaded = load(roster(row(1), row(11)), election, update_only=True)
    assert (outcome(loaded), loaded.report["missing_count"]) == ((0, 0, 1, 1), 0)


def test_hours_and_addresses_alone(election):
    content = f"kode_tps,alamat,jam_buka,jam_tutup\n{KANEKES}002,SDN 1 Kanekes,06.30 WIB,12:00:00\n".encode()
    assert outcome(load(content, election)) == (0, 1, 0, 0)
    found = station(2)
    assert (found.address, f"{found.opens_at:%H.%M}", f"{found.closes_at:%H.%M}") == ("SDN 1 Kanekes", "06.30", "12.00")
    assert outcome(load(content, election)) == (0, 0, 1, 0)


def test_a_special_station_stays_special_when_a_file_does_not_say(election):
    PollingStation.objects.filter(number=3).update(special=True)
    load(roster(row(3, tps_khusus="")), election)
    load(f"kode_tps,pemilih\n{KANEKES}003,1\n".encode(), election)
    assert station(3).special
    load(roster(row(3, tps_khusus="0")), election)
    assert not station(3).special


def test_too_many_unknown_stations_refuse_the_file(election, monkeypatch):
    monkeypatch.setattr("tps.loading.MOST_ERRORS", 2)
    lines = "".join(f"{KANEKES}{number:03d},1\n" for number in (1, 50, 51, 52))
    with pytest.raises(Exception, match="agaknya bukan daftar TPS"):
        load(f"kode_tps,pemilih\n{lines}".encode(), election)
    assert station(1).voters is None


def test_the_command_says_which_mode_it_took_and_takes_orders(election, tmp_path):
    file = tmp_path / "dpt.csv"
    file.write_text(f"kode_tps,pemilih\n{KANEKES}001,210\n{KANEKES}077,190\n", encoding="utf-8")
    told = io.StringIO()
    call_command("import_tps", file, stdout=told)
    assert "Only stations that were there were updated" in told.getvalue()
    assert not PollingStation.objects.filter(number=77).exists()
    told = io.StringIO()
    call_command("import_tps", file, "--no-update-only", "--json", stdout=told)
    assert json.loads(told.getvalue())["created"] == 1
    told = io.StringIO()
    file.write_text(roster(row(1), row(78)).decode(), encoding="utf-8")
    call_command("import_tps", file, "--update-only", "--json", stdout=told)
    assert (json.loads(told.getvalue())["rejected"], PollingStation.objects.filter(number=78).exists()) == (1, False)

"""The quality report of an import: every count has a list of exactly as many lines, and no list is not an empty one."""

import csv
import io
import uuid

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from desk.files.actions import keep
from tests import builders
from tests.forms import save
from tests.rosters import HEADER, KANEKES, SUMBERJAYA, roster, row
from tests.test_import_columns import text, upload, work
from tps.models import Boundary, BoundarySet, Election, PollingStation, Region, RegionAlias, RosterFinding, RosterImport

pytestmark = pytest.mark.django_db
PLACED = f"{HEADER},pemilih,lintang,bujur"


@pytest.fixture
def banten(client, cast):
    builders.region("36.02.06.2001")
    builders.region("36.01.01.2001")
    builders.region("36.02.28.2009")
    Region.objects.filter(pk="36.02.06").update(latitude=-6.58, longitude=106.2)
    Region.objects.filter(pk="36.01.01").update(latitude=-6.65, longitude=105.6)
    RegionAlias.objects.get_or_create(old_code="36.02.16.2018", region_id="36.02.28.2009")
    builders.election()
    client.force_login(cast.operator_banten)
    return client


def placed(number, north=-6.58, east=106.2, voters="210", village=KANEKES):
    return f"{row(number, village)},{voters},{north},{east}"


def boundary(geometry, day):
    """Let Leuwidamar have an official boundary from a day on."""
    stored = keep(ContentFile(geometry.encode()), "batas.geojson", actor=None, at=timezone.now())
    common = {"valid_from": day}
    loaded = BoundarySet.objects.create(
        file=stored, state="applied", client_id=uuid.uuid4(), uploaded_at=timezone.now(), **common
    )
    box = {"west": 106.1, "south": -6.7, "east": 106.3, "north": -6.5}
    shape = {"geometry": geometry, "area": 1, "digest": "x", "level": "district", **box, **common}
    Boundary.objects.create(boundary_set=loaded, region_id="36.02.06", **shape)


def lists(client):
    """Give the whole lists of the last import's findings, by kind, as they are downloaded."""
    found = {}
    for finding in RosterFinding.objects.filter(roster=RosterImport.objects.latest("pk")):
        content = b"".join(client.get(reverse("file", args=[finding.file_id]))).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content)))
        assert len(rows) - 1 == finding.count, finding.kind
        assert rows[:101] == finding.head, finding.kind
        page = text(client.get(reverse("import-finding", args=[finding.roster_id, finding.kind])))
        assert all(cell in page for cell in rows[1][:2])
        found[finding.kind] = rows[1:]
    return found


def test_each_kind_of_trouble_is_counted_and_listed(banten):
    page = upload(
        banten,
        roster(
            placed(1),
            placed(2),
            placed(5, voters="0"),
            placed(6, voters="301"),
            placed(901, north=-6.58, east=106.21),
            placed(1, village="3602162018", north="", east=""),
            placed(1, village="3699999999"),
            placed(2, village="3699999999"),
            placed(2),
            placed(7, north=-6.9, east=107.6),
            header=PLACED,
        ),
    )
    found = lists(banten)
    assert {kind: len(rows) for kind, rows in found.items()} == {
        "unknown-village": 1,
        "gap": 1,
        "duplicate": 1,
        "old-code": 1,
        "special": 1,
        "unplaced": 1,
        "far": 1,
        "same-point": 4,
        "too-many-voters": 1,
        "no-voters": 1,
    }
    assert found["unknown-village"] == [["3699999999", "2", "8"]]
    assert found["gap"][0][2:] == ["7", "2", "3 4"]
    assert found["duplicate"][0][0] == "10"
    assert found["too-many-voters"][0][4:] == ["301", "300"]
    assert found["far"][0][1] == f"{KANEKES}007"
    assert 155 < float(found["far"][0][-1]) < 165
    assert {line[-1] for line in found["same-point"]} == {"4"}
    shown = text(banten.get(page))
    assert "batas resmi belum dimuat" in shown
    assert shown.count("/findings/") == 10


def test_what_the_file_does_not_say_is_not_judged(banten):
    page = upload(banten, roster(row(1)))
    shown = text(banten.get(page))
    assert shown.count("berkas tanpa posisi") == 4
    assert shown.count("berkas tanpa jumlah pemilih") == 2
    assert set(lists(banten)) == {"unplaced"}


def test_the_report_of_the_loading_replaces_that_of_the_check_and_stays(banten):
    page = upload(banten, roster(row(1), row(3)))
    checked = set(RosterFinding.objects.values_list("file", flat=True))
    banten.post(f"{page}confirm/")
    work()
    assert not checked & set(RosterFinding.objects.values_list("file", flat=True))
    assert set(lists(banten)) == {"gap", "unplaced"}
    upload(banten, roster(row(1), row(2), row(3)))
    assert f'href="{page}findings/gap/">1</a>' in text(banten.get(page))


def test_a_position_in_the_sea_is_listed(banten):
    upload(banten, roster(placed(1, north=-6.2, east=105.2), placed(2), header=PLACED))
    assert [line[1] for line in lists(banten)["sea"]] == [f"{KANEKES}001"]


def test_a_position_outside_the_official_boundary_is_listed_with_its_distance(banten, cast):
    election = Election.objects.get()
    square = '{"type":"Polygon","coordinates":[[[106.1,-6.7],[106.3,-6.7],[106.3,-6.5],[106.1,-6.5],[106.1,-6.7]]]}'
    boundary(square, election.polling_date)
    upload(banten, roster(placed(1), placed(2, north=-6.45), placed(1, -6.65, 105.6, "1", SUMBERJAYA), header=PLACED))
    (line,) = lists(banten)["outside"]
    assert (line[1], line[6]) == (f"{KANEKES}002", "36.02.06")
    assert 14 < float(line[7]) < 15


def test_a_position_known_from_before_is_not_missing(banten):
    builders.station(1, latitude=-6.58, longitude=106.2, position_source="survey")
    builders.station(2, latitude=-6.58, longitude=106.2, position_source="district-centre")
    upload(banten, roster(row(1), row(2), row(3)))
    assert [line[1][-3:] for line in lists(banten)["unplaced"]] == ["002", "003"]


@pytest.mark.parametrize(
    ("fields", "limit"),
    [
        ({"kind": "pemilu"}, 300),
        ({"kind": "pilkada"}, 600),
        ({"kind": "pilkada", "most_voters": 500}, 500),
        ({"kind": "psu", "parent": "pilkada"}, 600),
        ({"kind": "susulan", "parent": "pemilu", "most_voters": 310}, 310),
        ({"kind": "lain"}, 300),
    ],
)
def test_the_limit_of_voters_is_the_elections_own_or_the_usual_one_of_its_kind(db, fields, limit):
    if kind := fields.get("parent"):
        fields = fields | {"parent": builders.election("asal", kind=kind)}
    assert builders.election("ini", **fields).voter_limit == limit


def test_an_election_names_its_own_limit_on_its_page(banten, client, cast):
    client.force_login(cast.admin)
    election = Election.objects.get()
    assert save(client, f"/elections/{election.code}/change/", most_voters="250").status_code == 302
    upload(client, roster(placed(1, voters="260"), placed(2, voters="250"), header=PLACED))
    assert [line[4:] for line in lists(client)["too-many-voters"]] == [["260", "250"]]


def test_a_village_named_like_a_formula_stays_text(banten):
    Region.objects.filter(pk="36.02.06.2001").update(name="=1+1")
    upload(banten, roster(row(1)))
    assert lists(banten)["unplaced"][0][3] == "'=1+1"


def test_a_long_list_shows_its_beginning_and_the_file_has_all(banten):
    page = upload(banten, roster(*(row(number) for number in range(1, 121))))
    assert len(lists(banten)["unplaced"]) == 120
    assert "100 yang pertama" in text(banten.get(f"{page}findings/unplaced/"))


def test_a_list_that_is_not_there_is_not_found(banten):
    page = upload(banten, roster(row(1)))
    for kind in ["gap", "nothing"]:
        assert banten.get(f"{page}findings/{kind}/").status_code == 404


def test_lists_are_closed_to_those_who_do_not_import(banten, client, cast):
    page = upload(banten, roster(row(1)))
    file = RosterFinding.objects.get().file_id
    client.force_login(cast.kpu)
    assert client.get(f"{page}findings/unplaced/").status_code == 403
    assert client.get(reverse("file", args=[file])).status_code in {403, 404}
    assert not PollingStation.objects.exists()


def test_the_page_costs_the_same_however_much_was_found(banten, django_assert_max_num_queries):
    page = upload(banten, roster(placed(1), placed(3, voters="0"), placed(901), header=PLACED))
    with django_assert_max_num_queries(13):
        banten.get(page)

"""Comparing two lists: which stations only one has, what differs in both, files with exactly that many rows."""

import io
import uuid

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from desk.work import runs
from desk.work.models import Job
from tests import builders
from tests.rosters import SUMBERJAYA, roster, row
from tps import jobs
from tps.actions import comparisons, rosters
from tps.models import PollingStation, RosterComparison, RosterDifference, RosterImport

pytestmark = pytest.mark.django_db
assert jobs.check, "importing them registers the handlers"
HEADER = (
    "kode_tps,kode_kab,nama_kab,kode_kec,nama_kec,kode_desa,nama_desa,no_tps,tps_khusus,pemilih,alamat,lintang,bujur"
)


@pytest.fixture
def election(cast):
    builders.region("36.02.06.2001")
    builders.region("36.01.01.2001")
    return builders.election()


@pytest.fixture
def banten(client, cast, election):
    client.force_login(cast.operator_banten)
    return client


def full(number, voters="", address="", north="", east="", village="3602062001"):
    return row(number, village, pemilih=voters, alamat=address, lintang=north, bujur=east)


def load(election, content, name="tps.csv"):
    file = ContentFile(content, name=name)
    rosters.load_file(file, name, election, actor=None, at=timezone.now(), most_bytes=10**8, write=True)
    return RosterImport.objects.latest("pk")


def work():
    for job in Job.objects.filter(state="due"):
        runs.execute(job.pk)


def compare(client, first, second):
    answer = client.post(
        reverse("compare"),
        {
            "first": f"import-{first.pk}",
            "second": second if isinstance(second, str) else f"import-{second.pk}",
            "client_id": str(uuid.uuid4()),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    work()
    return RosterComparison.objects.latest("pk")


def found(comparison):
    return {each.code[-3:]: (each.kind, *each.fields) for each in comparison.differences.all()}


@pytest.fixture
def two(election):
    first = load(
        election,
        roster(full(1, "200", "Balai desa", "-6.60000", "106.25000"), full(2, "210"), full(3), full(4), header=HEADER),
    )
    second = load(
        election,
        roster(full(1, "220", "Sekolah", "-6.60000", "106.25100"), full(2, "210"), full(4), full(5), header=HEADER),
        "kedua.csv",
    )
    return first, second


def test_two_files_are_compared_field_by_field(banten, two):
    comparison = compare(banten, *two)
    assert found(comparison) == {
        "001": ("changed", "voters", "address", "position"),
        "003": ("first",),
        "005": ("second",),
    }
    assert comparison.result["same"] == 2
    assert comparison.differences.get(code__endswith="001").metres == pytest.approx(110.5, abs=1)
    page = banten.get(reverse("comparison", args=[comparison.pk])).content.decode()
    assert "200 → 220" in page
    assert "Balai desa → Sekolah" in page
    assert "110 m" in page or "111 m" in page
    assert "kedua.csv" in page


def test_the_page_lists_and_the_files_hold_exactly_the_filtered_rows(banten, two):
    comparison = compare(banten, *two)
    for query, count in (("", 3), ("?kind=first", 1), ("?field=voters", 1), ("?region=36.01", 0), ("?kind=x", 3)):
        page = banten.get(reverse("comparison", args=[comparison.pk]) + query)
        assert page.context["count"] == count
        text = b"".join(banten.get(reverse("comparison-file", args=[comparison.pk, "csv"]) + query)).decode("utf-8-sig")
        assert len(text.splitlines()) == count + 1
        book = b"".join(banten.get(reverse("comparison-file", args=[comparison.pk, "xlsx"]) + query))
        assert load_workbook(io.BytesIO(book)).active.max_row == count + 1


def test_a_file_beside_the_stations_as_they_stand(banten, two, election):
    PollingStation.objects.filter(number=2).update(withdrawn_at=timezone.now())
    PollingStation.objects.filter(number=4).update(voters=99)
    comparison = compare(banten, two[1], f"stations-{election.code}")
    assert found(comparison) == {"002": ("first",), "003": ("second",), "004": ("changed", "voters")}


def test_two_elections_are_compared_by_code(banten, two):
    other = builders.election("pilkada-2024", name="Pilkada 2024", current=False)
    third = load(other, roster(full(1, "220", "Sekolah", "-6.6", "106.251"), full(7), header=HEADER), "pilkada.csv")
    comparison = compare(banten, two[1], third)
    assert found(comparison) == {
        "002": ("first",),
        "004": ("first",),
        "005": ("first",),
        "007": ("second",),
    }
    assert "Pilkada 2024" in banten.get(reverse("comparison", args=[comparison.pk])).content.decode()


def test_a_column_that_one_list_lacks_is_not_compared(banten, two, election):
    bare = load(election, roster(row(1), row(2), row(3), row(4), row(5)), "polos.csv")
    comparison = compare(banten, bare, two[0])
    assert found(comparison) == {"005": ("first",)}
    page = banten.get(reverse("comparison", args=[comparison.pk])).content.decode()
    assert "tidak dibandingkan: tidak ada di salah satu daftar" in page


def test_regions_are_counted_level_by_level(banten, election):
    first = load(election, roster(row(1), row(2), row(1, SUMBERJAYA)))
    second = load(election, roster(row(1), row(3)))
    comparison = compare(banten, first, second)
    url = reverse("comparison", args=[comparison.pk])
    counted = {each["name"]: (each["first"], each["second"]) for each in banten.get(url).context["regions"]}
    assert counted == {"Kabupaten Pandeglang": (1, 0), "Kabupaten Lebak": (1, 1)}
    below = banten.get(f"{url}?region=36.02").context["regions"]
    assert [(each["name"], each["first"], each["second"]) for each in below] == [("Leuwidamar", 1, 1)]
    assert banten.get(f"{url}?region=36.02.06.2001").context["regions"] == []


def test_equal_lists_say_so(banten, election):
    content = roster(row(1))
    comparison = compare(banten, load(election, content), load(election, content))
    assert "Kedua daftar sama" in banten.get(reverse("comparison", args=[comparison.pk])).content.decode()


def test_a_list_is_not_compared_with_itself(banten, two):
    both = {"first": f"import-{two[0].pk}", "second": f"import-{two[0].pk}", "client_id": str(uuid.uuid4())}
    answer = banten.post(reverse("compare"), both)
    assert answer.status_code == 422
    assert "selalu sama dengan dirinya sendiri" in answer.content.decode()


def test_a_double_click_compares_once(banten, two):
    given = {"first": f"import-{two[0].pk}", "second": f"import-{two[1].pk}", "client_id": str(uuid.uuid4())}
    assert len({banten.post(reverse("compare"), given)["Location"] for _ in range(2)}) == 1
    assert RosterComparison.objects.count() == Job.objects.filter(kind="tps.compare").count() == 1


def test_a_comparison_that_failed_can_be_asked_for_again(banten, two):
    two[0].file.file.delete(save=False)
    comparison = compare(banten, *two)
    url = reverse("comparison", args=[comparison.pk])
    assert "tidak ada lagi di penyimpanan" in banten.get(url).content.decode()
    assert banten.get(reverse("comparison-file", args=[comparison.pk, "csv"])).status_code == 404
    banten.post(reverse("comparison-again", args=[comparison.pk]))
    assert Job.objects.filter(kind="tps.compare").count() == 2


def test_only_the_newest_comparisons_are_kept(banten, two, monkeypatch):
    monkeypatch.setattr(comparisons, "KEPT", 1)
    compare(banten, *two)
    last = compare(banten, *reversed(two))
    assert list(RosterComparison.objects.all()) == [last]
    assert RosterDifference.objects.count() == 3


def test_a_busy_page_asks_few_questions(banten, two, django_assert_max_num_queries):
    comparison = compare(banten, *two)
    with django_assert_max_num_queries(12):
        banten.get(reverse("comparison", args=[comparison.pk]))
    with django_assert_max_num_queries(12):
        banten.get(reverse("compare"))


@pytest.mark.parametrize("name", ["kpu", "pejabat", "lapangan", "luar"])
def test_who_may_not_import_cannot_compare(client, cast, two, name):
    client.force_login(getattr(cast, name))
    assert client.get(reverse("compare")).status_code == 403
    assert client.post(reverse("compare"), {}).status_code == 403
    made = comparisons.ask(*two, client_id=uuid.uuid4(), actor=cast.operator_lebak, at=timezone.now())
    assert client.get(reverse("comparison", args=[made.pk])).status_code == 403

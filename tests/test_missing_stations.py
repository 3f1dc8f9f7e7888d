"""Stations that a later file no longer names: the list, what a person decides, and taking that back."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests import builders
from tests.rosters import SUMBERJAYA, roster, row
from tps.actions import rosters
from tps.models import PollingStation, RosterImport

pytestmark = pytest.mark.django_db
LIST = "/tps/missing/"


@pytest.fixture
def election(cast):
    builders.region("36.02.06.2001")
    builders.region("36.01.01.2001")
    found = builders.election()
    everything = [row(number) for number in range(1, 7)]
    load(found, roster(*everything, *[row(number, SUMBERJAYA) for number in range(1, 5)]))
    # Kanekes 5 and 6 and Sumberjaya 4 are no longer named.
    load(found, roster(*everything[:4], *[row(number, SUMBERJAYA) for number in range(1, 4)]), "kedua.csv")
    return found


@pytest.fixture
def banten(client, cast, election):
    client.force_login(cast.operator_banten)
    return client


def load(election, content, name="tps.csv"):
    file = ContentFile(content, name=name)
    rosters.load_file(file, name, election, actor=None, at=timezone.now(), most_bytes=10**8, write=True)
    return RosterImport.objects.latest("pk")


def shown(answer):
    return [str(each) for each in answer.context["rows"]]


def ids(**facts):
    return list(PollingStation.objects.filter(**facts).values_list("pk", flat=True))


def decide(client, action, chosen=(), query="", reason="Surat KPU 12.", everything=False, confirm=True):
    url = f"{LIST}decide/{query}"
    given = {"action": action, "selected": chosen, "everything": "1" if everything else ""}
    first = client.post(url, given)
    if not confirm or first.status_code != 200:
        return first
    return client.post(url, {**given, "count": first.context["count"], "reason": reason})


def test_the_list_names_them_and_the_file_that_left_them_out(banten):
    answer = banten.get(LIST)
    assert shown(answer) == ["TPS 004 Sumberjaya", "TPS 005 Kanekes", "TPS 006 Kanekes"]
    page = answer.content.decode()
    assert "kedua.csv" in page
    assert reverse("import", args=[RosterImport.objects.latest("pk").pk]) in page


def test_filters_and_files_agree(banten):
    last = RosterImport.objects.latest("pk").pk
    first = RosterImport.objects.earliest("pk").pk
    for query, count in (
        ("", 3),
        ("?region=36.02", 2),
        ("?q=sumberjaya", 1),
        (f"?since={last}", 3),
        (f"?since={first}", 0),
        ("?since=999999999999", 3),
        ("?region=x", 3),
        ("?state=withdrawn", 0),
    ):
        assert banten.get(LIST + query).context["count"] == count, query
        text = b"".join(banten.get(f"{LIST}stations.csv{query}")).decode("utf-8-sig")
        assert len(text.splitlines()) == count + 1
        book = b"".join(banten.get(f"{LIST}stations.xlsx{query}"))
        assert load_workbook(io.BytesIO(book)).active.max_row == count + 1


def test_withdrawing_says_how_many_asks_why_and_counts_them_no_longer(banten, election):
    chosen = ids(number__in=[5, 6])
    ask = decide(banten, "withdraw", chosen, confirm=False).content.decode()
    assert "Tarik 2 TPS" in ask
    assert "TPS 005 Kanekes" in ask
    assert not ids(withdrawn_at__isnull=False)
    refused = decide(banten, "withdraw", chosen, reason=" ")
    assert refused.status_code == 422
    assert "Sebutkan alasan" in refused.content.decode()
    done = decide(banten, "withdraw", chosen)
    page = banten.get(done["Location"]).content.decode()
    assert "2 TPS ditarik." in page
    assert "Urungkan" in page
    assert PollingStation.objects.of(election.pk).count() == 8
    assert shown(banten.get(f"{LIST}?state=withdrawn")) == ["TPS 005 Kanekes", "TPS 006 Kanekes"]
    assert "8 TPS terdaftar" in banten.get(reverse("tps")).content.decode()
    station = PollingStation.objects.get(number=5)
    assert (
        "dan tidak dihitung lagi; catatannya disimpan"
        in banten.get(reverse("station", args=[station.code])).content.decode()
    )


def test_a_decision_is_taken_back_by_one_click_and_only_once(banten):
    done = decide(banten, "withdraw", everything=True)["Location"]
    assert len(ids(withdrawn_at__isnull=False)) == 3
    # Somebody has restored one of them in the meantime: it stays as it is.
    decide(banten, "restore", ids(number=6), "?state=withdrawn")
    url = done.replace(LIST, f"{LIST}take-back/")
    back = banten.get(banten.post(url)["Location"]).content.decode()
    assert "2 TPS dikembalikan." in back
    assert not ids(withdrawn_at__isnull=False)
    assert len(ids(missing_since__isnull=False)) == 3
    assert "Sudah diurungkan" in banten.get(banten.post(url)["Location"]).content.decode()


def test_kept_stations_lose_the_mark_until_the_next_file(banten, election):
    decide(banten, "keep", ids(number=5))
    assert shown(banten.get(LIST)) == ["TPS 004 Sumberjaya", "TPS 006 Kanekes"]
    load(election, roster(*[row(number) for number in range(1, 5)]), "ketiga.csv")
    page = banten.get(LIST)
    assert "TPS 005 Kanekes" in shown(page)
    assert "ketiga.csv" in page.content.decode()


def test_restored_stations_count_again_and_are_missing_still(banten, election):
    decide(banten, "withdraw", ids(number=5))
    decide(banten, "restore", ids(number=5), "?state=withdrawn")
    assert PollingStation.objects.of(election.pk).count() == 10
    assert "TPS 005 Kanekes" in shown(banten.get(LIST))


def test_all_that_the_filters_find_means_exactly_those(banten):
    decide(banten, "withdraw", query="?region=36.02", everything=True)
    assert [
        each[:5]
        for each in PollingStation.objects.filter(withdrawn_at__isnull=False).values_list("region_id", flat=True)
    ] == ["36.02"] * 2


def test_a_list_that_changed_meanwhile_is_shown_again_first(banten, election):
    url = f"{LIST}decide/"
    given = {"action": "withdraw", "everything": "1", "count": "3", "reason": "Surat."}
    load(election, roster(*[row(number) for number in range(1, 6)]))
    answer = banten.post(url, given)
    assert answer.status_code == 200
    assert "Daftarnya berubah" in answer.content.decode()
    assert not ids(withdrawn_at__isnull=False)


def test_an_operator_decides_only_within_the_remit(client, cast, election):
    client.force_login(cast.operator_lebak)
    ask = decide(client, "withdraw", everything=True, confirm=False).content.decode()
    assert "Tarik 2 TPS" in ask
    assert "1 TPS yang dipilih di luar wilayah tugas Anda" in ask
    decide(client, "withdraw", everything=True)
    assert not ids(withdrawn_at__isnull=False, region__code__startswith="36.01")
    elsewhere = decide(client, "withdraw", ids(number=4, region__code__startswith="36.01"))
    assert "Tidak ada TPS yang dipilih di wilayah tugas Anda" in client.get(elsewhere["Location"]).content.decode()
    client.force_login(cast.operator_banten)
    done = decide(client, "withdraw", everything=True)["Location"]
    client.force_login(cast.operator_lebak)
    client.post(done.replace(LIST, f"{LIST}take-back/"))
    assert ids(withdrawn_at__isnull=False, region__code__startswith="36.01")


def test_open_records_are_named_before_a_station_is_withdrawn(banten, cast):
    builders.flag(PollingStation.objects.get(number=5), reported_by=cast.operator_lebak)
    ask = decide(banten, "withdraw", ids(number=5), confirm=False).content.decode()
    assert "perlu ditutup sendiri" in ask


def test_stations_that_are_not_missing_cannot_be_withdrawn(banten):
    decide(banten, "withdraw", ids(number=1))
    assert not ids(withdrawn_at__isnull=False)
    wrong = banten.post(f"{LIST}decide/", {"action": "restore", "selected": ids(number=5)})
    assert "tidak berlaku untuk daftar" in banten.get(wrong["Location"]).content.decode()


@pytest.mark.parametrize(("name", "reads"), [("kpu", 200), ("pejabat", 200), ("lapangan", 200), ("luar", 403)])
def test_who_may_not_import_only_reads(client, cast, election, name, reads):
    client.force_login(getattr(cast, name))
    answer = client.get(LIST)
    assert answer.status_code == reads
    assert b'id="bulk"' not in answer.content
    assert client.post(f"{LIST}decide/", {"action": "withdraw", "everything": "1"}).status_code == 403
    assert client.post(f"{LIST}take-back/?done={'0' * 32}").status_code == 403
    if name == "lapangan":
        assert shown(answer) == ["TPS 005 Kanekes", "TPS 006 Kanekes"]


def test_a_full_page_asks_few_questions(banten, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        banten.get(LIST)


def test_without_an_election_the_page_says_what_to_do(client, cast):
    client.force_login(cast.operator_banten)
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}stations.csv").status_code == 404


def test_beranda_reminds_those_who_decide(client, cast, election):
    client.force_login(cast.operator_banten)
    page = client.get("/").content.decode()
    assert "3 TPS tidak disebut lagi oleh berkas terbaru" in page
    assert f'href="{LIST}"' in page
    client.force_login(cast.pejabat)
    assert "tidak disebut lagi" not in client.get("/").content.decode()

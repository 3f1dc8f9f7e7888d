"""The pages of readiness: matrix, list and file count the same, one kecamatan shows all that was said."""

import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from desk.coordination.models import ReadinessStatement
from desk.coordination.readiness import reading
from desk.coordination.readiness.reference import shipped
from tests import builders

pytestmark = pytest.mark.django_db
ITEMS = len(shipped())
LEUWI, SUMUR = "36.02.06", "36.01.01"


@pytest.fixture
def two(cast: SimpleNamespace) -> SimpleNamespace:
    """Give an election with stations in two kecamatan; a third one of Banten has none and must not count."""
    cast.station = builders.station()
    builders.station(1, village="36.01.01.2001")
    builders.region("36.71.01")
    return cast


def page(client: Client, path: str, **query: Any) -> Any:
    """Open a page and give its answer."""
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return answer


def test_unknown_is_shown_as_unknown_and_never_as_green(two: SimpleNamespace, client: Client) -> None:
    client.force_login(two.kpu)
    matrix = page(client, "/readiness/").context["matrix"]
    assert [row.name for row in matrix.rows] == ["Kabupaten Pandeglang", "Kabupaten Lebak"]
    assert {figure.tally.verdict for row in matrix.rows for figure in row.figures} == {"unknown"}
    assert matrix.foot.total.tally.unknown == 2 * ITEMS
    for item in shipped():
        if item.subject == "power":
            builders.readiness(LEUWI, item.code)
    builders.readiness(LEUWI, "ballots")
    matrix = page(client, "/readiness/").context["matrix"]
    lebak = dict(zip([subject for subject, _label in matrix.subjects], matrix.rows[1].figures, strict=True))
    assert lebak["power"].tally.verdict == "green"
    assert lebak["logistics"].tally.verdict == "partial" and lebak["logistics"].tally.share_unknown == 75
    text = page(client, "/readiness/").content.decode()
    assert "Belum lengkap" in text and "75% tidak diketahui" in text and "Belum diketahui" in text


def test_every_figure_opens_exactly_the_items_it_counts(two: SimpleNamespace, client: Client) -> None:
    now = timezone.now()
    builders.readiness(LEUWI, "ballots", "red")
    builders.readiness(LEUWI, "ballots", "green", source=builders.agency("bawaslu"))
    builders.readiness(SUMUR, "grid", "amber")
    builders.readiness(SUMUR, "grid", "green", recorded_at=now - timedelta(days=2))
    builders.readiness(SUMUR, "lamps", "red", recorded_at=now - timedelta(days=30))
    builders.readiness(SUMUR, "venues-reserve", "na")
    client.force_login(two.pejabat)
    for path in ("/readiness/?level=district", "/readiness/?region=36.02&subject=logistics"):
        answer = client.get(path)
        rows = [*answer.context["matrix"].rows, answer.context["matrix"].foot]
        for row in rows:
            told = [figure for figure in row.figures if figure.tally.known or figure.tally.stale]
            for figure in (*told[:2], row.total):
                assert client.get(figure.url).context["listing"].count == figure.tally.total, figure.url
        for kpi in answer.context["kpis"]:
            assert client.get(kpi["url"]).context["listing"].count == kpi["value"], kpi
    stale = client.get("/readiness/list/?state=stale").content.decode()
    assert "1 butir" in stale and "terakhir merah" in stale
    differing = client.get("/readiness/list/?state=differs").content.decode()
    assert "1 butir" in differing and "Bawaslu" in differing and "KPU" in differing
    assert page(client, "/readiness/list/", source="bawaslu", state="red").context["listing"].count == 0
    assert page(client, "/readiness/list/", source="kpu", state="red").context["listing"].count == 1
    late = page(client, "/readiness/list/", due="late", q="suara").context["listing"]
    assert 0 < late.count < 2 * ITEMS
    assert page(client, "/readiness/list/", stage="99", subject="x", due="y", region="abc").status_code == 200


def test_the_newest_observation_speaks_and_nothing_said_before_is_lost(two: SimpleNamespace, client: Client) -> None:
    now = timezone.now()
    builders.readiness(LEUWI, "ballots", "red", note="Kurang 200 lembar", observed_at=now - timedelta(hours=2))
    builders.readiness(LEUWI, "ballots", "green", note="Lama", observed_at=now - timedelta(days=3))
    builders.readiness(LEUWI, "ballots", "amber", source=builders.agency("bawaslu"), note="Menurut pengawas",
                       observed_at=now - timedelta(hours=5))  # fmt: skip
    builders.readiness(LEUWI, "dropped", "red", asked="Butir lama")
    client.force_login(two.lapangan)
    answer = client.get(f"/readiness/region/{LEUWI}/")
    text = answer.content.decode()
    logistics = answer.context["groups"][0]["rows"]
    row = next(row for row in logistics if row["cell"].item.code == "ballots")
    assert row["cell"].state == "red" and row["cell"].differs
    assert [said.note for said in row["now"]] == ["Kurang 200 lembar", "Menurut pengawas"]
    assert [said.note for said in row["earlier"]] == ["Lama"]
    assert "keterangan berbeda" in text and "Butir lama" in text and "tidak dipakai lagi" in text


def test_a_week_ago_is_what_was_known_then(two: SimpleNamespace, client: Client) -> None:
    now = timezone.now()
    builders.readiness(LEUWI, "ballots", "green", recorded_at=now - timedelta(days=8))
    builders.readiness(LEUWI, "ballots", "red", recorded_at=now - timedelta(days=1))
    # Told only now of what was seen long ago: a week ago nobody knew.
    builders.readiness(LEUWI, "kpps", "amber", observed_at=now - timedelta(days=9), recorded_at=now)
    client.force_login(two.admin)
    lebak = client.get("/readiness/").context["matrix"].rows[1]
    assert (lebak.more_red, lebak.more_unseen) == (1, -1)
    assert "+1 merah" in client.get("/readiness/").content.decode()


def test_a_field_reporter_reads_the_own_region_and_the_outsider_nothing(two: SimpleNamespace, client: Client) -> None:
    builders.readiness(SUMUR, "ballots", "red")
    client.force_login(two.lapangan)
    assert [row.name for row in client.get("/readiness/").context["matrix"].rows] == ["Leuwidamar"]
    assert client.get("/readiness/list/?region=36.01&state=red").context["listing"].count == 0
    assert client.get(f"/readiness/region/{SUMUR}/").status_code == 403
    client.force_login(two.luar)
    for path in ("", "list/", f"region/{LEUWI}/", "items/", "list/export.csv"):
        assert client.get(f"/readiness/{path}").status_code == 403, path


def test_the_file_holds_what_the_list_shows_and_no_formula(two: SimpleNamespace, client: Client) -> None:
    builders.readiness(LEUWI, "ballots", "red", note="=1+1", recorded_by=two.operator_lebak)
    client.force_login(two.admin)
    lines = b"".join(client.get("/readiness/list/export.csv?state=red").streaming_content).decode().splitlines()
    assert len(lines) == 2 and "'=1+1" in lines[1] and LEUWI in lines[1] and "merah" in lines[1]
    book = load_workbook(io.BytesIO(client.get("/readiness/list/export.xlsx?region=36.02").getvalue()))
    assert book.active is not None and book.active.max_row == 1 + ITEMS
    assert client.get("/readiness/list/export.pdf").status_code == 404


def test_statements_are_never_changed_or_deleted(two: SimpleNamespace) -> None:
    row = builders.readiness()
    for change in (
        lambda: ReadinessStatement.objects.filter(pk=row.pk).update(state="red"),
        lambda: row.delete(),
    ):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            change()
    assert ReadinessStatement.objects.get().state == "green"


def test_maps_read_every_region_in_one_query(two: SimpleNamespace, django_assert_num_queries: Any) -> None:
    builders.readiness(LEUWI, "ballots", "red")
    with django_assert_num_queries(1):
        found = reading.per_region(
            shipped(), [LEUWI, SUMUR], election_id=two.station.election_id, at=timezone.now(), length=5
        )
    assert found["36.02"].verdict == "red" and found["36.01"].verdict == "unknown"


def test_beranda_tells_of_red_items_and_of_what_nobody_knows_before_its_day(
    two: SimpleNamespace, client: Client
) -> None:
    client.force_login(two.operator_banten)
    assert not [item for item in client.get("/").context["items"] if "readiness" in item.url]
    two.station.election.polling_date = timezone.localdate() + timedelta(days=9)
    two.station.election.save()
    builders.readiness(LEUWI, "ballots", "red")
    builders.readiness(SUMUR, "forms", "green")
    items = {item.url: item for item in client.get("/").context["items"] if "readiness" in item.url}
    assert len(items) == 2
    for url, item in items.items():
        assert client.get(url).context["listing"].count == item.count
    assert any("Kabupaten Lebak 1" in item.detail for item in items.values())


def test_without_an_election_or_stations_the_page_says_what_to_do(cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.admin)
    for path in ("/readiness/", "/readiness/list/", "/readiness/items/"):
        assert "Buat pemilihan" in client.get(path).content.decode()
    builders.election()
    builders.region(LEUWI)
    assert "belum punya daftar TPS" in client.get("/readiness/").content.decode()
    assert 'href="/readiness/"' in client.get("/readiness/").content.decode()

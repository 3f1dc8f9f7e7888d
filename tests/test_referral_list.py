"""The list of referrals: who has not answered for days is one query, one filter and one line of Beranda."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from desk.coordination.models import Referral
from tests import builders
from tests.doors import signed_in

pytestmark = pytest.mark.django_db


def made() -> SimpleNamespace:
    """Make four referrals: two silent for days to BPBD and KPU, a fresh one, and one that was answered."""
    now = timezone.now()
    old = {"created_at": now - timedelta(days=4), "answer_by": now - timedelta(days=1)}
    return SimpleNamespace(
        silent=builders.referral(
            builders.flag(kind="flood", severity="critical"), to=builders.agency("bpbd"), question="Perahu?", **old
        ),
        other=builders.referral(
            builders.flag(builders.station(1, "36.01.01.2001")), to=builders.agency("kpu"), question="Izin?", **old
        ),
        fresh=builders.referral(builders.flag(builders.station(6)), question="Menara?"),
        answered=builders.referral(
            builders.flag(builders.station(7)), question="Radio?", state="advised", answered_at=now, **old
        ),
    )


def test_silence_is_one_query_one_filter_and_one_line_of_beranda(cast: SimpleNamespace) -> None:
    found = made()
    now = timezone.now()
    assert set(Referral.objects.unanswered(now, 3)) == {found.silent, found.other}
    assert not Referral.objects.unanswered(now, 5)
    desk = signed_in(cast.operator_banten)
    home = desk.get("/").content.decode()
    assert "2 rujukan tanpa jawaban 3 hari" in home
    assert "BPBD Banten 1 · KPU Provinsi Banten 1" in home
    address = "/referrals/?tab=waiting&amp;age=3"
    assert address in home
    assert set(desk.get(address.replace("&amp;", "&")).context["page"]) == {found.silent, found.other}
    assert desk.get("/referrals/?tab=silent").context["count"] == 2
    # One agency alone is named at once; other agencies' silence is nobody else's business.
    found.other.delete()
    assert "Dirujuk ke BPBD Banten, tanpa jawaban 3 hari: 1 rujukan" in desk.get("/").content.decode()
    theirs = signed_in(cast.diskominfo).get("/").content.decode()
    assert "tanpa jawaban 3 hari" not in theirs
    assert "1 rujukan menunggu jawaban instansi Anda" in theirs
    assert theirs.index("Menunggu Diskominfo Banten") < theirs.index("Perlu perhatian")
    assert "Menara?" in theirs and "Perahu?" not in theirs


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Perahu?", "Izin?", "Menara?", "Radio?"}),
        ("?tab=waiting", {"Perahu?", "Izin?", "Menara?"}),
        ("?tab=answered", {"Radio?"}),
        ("?state=advised", {"Radio?"}),
        ("?to=kpu", {"Izin?"}),
        ("?kind=flood", {"Perahu?"}),
        ("?severity=critical", {"Perahu?"}),
        ("?region=36.01", {"Izin?"}),
        ("?age=3", {"Perahu?", "Izin?"}),
        ("?q=perahu", {"Perahu?"}),
        ("?q=sumberjaya", {"Izin?"}),
        ("?region=xx&age=x&state=x&tab=x", {"Perahu?", "Izin?", "Menara?", "Radio?"}),
    ],
)
def test_the_list_is_narrowed_and_the_files_hold_exactly_that(
    cast: SimpleNamespace, query: str, expected: set[str]
) -> None:
    made()
    desk = signed_in(cast.pejabat)
    page = desk.get(f"/referrals/{query}")
    assert {each.question for each in page.context["page"]} == expected
    csv = b"".join(desk.get(f"/referrals/export.csv{query}").streaming_content).decode()  # type: ignore[attr-defined]
    assert {word for word in ("Perahu?", "Izin?", "Menara?", "Radio?") if word in csv} == expected


def test_it_is_sorted_found_by_number_and_written_as_a_workbook(cast: SimpleNamespace) -> None:
    found = made()
    desk = signed_in(cast.operator_banten)
    assert desk.get("/referrals/?sort=-severity").context["page"][0] == found.silent
    assert next(iter(desk.get(f"/referrals/?tab=all&q={found.fresh}").context["page"])) == found.fresh
    assert desk.get(f"/search/?q={found.fresh}").status_code in {200, 302}
    book = b"".join(desk.get("/referrals/export.xlsx?to=bpbd").streaming_content)  # type: ignore[attr-defined]
    rows = list(load_workbook(io.BytesIO(book)).active.values)
    assert len(rows) == 2 and rows[1][0] == found.silent.number and "Perahu?" in rows[1]

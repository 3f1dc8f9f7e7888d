"""The frame shows each person the pages that exist and are theirs, and what waits for them there."""

from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from tests import builders


def empty(request: HttpRequest) -> HttpResponse:
    """Show a page with nothing in it but the frame."""
    return render(request, "base.html")


urlpatterns = [
    path("empty/", empty),
    path("", include("desk.urls")),
]
pytestmark = pytest.mark.urls("tests.test_frame")


def menu(client, user, address="/empty/") -> dict[str, dict]:
    """Give the entries that the person sees, by address."""
    client.force_login(user)
    frame = client.get(address).context["frame"]
    return {each["url"]: each for each in [*frame.get("main", []), *frame.get("more", [])]}


def test_outsider_sees_a_frame_without_entries(client, cast):
    builders.election()
    client.force_login(cast.luar)
    page = client.get("/empty/")
    assert page.context["frame"].get("main", []) == []
    assert "H-" not in page.content.decode()
    assert "rail-main" not in page.content.decode()


def test_stranger_sees_the_sign_in_page(client, db):
    assert client.get("/empty/").status_code == 302


def test_admin_sees_people_and_operator_does_not(client, cast):
    labels = {str(each["label"]) for each in menu(client, cast.admin).values()}
    assert {"Beranda", "Pengguna"} <= labels
    assert "Pengguna" not in {str(each["label"]) for each in menu(client, cast.operator_lebak).values()}


def test_no_entry_leads_nowhere(client, cast):
    for address in menu(client, cast.admin):
        assert client.get(address).status_code == 200, address


def test_the_page_one_is_on_is_marked(client, cast):
    entries = menu(client, cast.operator_banten, "/")
    assert [address for address, each in entries.items() if each["current"]] == ["/"]


def badge(client, user, name: str) -> int | None:
    """Give the number beside an entry of the menu."""
    found = [each["badge"] for each in menu(client, user).values() if each["icon"] == name]
    assert found, name
    return found[0]


def test_operator_is_told_what_waits_in_the_remit(client, cast):
    builders.flag(builders.station(1))
    builders.flag(builders.station(2))
    builders.flag(builders.station(1, village="36.01.01.2001"))
    assert badge(client, cast.operator_lebak, "risks") == 2
    assert badge(client, cast.operator_banten, "risks") == 3
    assert badge(client, cast.pejabat, "risks") is None


def test_agency_is_told_of_its_own_late_tasks_only(client, cast):
    before = timezone.now() - timedelta(days=5)
    builders.task(created_at=before, due_at=before + timedelta(days=1))
    builders.task()
    assert badge(client, cast.diskominfo, "tasks") == 1
    assert badge(client, cast.kpu, "tasks") is None


def test_numbers_in_the_menu_have_words(client, cast):
    builders.flag(builders.station(1))
    client.force_login(cast.operator_lebak)
    assert "menunggu verifikasi" in client.get("/empty/").content.decode()


def test_the_countdown_counts_days_in_the_zone_of_the_province(client, cast, time_machine):
    time_machine.move_to("2024-02-04T18:00:00+00:00", tick=False)  # 01.00 WIB on the 5th
    builders.election()
    client.force_login(cast.operator_lebak)
    html = client.get("/empty/").content.decode()
    assert "H-9" in html
    assert "01.00 WIB" in html
    time_machine.move_to("2024-02-14T03:00:00+00:00", tick=False)
    client.force_login(cast.operator_lebak)
    assert "Hari H" in client.get("/empty/").content.decode()
    time_machine.move_to("2024-02-16T03:00:00+00:00", tick=False)
    client.force_login(cast.operator_lebak)
    assert "H+2" in client.get("/empty/").content.decode()


def test_the_frame_costs_few_queries(client, cast, django_assert_max_num_queries):
    builders.election()
    builders.election("pilkada-2024", name="Pilkada 2024")
    client.force_login(cast.admin)
    client.get("/empty/")
    with django_assert_max_num_queries(4):
        client.get("/empty/")


def test_the_theme_is_remembered_and_drawn_by_the_server(client, cast):
    client.force_login(cast.operator_lebak)
    assert "data-theme" not in client.get("/empty/").content.decode()[:200]
    answer = client.post("/theme/", {"theme": "dark", "next": "/empty/"})
    assert answer.url == "/empty/"
    assert 'data-theme="dark"' in client.get("/empty/").content.decode()
    client.post("/theme/", {"theme": "", "next": "/empty/"})
    assert 'data-theme="dark"' not in client.get("/empty/").content.decode()


@pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_theme_switch_leads_nowhere_else(client, cast, bad):
    client.force_login(cast.operator_lebak)
    assert client.post("/theme/", {"theme": "neon", "next": bad}).url == "/"


def test_the_theme_changes_only_by_post(client, cast):
    client.force_login(cast.operator_lebak)
    assert client.get("/theme/").status_code == 405


def test_a_browser_set_to_english_still_meets_indonesian(client, cast):
    client.force_login(cast.operator_lebak)
    page = client.get("/empty/", headers={"accept-language": "en-GB,en;q=0.9"}).content.decode()
    assert '<html lang="id"' in page


def test_the_switch_changes_the_language(client, cast):
    client.force_login(cast.operator_lebak)
    assert client.post("/i18n/setlang/", {"language": "en", "next": "/empty/"}).url == "/empty/"
    page = client.get("/empty/").content.decode()
    assert '<html lang="en"' in page

"""Saved views: filters under a name, private or shared, the default one, and what no longer means anything."""

import pytest
from django.urls import reverse

from desk.accounts.models import SavedView
from tests import builders
from tests.forms import save as edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(cast):
    return [
        builders.flag(builders.station(1), kind="flood"),
        builders.flag(builders.station(2)),
        builders.flag(builders.station(3), kind="flood", status="dismissed", outcome="bogus"),
    ]


def save(client, name="Banjir", query="kind=flood", **more):
    return client.post(reverse("saved-view-new"), {"list": "risks", "name": name, "query": query} | more)


def chips(client, query="?view=none"):
    page = client.get(reverse("risks") + query).content.decode()
    return page.split('<nav class="views"')[1].split("</nav>")[0] if '<nav class="views"' in page else ""


def shown(client, url):
    return {row.flag for row in client.get(url).context["rows"]}


def test_a_saved_view_is_a_chip_that_finds_the_same_rows_later(client, cast, register):
    client.force_login(cast.operator_lebak)
    answer = save(client, query="page=3&kind=flood&election=lain&count=source")
    assert answer.headers["Location"] == "/risks/?kind=flood"
    assert "Banjir" in chips(client)
    assert shown(client, answer.headers["Location"]) == {register[0]}
    assert 'aria-current="page"' in chips(client, "?kind=flood&page=1")
    assert 'aria-current="page"' not in chips(client)


def test_only_filters_in_force_that_are_not_saved_yet_can_be_saved(client, cast, register):
    client.force_login(cast.operator_lebak)
    assert chips(client) == ""
    assert 'value="kind=flood"' in chips(client, "?kind=flood")
    save(client)
    assert "Simpan tampilan" not in chips(client, "?kind=flood")


def test_a_private_view_is_its_owners_alone(client, cast, register):
    client.force_login(cast.operator_lebak)
    save(client)
    view = SavedView.objects.get()
    client.force_login(cast.pejabat)
    assert chips(client) == ""
    for name in ("saved-view", "saved-view-delete"):
        assert client.post(reverse(name, args=[view.pk]), {"name": "Lain"}).status_code == 404
    assert SavedView.objects.get().name == "Banjir"


def test_who_works_for_the_whole_province_shares_with_the_desk(client, cast, register):
    client.force_login(cast.operator_banten)
    save(client, shared="on")
    view = SavedView.objects.get()
    client.force_login(cast.kpu)
    assert "bersama" in chips(client)
    assert "Banjir" in client.get(reverse("saved-views")).content.decode()
    assert client.get(reverse("saved-view", args=[view.pk])).status_code == 403
    assert client.post(reverse("saved-view-delete", args=[view.pk])).status_code == 403


def test_the_others_cannot_share(client, cast, register):
    client.force_login(cast.operator_lebak)
    save(client, shared="on")
    assert not SavedView.objects.get().shared
    assert "Bagikan" not in chips(client, "?kind=access")


def test_an_admin_tidies_up_what_others_shared_but_makes_it_nobodys_default(client, cast, register):
    client.force_login(cast.operator_banten)
    save(client, shared="on")
    view = SavedView.objects.get()
    client.force_login(cast.admin)
    answer = edit(client, reverse("saved-view", args=[view.pk]), name="Banjir rob", shared="on")
    assert answer.status_code == 302
    view.refresh_from_db()
    assert (view.name, view.owner, view.shared, view.default) == ("Banjir rob", cast.operator_banten, True, False)


def test_what_a_disabled_person_shared_disappears(client, cast, register):
    client.force_login(cast.operator_banten)
    save(client, shared="on")
    cast.operator_banten.is_active = False
    cast.operator_banten.save(update_fields=["is_active"])
    client.force_login(cast.kpu)
    assert chips(client) == ""


def test_the_default_view_opens_the_register_and_can_be_left(client, cast, register):
    client.force_login(cast.operator_lebak)
    save(client, default="on")
    assert client.get(reverse("risks")).headers["Location"] == "/risks/?kind=flood"
    assert shown(client, reverse("risks") + "?view=none") == {register[0], register[1]}
    assert 'href="/risks/?view=none"' in client.get(reverse("risks") + "?kind=flood").content.decode()
    client.force_login(cast.pejabat)
    assert client.get(reverse("risks")).status_code == 200


def test_a_new_default_takes_the_place_of_the_old_one(client, cast, register):
    client.force_login(cast.operator_lebak)
    save(client, default="on")
    save(client, name="Sinyal", query="kind=blank-spot", default="on")
    assert list(SavedView.objects.filter(default=True).values_list("name", flat=True)) == ["Sinyal"]


def test_views_are_renamed_and_deleted_and_the_risks_stay(client, cast, register):
    client.force_login(cast.operator_lebak)
    save(client)
    view = SavedView.objects.get()
    assert 'value="Banjir"' in client.get(reverse("saved-view", args=[view.pk])).content.decode()
    edit(client, reverse("saved-view", args=[view.pk]), name="Air")
    assert "Air" in chips(client)
    client.post(reverse("saved-view-delete", args=[view.pk]))
    assert not SavedView.objects.exists()
    assert "Belum ada tampilan" in client.get(reverse("saved-views")).content.decode()


def test_a_name_is_taken_once_and_nothing_written_is_lost(client, cast, register):
    client.force_login(cast.operator_lebak)
    save(client)
    answer = save(client, name="BANJIR", query="kind=access")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nama itu sudah dipakai" in page
    assert 'value="kind=access"' in page
    assert 'value="BANJIR"' in page
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("fields", [{"name": ""}, {"query": ""}, {"query": "page=2"}, {"list": "people"}])
def test_nothing_without_name_filters_or_list_is_saved(client, cast, register, fields):
    client.force_login(cast.operator_lebak)
    answer = client.post(reverse("saved-view-new"), {"list": "risks", "name": "A", "query": "kind=flood", **fields})
    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_a_view_whose_filter_means_nothing_any_more_says_so(client, cast, register):
    client.force_login(cast.operator_lebak)
    save(client, name="Lama", query="kind=tsunami")
    assert "sebagian saringannya tidak dikenal lagi" in chips(client)
    assert "kind=tsunami" in chips(client, "?kind=tsunami")


def test_hostile_names_and_filters_stay_text(client, cast, register):
    client.force_login(cast.operator_lebak)
    save(client, name="<script>alert(1)</script>", query='q="><b>&kind=flood&x=\x00')
    page = chips(client)
    assert "<script>" not in page
    assert "<b>" not in page
    assert client.get(reverse("saved-view", args=[2**70])).status_code == 404


def test_outsiders_have_no_views(client, cast, register):
    client.force_login(cast.luar)
    assert client.get(reverse("saved-views")).status_code == 403
    assert save(client).status_code == 403


@pytest.mark.parametrize(
    ("name", "query"),
    [("tasks", "state=open"), ("tps", "kind=flood"), ("risks-inbox", "kind=flood&order=gravest")],
)
def test_other_lists_keep_views_too_and_begin_with_the_chosen_one(client, cast, register, name, query):
    client.force_login(cast.operator_banten)
    answer = save(client, query=f"{query}&flag=3", list=name, default="on")
    address = reverse(name)
    assert answer.headers["Location"] == f"{address}?{query}"
    page = client.get(answer.headers["Location"]).text
    assert 'aria-current="page">Banjir' in page.split('<nav class="views"')[1].split("</nav>")[0]
    assert client.get(address).headers["Location"] == f"{address}?{query}"
    assert client.get(f"{address}?view=none").status_code == 200
    assert chips(client) == ""
    client.force_login(cast.operator_lebak)
    assert client.get(address).status_code == 200


def test_a_shared_view_of_the_inbox_is_offered_to_who_judges_only(client, cast, register):
    client.force_login(cast.operator_banten)
    save(client, list="risks-inbox", query="kind=flood", name="Antrean banjir", shared="on")
    client.force_login(cast.operator_lebak)
    assert "Antrean banjir" in client.get(reverse("saved-views")).text
    client.force_login(cast.kpu)
    assert "Antrean banjir" not in client.get(reverse("saved-views")).text

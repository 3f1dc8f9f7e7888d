"""Elections, their ballots and stages, the current one, and the one that a person looks at."""

from datetime import date

import pytest
from django.urls import reverse

from tests import builders
from tests.forms import save
from tps.models import Election, Stage

pytestmark = pytest.mark.django_db
FIELDS = {"name": "Pemilu 2029", "kind": "pemilu", "polling_date": "2029-02-14", "parent": "", "code": ""}


@pytest.fixture
def banten(client, cast):
    client.force_login(cast.operator_banten)
    return client


def create(client, **fields):
    return client.post(reverse("election-new"), {**FIELDS, **fields})


def test_a_new_election_gets_a_code_and_the_ballots_of_its_kind(banten):
    assert create(banten)["Location"] == "/elections/pemilu-2029/"
    create(banten, name="Pilkada 2029", kind="pilkada")
    assert Election.objects.get(code="pemilu-2029").races.count() == 5
    assert Election.objects.get(code="pilkada-2029").races.count() == 2


def test_the_first_election_is_the_current_one_and_the_second_is_not(banten):
    create(banten)
    create(banten, name="Pilkada 2029")
    assert list(Election.objects.filter(current=True).values_list("code", flat=True)) == ["pemilu-2029"]


def test_a_name_used_twice_gets_a_code_of_its_own(banten):
    create(banten)
    assert create(banten)["Location"] == "/elections/pemilu-2029-2/"


def test_a_revote_needs_its_parent_and_takes_its_ballots(banten):
    parent = builders.election(code="pilkada", kind="pilkada", polling_date=date(2024, 11, 27))
    parent.races.create(code="bupati", name="Bupati")
    refused = create(banten, kind="psu", name="PSU Serang", polling_date="2025-04-19")
    assert refused.status_code == 422
    assert "Pilih pemilihan asal" in refused.content.decode()
    assert "PSU Serang" in refused.content.decode(), "nothing typed is lost"
    early = create(banten, kind="psu", name="PSU Serang", parent=parent.pk, polling_date="2024-04-19")
    assert "tidak dapat mendahului" in early.content.decode()
    create(banten, kind="psu", name="PSU Serang", parent=parent.pk, polling_date="2025-04-19")
    child = Election.objects.get(code="psu-serang")
    assert (child.parent, child.races.get().code) == (parent, "bupati")


def test_a_taken_or_reserved_code_is_refused(banten):
    builders.election("pemilu-2024")
    assert create(banten, code="pemilu-2024").status_code == 422
    assert create(banten, code="new").status_code == 422


def test_exactly_one_election_is_current(banten):
    old, new = builders.election("a"), builders.election("b")
    page = banten.get(reverse("election", args=["b"])).content.decode()
    assert "bukan lagi" in page
    banten.post(reverse("election-current", args=["b"]))
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.current, new.current) == (False, True)
    assert banten.get(reverse("election-current", args=["a"])).status_code == 405


@pytest.mark.parametrize("name", ["operator_lebak", "pejabat", "kpu", "lapangan", "luar"])
def test_only_the_whole_province_changes_elections(client, cast, name):
    builders.election("a")
    client.force_login(getattr(cast, name))
    assert create(client).status_code == 403
    for url in ("election-change", "stage-new", "race-new", "election-current"):
        assert client.post(reverse(url, args=["a"])).status_code == 403


def test_an_outsider_sees_no_election(client, cast):
    builders.election("a")
    client.force_login(cast.luar)
    assert client.get(reverse("elections")).status_code == 403
    assert client.get(reverse("election", args=["a"])).status_code == 403


def test_an_official_reads_elections(client, cast):
    builders.election("a", name="Pemilu Uji")
    client.force_login(cast.pejabat)
    assert "Pemilu Uji" in client.get(reverse("elections")).content.decode()
    page = client.get(reverse("election", args=["a"])).content.decode()
    assert reverse("stage-new", args=["a"]) not in page


def test_an_election_is_changed_with_history(banten):
    election = builders.election("a")
    assert save(banten, reverse("election-change", args=["a"]), name="Nama Baru").status_code == 302
    election.refresh_from_db()
    assert election.name == "Nama Baru"
    assert election.events.last().pgh_context.metadata["username"] == "operator.banten"


def test_stages_are_added_changed_superseded_and_removed(banten):
    builders.election("a")
    stage = {"name": "Rekapitulasi", "legal_basis": "PKPU 3/2022", "starts_on": "2024-02-15", "ends_on": "2024-02-10"}
    refused = banten.post(reverse("stage-new", args=["a"]), stage)
    assert "tidak dapat selesai sebelum mulai" in refused.content.decode()
    banten.post(reverse("stage-new", args=["a"]), {**stage, "ends_on": "2024-03-20"})
    first = Stage.objects.get()
    newer = {**stage, "name": "Rekapitulasi diperpanjang", "ends_on": "2024-03-25", "supersedes": first.pk}
    banten.post(reverse("stage-new", args=["a"]), newer)
    page = banten.get(reverse("election", args=["a"])).content.decode()
    assert "diganti" in page
    banten.post(reverse("stage-remove", args=["a", first.pk]))
    assert Stage.objects.get().name == "Rekapitulasi diperpanjang"


def test_choosing_an_election_holds_for_the_session_and_leads_back(banten):
    builders.election("a")
    builders.election("b", name="Pilkada Uji")
    answer = banten.post(reverse("election-select"), {"election": "b", "next": "/elections/"})
    assert answer["Location"] == "/elections/"
    assert banten.session["election"] == "b"
    assert Election.objects.get(current=True).code == "a"


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_choosing_an_election_leads_to_no_other_site(banten, back):
    builders.election("a")
    assert banten.post(reverse("election-select"), {"election": "a", "next": back})["Location"] == "/"


def test_choosing_an_unknown_election_is_a_404(banten):
    assert banten.post(reverse("election-select"), {"election": "none"}).status_code == 404


def test_the_list_costs_the_same_however_long_it_is(banten, django_assert_max_num_queries):
    for number in range(8):
        builders.election(f"e{number}")
    with django_assert_max_num_queries(12):
        banten.get(reverse("elections"))


def test_the_list_can_be_downloaded(banten):
    builders.election("a", name="=Uji")
    text = b"".join(banten.get(reverse("elections-file", args=["csv"]))).decode()
    assert "a,'=Uji,pemilu,2024-02-14" in text

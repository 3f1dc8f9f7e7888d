"""The register: filters, counts that agree with the list, scope by role, query count."""

import pytest
from django.urls import reverse
from django.utils import timezone

from risks.models import Flag
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(cast):
    """Make risks in Lebak, Pandeglang and Kota Tangerang of several kinds and states."""
    lebak = builders.station(5)
    one = builders.flag(lebak, severity="critical")
    builders.observation(lebak, flag=one)
    builders.observation(lebak, flag=one, grade="weak", source=builders.agency("bawaslu"))
    two = builders.flag(builders.station(1, village="36.01.01.2001"), kind="flood", severity="low", status="verified")
    three = builders.flag(
        builders.station(2, village="36.71.01.1001"),
        kind="conflict",
        status="dismissed",
        outcome="bogus",
        owner=builders.agency("diskominfo"),
    )
    four = builders.flag(builders.region("36.02.06"), kind="access", election=lebak.election)
    return one, two, three, four


def shown(client, query=""):
    return {row.flag for row in client.get(f"{reverse('risks')}{query}").context["rows"]}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", {0, 1, 3}),
        ("?status=all", {0, 1, 2, 3}),
        ("?status=all&status=dismissed", {2}),
        ("?status=open&status=dismissed", {0, 1, 2, 3}),
        ("?kind=flood", {1}),
        ("?kind=flood&kind=conflict", {1}),
        ("?kind=flood&kind=conflict&status=all", {1, 2}),
        ("?severity=critical", {0}),
        ("?status=open", {0, 1, 3}),
        ("?status=reported", {0, 3}),
        ("?region=36.02", {0, 3}),
        ("?region=3602", {0, 3}),
        ("?region=36.01.01.2001", {1}),
        ("?source=bawaslu", {0}),
        ("?owner=diskominfo", set()),
        ("?owner=diskominfo&status=all", {2}),
        ("?owner=none", {0, 1, 3}),
        ("?q=kanekes", {0}),
        ("?q=kanekes 5", {0}),
        ("?q=3602062001005", {0}),
        ("?q=leuwidamar", {0, 3}),
        ("?q=tidak-ada-desa-ini", set()),
    ],
)
def test_filters_find_exactly_their_rows(client, cast, register, query, numbers):
    client.force_login(cast.pejabat)
    assert shown(client, query) == {register[each] for each in numbers}


def test_a_risk_is_found_by_its_number_even_when_closed(client, cast, register):
    client.force_login(cast.pejabat)
    assert shown(client, f"?q={register[1].number}") == {register[1]}
    assert shown(client, f"?q={register[2].number}") == {register[2]}


def test_closed_risks_stand_one_tab_away_and_the_other_filters_are_kept(client, cast, register):
    client.force_login(cast.pejabat)
    answer = client.get(f"{reverse('risks')}?kind=conflict")
    assert "Tidak ada risiko terbuka" in answer.content.decode()
    opened, waiting, everything = answer.context["tabs"]
    assert (opened["count"], waiting["count"], everything["count"]) == (0, 0, 1)
    assert opened["current"] and not everything["current"]
    assert shown(client, everything["url"]) == {register[2]}


def test_counts_beside_the_filter_values_are_what_a_choice_gives(client, cast, register):
    client.force_login(cast.pejabat)
    groups = client.get(f"{reverse('risks')}?region=36.02").context["groups"]
    for group in groups:
        for option in group["options"]:
            if option["count"] is not None and group["name"] != "region":
                found = shown(client, f"?region=36.02&{group['name']}={option['value']}")
                assert len(found) == option["count"], (group["name"], option)


def test_regencies_are_offered_with_their_counts(client, cast, register):
    client.force_login(cast.pejabat)
    group = client.get(reverse("risks")).context["groups"][0]
    counts = {option["value"]: option["count"] for option in group["options"] if option["value"]}
    assert counts == {"36.01": 1, "36.02": 2}
    group = client.get(f"{reverse('risks')}?region=36.02").context["groups"][0]
    assert {option["value"] for option in group["options"]} == {"", "36.02", "36.02.06"}


def test_unknown_filter_words_are_said_and_set_aside(client, cast, register):
    client.force_login(cast.pejabat)
    answer = client.get(f"{reverse('risks')}?kind=flod&region=zz&severity=low&page=abc&sort=haha")
    assert answer.status_code == 200
    assert "kind=flod" in answer.content.decode()


@pytest.mark.parametrize("sort", ["number", "-severity", "place", "kind", "status", "owner", "-reported"])
def test_every_sort_works(client, cast, register, sort):
    client.force_login(cast.pejabat)
    assert len(shown(client, f"?sort={sort}&status=all")) == 4


def test_the_worst_comes_first(client, cast, register):
    client.force_login(cast.pejabat)
    assert client.get(reverse("risks")).context["rows"][0].flag == register[0]


def test_another_election_shows_its_own_risks_only(client, cast, register):
    other = builders.election("pilkada-2024", name="Pilkada 2024")
    theirs = builders.flag(builders.station(5, election=other))
    client.force_login(cast.pejabat)
    assert shown(client, "?election=pilkada-2024") == {theirs}
    assert theirs not in shown(client)


def test_the_field_sees_its_own_region_and_its_own_reports(client, cast, register):
    mine = builders.flag(builders.station(9, village="36.01.01.2001"), reported_by=cast.lapangan)
    client.force_login(cast.lapangan)
    assert shown(client) == {register[0], register[3], mine}


@pytest.mark.parametrize("name", ["admin", "operator_pandeglang", "pejabat", "kpu"])
def test_the_desk_and_liaisons_read_everything(client, cast, register, name):
    client.force_login(getattr(cast, name))
    assert shown(client, "?status=all") == set(register)


def test_outsider_sees_nothing(client, cast, register):
    client.force_login(cast.luar)
    for url in (
        reverse("risks"),
        reverse("risk", args=[register[0].pk]),
        reverse("risk-new"),
        reverse("risks-csv"),
        reverse("risks-xlsx"),
        reverse("risks-geojson"),
        reverse("list-imports"),
        reverse("risks-of-station", args=[register[0].station.code]),
        reverse("risk-sources", args=["flood"]),
        reverse("risk-places"),
    ):
        assert client.get(url).status_code == 403, url


def test_only_those_who_may_judge_get_check_boxes(client, cast, register):
    client.force_login(cast.pejabat)
    assert 'name="selected"' not in client.get(reverse("risks")).content.decode()
    client.force_login(cast.operator_lebak)
    assert 'name="selected"' in client.get(reverse("risks")).content.decode()


def test_an_empty_register_says_what_to_do(client, cast):
    builders.election()
    client.force_login(cast.operator_lebak)
    page = client.get(reverse("risks")).content.decode()
    assert "Belum ada risiko" in page and reverse("risk-new") in page
    assert "Tidak ada risiko yang cocok" in client.get(f"{reverse('risks')}?kind=flood").content.decode()


def test_without_an_election_the_page_leads_to_one(client, cast):
    client.force_login(cast.admin)
    assert "Belum ada pemilihan" in client.get(reverse("risks")).content.decode()


@pytest.mark.parametrize("count", [50, 720])
def test_the_list_takes_at_most_twelve_queries(client, cast, count, django_assert_max_num_queries):
    stations = [builders.station(number + 1) for number in range(min(count, 120))]
    kinds = ["blank-spot", "flood", "conflict", "logistics", "access", "other"]
    Flag.objects.bulk_create(
        Flag(election=each.election, station=each, kind=kind, reported_at=timezone.now())
        for each in stations
        for kind in (kinds if count > 50 else kinds[:1])
    )
    client.force_login(cast.operator_lebak)
    with django_assert_max_num_queries(12):
        answer = client.get(reverse("risks"))
    assert answer.context["count"] == len(stations) * (6 if count > 50 else 1)


def test_htmx_gets_the_table_alone(client, cast, register):
    client.force_login(cast.pejabat)
    answer = client.get(reverse("risks"), headers={"HX-Request": "true"})
    assert "<!doctype" not in answer.content.decode().lower()
    assert "HX-Request" in answer.headers["Vary"]


def test_among_very_many_risks_sources_and_regions_are_counted_when_their_menu_is_opened(client, cast, monkeypatch):
    for number in (1, 2):
        place = builders.station(number)
        builders.observation(place, flag=builders.flag(place))
    monkeypatch.setattr("risks.filter_groups.MOST_COUNTED", 1)
    client.force_login(cast.operator_banten)

    def options(address: str) -> dict[str, tuple[str, list[tuple[str, int | None]]]]:
        groups = client.get(address).context["filters"]
        return {each["name"]: [(one["value"], one["count"]) for one in each["options"]] for each in groups}

    page = client.get(reverse("risks"))
    assert page.content.decode().count("Hitung jumlahnya") == 2
    shown = options(reverse("risks"))
    assert ("36.02", None) in shown["region"] and ("kpu", None) in shown["source"]
    assert ("36.02", 2) in options(f"{reverse('risks')}?count=region")["region"]
    assert ("kpu", 2) in options(f"{reverse('risks')}?count=source")["source"]
    deeper = options(f"{reverse('risks')}?region=36.02")
    values = [value for value, _count in deeper["region"]]
    assert values[:2] == ["", "36.02"] and "36.02.06" in values
    assert all(value.startswith("36.02.") and len(value) == 8 for value in values[2:])

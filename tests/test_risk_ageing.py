"""Risks that stand still surface by their own age, against a frozen clock; reviews, mine and nobody's are found too."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from risks import actions
from risks.ageing import Limits, stale
from risks.models import Flag
from tests import builders

START = datetime(2024, 1, 15, 1, tzinfo=UTC)  # 08.00 WIB
DAY = timedelta(days=1)


def test_each_status_has_its_own_limit_and_closed_ones_none():
    limits = Limits(reported=24, verified=72, mitigating=168)
    for status, hours in limits.hours().items():
        limit = timedelta(hours=hours)
        assert stale(status, START, START + limit, limits)
        assert not stale(status, START, START + limit - timedelta(seconds=1), limits)
    assert not stale("resolved", START, START + 99 * DAY, limits)
    assert not stale("reported", None, START, limits)


def ids(client, care):
    """Give the risks that the export holds, and hold the register's count, rows and counted choice against them."""
    answer = client.get(reverse("risks"), {"care": care})
    exported = b"".join(client.get(reverse("risks-csv"), {"care": care}).streaming_content).decode("utf-8-sig")
    found = {int(line.split(",")[0].removeprefix("R-")) for line in exported.strip().splitlines()[1:]}
    (group,) = (each for each in answer.context["groups"] if each["name"] == "care")
    (counted,) = (option["count"] for option in group["options"] if option["value"] == care)
    assert len(found) == answer.context["count"] == counted
    assert {row.flag.pk for row in answer.context["rows"]} <= found
    return found


@pytest.mark.django_db
def test_over_a_month_the_old_surface_each_day_and_the_fresh_never(client, cast, time_machine):
    """A risk is reported each day; some move on. Each day exactly those over their own limit are listed."""
    at = START
    limits = {"reported": DAY, "verified": 3 * DAY, "mitigating": 7 * DAY}
    entered: dict[int, tuple[str, datetime]] = {}
    for day in range(31):
        at = START + day * DAY
        time_machine.move_to(at, tick=False)
        client.force_login(cast.admin)
        flag = builders.flag(builders.station(day + 1), reported_at=at, since=at)
        entered[flag.pk] = ("reported", at)
        for pk, (status, since) in list(entered.items()):
            age = (at - since).days
            one = Flag.objects.get(pk=pk)
            if status == "reported" and pk % 3 and age == 2:
                actions.verify(one, actor=cast.admin, at=at)
                entered[pk] = ("verified", at)
            elif status == "verified" and pk % 3 == 1 and age == 4:
                actions.mitigate(one, actor=cast.admin, at=at)
                entered[pk] = ("mitigating", at)
            elif status == "mitigating" and age == 8:
                actions.resolve(one, actor=cast.admin, at=at, comment="selesai")
                del entered[pk]
        expected = {pk for pk, (status, since) in entered.items() if at - since >= limits[status]}
        if day % 5 == 0 or day == 30:
            assert ids(client, "stale") == expected, day
            lines = [each for each in client.get(reverse("home")).context["items"] if "care=stale" in each.url]
            assert [each.count for each in lines] == ([len(expected)] if expected else [])
    # The very first that nobody ever touched is still there: age is never forgotten.
    oldest = min(pk for pk, (_status, since) in entered.items() if since == min(s for _x, s in entered.values()))
    assert oldest in expected and flag.pk not in expected


@pytest.mark.django_db
def test_rows_from_before_the_date_was_kept_age_from_their_last_known_step(client, cast, time_machine):
    time_machine.move_to(START, tick=False)
    old = builders.flag(builders.station(1), reported_at=START - 2 * DAY)
    builders.flag(builders.station(2), reported_at=START - 9 * DAY, verified_at=START - DAY, status="verified")
    builders.flag(builders.station(3), reported_at=START - timedelta(hours=1))
    client.force_login(cast.pejabat)
    assert ids(client, "stale") == {old.pk}


@pytest.mark.django_db
def test_limits_are_settings(client, cast, time_machine, settings):
    settings.DESK_STALE_REPORTED = 2
    time_machine.move_to(START, tick=False)
    flag = builders.flag(since=START - timedelta(hours=3))
    client.force_login(cast.pejabat)
    assert ids(client, "stale") == {flag.pk}


@pytest.mark.django_db
def test_reviews_are_due_on_their_day_in_wib(client, cast, time_machine):
    today = builders.flag(builders.station(1), review_on=date(2024, 1, 16))
    builders.flag(builders.station(2), review_on=date(2024, 1, 17))
    closed_at = START
    builders.flag(builders.station(3), review_on=date(2024, 1, 1), status="resolved", closed_at=closed_at)
    client.force_login(cast.admin)
    time_machine.move_to(datetime(2024, 1, 15, 16, 59, tzinfo=UTC), tick=False)  # 23.59 WIB
    client.force_login(cast.admin)
    assert ids(client, "review") == set()
    time_machine.move_to(datetime(2024, 1, 15, 17, 0, tzinfo=UTC), tick=False)  # 00.00 WIB on the 16th
    client.force_login(cast.admin)
    assert ids(client, "review") == {today.pk}
    assert "1 risiko sudah waktunya ditinjau" in client.get(reverse("home")).content.decode()


@pytest.mark.django_db
def test_mine_are_those_of_the_person_and_of_the_persons_agency(client, cast):
    own = builders.flag(builders.station(1), assignee=cast.operator_lebak)
    agencys = builders.flag(builders.station(2), owner=builders.agency("diskominfo"))
    nobodys = builders.flag(builders.station(3))
    for person, mine in ((cast.operator_lebak, {own.pk}), (cast.diskominfo, {agencys.pk}), (cast.pejabat, set())):
        client.force_login(person)
        assert ids(client, "mine") == mine
        assert ids(client, "unowned") == {nobodys.pk}


@pytest.mark.django_db
def test_an_unknown_care_is_named_and_never_exported(client, cast):
    builders.flag()
    client.force_login(cast.pejabat)
    assert "care=busuk" in client.get(reverse("risks"), {"care": "busuk"}).content.decode()
    assert client.get(reverse("risks-csv"), {"care": "busuk"}).status_code == 400


@pytest.mark.django_db
def test_the_filters_of_care_cost_no_query_more(client, cast, django_assert_max_num_queries):
    builders.flag(assignee=cast.admin)
    client.force_login(cast.admin)
    client.get(reverse("risks"))
    with django_assert_max_num_queries(12):
        client.get(reverse("risks"), {"care": "stale"})

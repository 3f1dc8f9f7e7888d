"""The inbox of waiting risks: who sees which, in which order, page by page, with what may be the same beside it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from risks.models import Flag, Observation
from tests import builders
from tps import cells, codes
from tps.models import PollingStation

pytestmark = pytest.mark.django_db

INBOX = "/risks/inbox/"
VILLAGE = "36.02.06.2001"
SIGN_IN = ("django_session", "accounts_user", "tps_election")


def waiting(number, minutes=0, **fields):
    return builders.flag(builders.station(number), reported_at=timezone.now() - timedelta(minutes=minutes), **fields)


def listed(answer):
    return [flag.pk for flag, _read, _alike in answer.context["rows"]]


def many(count):
    election = builders.election()
    builders.region(VILLAGE)
    PollingStation.objects.bulk_create(
        PollingStation(
            election=election,
            region_id=VILLAGE,
            number=number,
            code=codes.station(VILLAGE, number),
            latitude=-6.6 + number / 5_000,
            longitude=106.1,
            position_source="kpu",
            cell=cells.cell(-6.6 + number / 5_000, 106.1),
        )
        for number in range(1, count + 1)
    )
    now = timezone.now()
    flags = Flag.objects.bulk_create(
        Flag(
            election=election,
            station=station,
            kind="flood",
            severity="high" if index % 2 else "medium",
            note="air sungai naik sampai halaman sekolah",
            reported_at=now - timedelta(minutes=index // 3),
        )
        for index, station in enumerate(PollingStation.objects.order_by("number"))
    )
    Observation.objects.bulk_create(
        Observation(election=election, station_id=each.station_id, kind="flood", grade="prone", flag=each,
                    source=builders.agency("kpu"), observed_at=now, recorded_at=now)
        for each in flags
    )  # fmt: skip
    return flags


def test_the_oldest_comes_first_and_is_shown_in_full(client, cast):
    late, early = waiting(1, 5), waiting(2, 90, note="Sinyal hilang sejak pagi")
    waiting(3, 200, status="verified")
    client.force_login(cast.operator_lebak)
    answer = client.get(INBOX)
    assert listed(answer) == [early.pk, late.pk]
    assert "Sinyal hilang sejak pagi" in answer.content.decode()
    assert answer.context["flag"] == early


def test_the_gravest_comes_first_when_asked_for_and_the_older_of_two_equals(client, cast):
    low, new, old = (
        waiting(1, 300, severity="low"),
        waiting(2, 1, severity="critical"),
        waiting(3, 9, severity="critical"),
    )
    client.force_login(cast.operator_lebak)
    assert listed(client.get(f"{INBOX}?order=gravest")) == [old.pk, new.pk, low.pk]


def test_only_what_lies_in_ones_own_remit_waits_for_one(client, cast):
    mine = waiting(1)
    far = builders.flag(builders.station(1, village="36.01.01.2001"))
    client.force_login(cast.operator_lebak)
    answer = client.get(f"{INBOX}?flag={far.pk}")
    assert listed(answer) == [mine.pk]
    assert answer.context["flag"] == mine
    client.force_login(cast.admin)
    assert set(listed(client.get(INBOX))) == {mine.pk, far.pk}


@pytest.mark.parametrize("who", ["luar", "kpu", "lapangan", "pejabat"])
@pytest.mark.parametrize("path", ["", "look/", "act/", "regions/?region=kanekes"])
def test_who_judges_nothing_has_no_inbox(client, cast, who, path):
    flag = waiting(1)
    client.force_login(getattr(cast, who))
    call = client.post if path in {"look/", "act/"} else client.get
    answer = call(f"{INBOX}{path}", {"flag": flag.pk, "action": "verify"} if path in {"look/", "act/"} else None)
    assert answer.status_code == 403
    flag.refresh_from_db()
    assert flag.status == "reported"


def test_a_long_list_is_paged_by_its_key_forward_and_back_without_gaps(client, cast):
    flags = many(120)
    client.force_login(cast.operator_lebak)
    for order in ("oldest", "gravest"):
        answer = client.get(f"{INBOX}?order={order}")
        pages = [listed(answer)]
        while answer.context["next_url"]:
            answer = client.get(answer.context["next_url"])
            pages.append(listed(answer))
        assert [len(each) for each in pages] == [50, 50, 20]
        assert sorted(pk for each in pages for pk in each) == [each.pk for each in flags]
        assert listed(client.get(answer.context["previous_url"])) == pages[1]
        assert answer.context["total"] == 120


def test_a_key_that_is_none_opens_the_first_page(client, cast):
    flag = waiting(1)
    client.force_login(cast.operator_lebak)
    for key in ("x", "0_x_1", "9_20240101T000000.000000_1", "0_20240101T000000.000000_x"):
        assert listed(client.get(INBOX, {"after": key})) == [flag.pk]


def test_kinds_and_queues_are_counted_and_lead_to_exactly_that_many(client, cast):
    waiting(1, kind="flood", assignee=cast.operator_lebak)
    waiting(2, kind="flood", assignee=cast.operator_banten)
    waiting(3, kind="access")
    client.force_login(cast.operator_lebak)
    answer = client.get(INBOX)
    for tab in answer.context["tabs"]:
        assert len(listed(client.get(tab["url"]))) == tab["count"]
    for kind in answer.context["kinds"]:
        assert len(listed(client.get(kind["url"]))) == kind["count"]
    assert [tab["count"] for tab in answer.context["tabs"]] == [3, 1, 1]


def test_unknown_words_of_the_address_are_named_and_change_nothing(client, cast):
    flag = waiting(1)
    client.force_login(cast.operator_lebak)
    answer = client.get(f"{INBOX}?order=newest&queue=ours&kind=flod")
    assert listed(answer) == [flag.pk]
    assert "order=newest" in answer.content.decode() and "kind=flod" in answer.content.decode()


def test_what_may_be_the_same_is_counted_in_the_list_and_named_with_its_reason(client, cast):
    one = builders.flag(builders.station(1, latitude=-6.6, longitude=106.1), kind="flood")
    two = builders.flag(builders.station(2, latitude=-6.601, longitude=106.1), kind="flood")
    client.force_login(cast.operator_lebak)
    answer = client.get(f"{INBOX}?flag={one.pk}")
    assert "1 mirip" in answer.content.decode()
    (found,) = answer.context["alike"]
    assert (found["flag"], found["mergeable"]) == (two, True)
    assert found["why"].startswith("111 m")


def test_a_closed_one_is_named_but_nothing_is_merged_into_it(client, cast):
    place = builders.station(1)
    builders.flag(place, status="dismissed", outcome="bogus", closed_at=timezone.now())
    builders.flag(place)
    client.force_login(cast.operator_lebak)
    (found,) = client.get(INBOX).context["alike"]
    assert not found["mergeable"]


def test_the_chosen_one_comes_alone_for_htmx_with_sources_and_photos(client, cast):
    flag = waiting(1)
    waiting(2)
    observation = builders.observation(flag.station, flag=flag, grade="none", note="Tidak ada sinyal sama sekali")
    builders.evidence(observation, caption="Menara roboh")
    client.force_login(cast.operator_lebak)
    text = client.get(f"{INBOX}?flag={flag.pk}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text and "data-row" not in text
    assert "Tidak ada sinyal sama sekali" in text and "Menara roboh" in text


def test_one_that_waits_no_more_says_who_did_what_and_shows_the_next(client, cast):
    flag, other = waiting(1), waiting(2)
    client.force_login(cast.operator_banten)
    client.post(f"{INBOX}act/", {"action": "verify", "flag": flag.pk})
    client.force_login(cast.operator_lebak)
    answer = client.get(f"{INBOX}?flag={flag.pk}")
    assert f"{flag.number} sudah diverifikasi oleh operator.banten" in answer.content.decode()
    assert answer.context["flag"] == other


def test_an_empty_inbox_says_so(client, cast):
    builders.election()
    client.force_login(cast.operator_lebak)
    assert "Tidak ada yang menunggu" in client.get(INBOX).content.decode()
    assert "Antrean Anda kosong" in client.get(f"{INBOX}?queue=mine").content.decode()


def test_without_an_election_it_says_what_is_missing(client, cast):
    client.force_login(cast.operator_lebak)
    assert "Belum ada pemilihan" in client.get(INBOX).content.decode()


def test_five_hundred_waiting_risks_are_asked_for_in_twelve_queries(client, cast):
    many(500)
    client.force_login(cast.operator_lebak)
    client.get(INBOX)
    for path in (INBOX, f"{INBOX}?order=gravest&kind=flood"):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        assert len(listed(answer)) == 50
        page = [each["sql"] for each in asked if not any(f'FROM "{table}"' in each["sql"] for table in SIGN_IN)]
        assert len(page) <= 12, "\n".join(page)


def test_the_register_leads_to_the_inbox(client, cast):
    waiting(1)
    client.force_login(cast.operator_lebak)
    assert f'href="{reverse("risks-inbox")}"' in client.get("/risks/").content.decode()
    client.force_login(cast.kpu)
    assert f'href="{reverse("risks-inbox")}"' not in client.get("/risks/").content.decode()


def test_beranda_leads_to_exactly_the_risks_that_it_counts(client, cast):
    waiting(1)
    builders.flag(builders.station(1, village="36.01.01.2001"))
    client.force_login(cast.operator_lebak)
    items = [each for each in client.get("/").context["items"] if "menunggu verifikasi" in each.sentence]
    assert [each.url for each in items] == [reverse("risks-inbox")]
    assert items[0].count == len(listed(client.get(items[0].url))) == 1

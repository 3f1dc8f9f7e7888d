"""Judging many risks at once: an exact account, nothing beyond the remit, nothing of one's own."""

import time

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from risks import actions
from risks.models import Flag
from tests import builders

pytestmark = pytest.mark.django_db


def said(answer):
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


def test_the_chosen_ones_are_verified_and_the_others_left_with_reasons(client, cast):
    mine = builders.flag(builders.station(1), severity="high", reported_by=cast.operator_lebak)
    fresh = builders.flag(builders.station(2))
    gone = builders.flag(builders.station(3), status="verified")
    far = builders.flag(builders.station(1, village="36.01.01.2001"))
    client.force_login(cast.operator_lebak)
    answer = client.post(
        reverse("risks-bulk"), {"action": "verify", "selected": [x.pk for x in (mine, fresh, gone, far)]}
    )
    assert "1 risiko diverifikasi" in said(answer)
    assert "1 di luar wilayah" in said(answer) and "1 sudah berubah" in said(answer) and "sendiri" in said(answer)
    assert list(Flag.objects.filter(verified_by=cast.operator_lebak)) == [fresh]


def test_everything_means_all_that_the_filters_find(client, cast):
    for number in range(1, 61):
        builders.flag(builders.station(number), kind="flood" if number > 55 else "blank-spot")
    client.force_login(cast.operator_lebak)
    url = f"{reverse('risks-bulk')}?kind=blank-spot"
    answer = client.post(url, {"action": "dismiss", "outcome": "bogus", "everything": "1"})
    assert "55 risiko ditolak" in said(answer)
    assert set(Flag.objects.filter(status="reported").values_list("kind", flat=True)) == {"flood"}


def test_an_unknown_filter_never_widens_what_is_changed(client, cast):
    builders.flag()
    client.force_login(cast.operator_lebak)
    client.post(f"{reverse('risks-bulk')}?kind=flod", {"action": "verify", "everything": "1"})
    assert Flag.objects.get().status == "reported"


def test_nothing_chosen_changes_nothing(client, cast):
    builders.flag()
    client.force_login(cast.operator_lebak)
    answer = client.post(reverse("risks-bulk"), {"action": "verify", "selected": ["x", "-1"]})
    assert "Tidak ada risiko yang dipilih" in said(answer)


def test_a_duplicate_cannot_be_dismissed_in_bulk(client, cast):
    flag = builders.flag()
    client.force_login(cast.operator_lebak)
    client.post(reverse("risks-bulk"), {"action": "dismiss", "outcome": "duplicate", "selected": [flag.pk]})
    assert Flag.objects.get().status == "reported"


def test_a_thousand_are_verified_in_three_seconds(cast):
    stations = [builders.station(number) for number in range(1, 901)]
    Flag.objects.bulk_create(
        Flag(election=each.election, station=each, kind=kind) for each in stations for kind in ("flood", "blank-spot")
    )
    ids = list(Flag.objects.values_list("pk", flat=True)[:1000])
    began = time.perf_counter()
    result = actions.verify_many(ids, actor=cast.operator_lebak, at=timezone.now())
    assert result.done == 1000
    assert time.perf_counter() - began < 3

"""Judging many risks at once: an exact account, nothing beyond the remit, nothing of one's own."""

import re
import uuid

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from risks.models import Batch, Flag
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
    assert answer.status_code == 409 and "Tidak ada risiko yang dipilih" in answer.content.decode()


def test_a_duplicate_cannot_be_dismissed_in_bulk(client, cast):
    flag = builders.flag()
    client.force_login(cast.operator_lebak)
    client.post(reverse("risks-bulk"), {"action": "dismiss", "outcome": "duplicate", "selected": [flag.pk]})
    assert Flag.objects.get().status == "reported"


def test_what_was_typed_and_chosen_stays_when_it_is_refused(client, cast):
    flag = builders.flag()
    client.force_login(cast.operator_lebak)
    sent = {"action": "merge", "selected": [flag.pk], "into": "R-9999", "comment-merge": "Laporan kedua."}
    answer = client.post(f"{reverse('risks-bulk')}?kind=blank-spot", sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Sebutkan nomor risiko yang digandakan" in page
    assert 'value="R-9999"' in page and "Laporan kedua." in page and f'name="selected" value="{flag.pk}"' in page
    assert "?kind=blank-spot" in page and Flag.objects.get().status == "reported"


def test_the_same_click_twice_is_carried_out_once_and_says_so(client, cast):
    flag = builders.flag()
    client.force_login(cast.operator_lebak)
    sent = {"action": "assign", "selected": [flag.pk], "owner": "kpu", "client_id": str(uuid.uuid4())}
    assert "1 risiko ditunjuk" in said(client.post(reverse("risks-bulk"), sent))
    assert "sudah dijalankan" in said(client.post(reverse("risks-bulk"), sent))
    assert Batch.objects.count() == 1
    # Who goes back and chooses something else is not taken for a double click.
    client.post(reverse("risks-bulk"), {**sent, "owner": "bawaslu"})
    assert Flag.objects.get().owner.code == "bawaslu"


def test_a_risk_that_changed_after_the_page_was_shown_is_left(client, cast):
    flag = builders.flag()
    client.force_login(cast.operator_lebak)
    page = client.get(reverse("risks")).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1].replace("&amp;", "&")
    Flag.objects.filter(pk=flag.pk).update(note="lain", changed_at=timezone.now())
    answer = client.post(reverse("risks-bulk"), {"action": "verify", "selected": [flag.pk], "seen": seen})
    assert "1 sudah berubah" in said(answer)
    assert Flag.objects.get().status == "reported"


@pytest.mark.parametrize(
    ("fields", "reached"),
    [
        ({"action": "merge", "into": "R-{survivor}"}, {"status": "dismissed", "outcome": "duplicate"}),
        ({"action": "region", "region": "36.02.06.2001"}, {"region_id": "36.02.06.2001"}),
        ({"action": "assign", "assignee": "operator.lebak"}, {"assignee__username": "operator.lebak"}),
    ],
)
def test_the_bar_merges_moves_and_gives_to_somebody(client, cast, fields, reached):
    builders.region()
    wide = builders.flag(builders.region("36.02"), kind="flood")
    survivor = builders.flag(kind="flood")
    if "into" not in fields:
        survivor.delete()
    client.force_login(cast.operator_lebak)
    fields = {name: value.format(survivor=survivor.pk) for name, value in fields.items()}
    answer = client.post(reverse("risks-bulk"), {**fields, "selected": [wide.pk]})
    assert answer.status_code == 302
    assert Flag.objects.filter(pk=wide.pk, **reached).exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"action": "assign"}, "Pilih instansi atau petugas"),
        ({"action": "assign", "owner": "tidak-ada"}, "tidak dikenal"),
        ({"action": "region", "region": "Entah"}, "tidak ditemukan"),
        ({"action": "region", "region": "36.01"}, "di luar wilayah tugas"),
        ({"action": "dance"}, "tidak dikenal"),
    ],
)
def test_a_wrong_choice_is_refused_in_words(client, cast, fields, sentence):
    builders.region("36.01")
    flag = builders.flag()
    client.force_login(cast.operator_lebak)
    answer = client.post(reverse("risks-bulk"), {**fields, "selected": [flag.pk]})
    assert answer.status_code == 409 and sentence in answer.content.decode()


def test_a_liaison_has_no_bulk_bar(client, cast):
    builders.flag()
    client.force_login(cast.kpu)
    assert "bulk-merge" not in client.get(reverse("risks")).content.decode()

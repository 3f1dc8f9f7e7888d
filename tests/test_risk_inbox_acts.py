"""What the inbox's buttons do: judge one or many, merge, assign, move, take back; and who comes second is told."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from risks.models import Batch, Flag
from tests import builders

pytestmark = pytest.mark.django_db

INBOX, ACT = "/risks/inbox/", "/risks/inbox/act/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def flags(cast, client):
    """Make three waiting floods, oldest first, and sign the operator of Lebak in."""
    now = timezone.now()
    client.force_login(cast.operator_lebak)
    return [
        builders.flag(builders.station(number), kind="flood", reported_at=now - timedelta(hours=9 - number))
        for number in (1, 2, 3)
    ]


def said(answer):
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


def states():
    return list(Flag.objects.order_by("pk").values_list("status", "outcome"))


def test_the_shown_one_is_verified_and_the_next_one_comes(client, cast, flags):
    answer = client.post(ACT, {"action": "verify", "flag": flags[1].pk})
    assert answer.headers["Location"] == f"{INBOX}?flag={flags[2].pk}"
    assert said(answer) == f"{flags[1].number} terverifikasi."
    flags[1].refresh_from_db()
    assert (flags[1].status, flags[1].verified_by) == ("verified", cast.operator_lebak)


def test_after_the_last_one_the_first_that_is_left_comes(client, flags):
    answer = client.post(ACT, {"action": "verify", "flag": flags[2].pk})
    assert answer.headers["Location"].endswith(f"flag={flags[0].pk}")


def test_htmx_gets_the_inbox_anew_with_the_sentence_for_the_live_line(client, flags):
    answer = client.post(f"{ACT}?order=gravest", {"action": "dismiss:bogus", "flag": flags[0].pk}, headers=HTMX)
    text = answer.content.decode()
    assert "<html" not in text
    assert f"{flags[0].number} ditolak." in text and 'id="inbox-said"' in text
    assert answer.headers["HX-Replace-Url"] == f"{INBOX}?order=gravest&flag={flags[1].pk}"
    assert states()[0] == ("dismissed", "bogus")


def test_the_ticked_ones_are_meant_before_the_shown_one(client, flags):
    ticked = [flags[0].pk, flags[2].pk]
    answer = client.post(ACT, {"action": "dismiss:not-election", "flag": flags[1].pk, "selected": ticked})
    assert said(answer) == "2 risiko ditolak."
    assert states() == [("dismissed", "not-election"), ("reported", ""), ("dismissed", "not-election")]
    assert answer.headers["Location"].endswith(f"flag={flags[1].pk}")


def test_everything_means_all_that_the_address_finds(client, cast, flags):
    other = builders.flag(builders.station(4), kind="access")
    far = builders.flag(builders.station(1, village="36.01.01.2001"), kind="flood")
    answer = client.post(f"{ACT}?kind=flood", {"action": "verify", "everything": "1", "selected": [flags[0].pk]})
    assert said(answer) == "3 risiko diverifikasi."
    assert set(Flag.objects.filter(status="reported")) == {other, far}


def test_an_unknown_filter_never_widens_what_is_changed(client, flags):
    answer = client.post(f"{ACT}?kind=flod", {"action": "verify", "everything": "1"})
    assert "tidak dikenal" in said(answer)
    assert {each for each, _outcome in states()} == {"reported"}


def test_the_last_action_is_taken_back_as_a_whole(client, flags):
    client.post(ACT, {"action": "verify", "selected": [each.pk for each in flags]})
    assert {each for each, _outcome in states()} == {"verified"}
    batch = client.get(INBOX).context["undoable"]
    answer = client.post(ACT, {"action": "undo", "batch": batch.pk})
    assert "3 risiko dikembalikan" in said(answer)
    assert {each for each, _outcome in states()} == {"reported"}
    assert client.get(INBOX).context["undoable"] is None


def test_somebody_elses_action_is_not_taken_back(client, cast, flags):
    client.post(ACT, {"action": "verify", "flag": flags[0].pk})
    client.force_login(cast.operator_banten)
    assert client.get(INBOX).context["undoable"] is None
    answer = client.post(ACT, {"action": "undo", "batch": Batch.objects.get().pk})
    assert "Hanya orang yang melakukannya" in said(answer)
    assert "Tidak ada tindakan" in said(client.post(ACT, {"action": "undo"}))
    assert states()[0] == ("verified", "")


def test_one_is_merged_into_a_suggested_one_and_the_others_by_number(client, flags):
    answer = client.post(ACT, {"action": f"merge:{flags[0].pk}", "flag": flags[1].pk})
    assert said(answer) == f"{flags[1].number} digabungkan sebagai ganda."
    answer = client.post(ACT, {"action": "merge", "into": flags[0].number, "selected": [flags[2].pk]})
    assert set(flags[0].duplicates.all()) == set(flags[1:])
    answer = client.post(ACT, {"action": "merge", "into": "R-99999999999999999999", "flag": flags[0].pk})
    assert "Sebutkan nomor risiko" in said(answer)


def test_a_person_and_an_agency_are_put_in_charge(client, cast, flags):
    builders.agency("bpbd")
    facts = {"action": "assign", "assignee": "operator.banten", "owner": "bpbd", "flag": flags[0].pk}
    answer = client.post(ACT, facts)
    assert "ditunjuk" in said(answer)
    assert answer.headers["Location"].endswith(f"flag={flags[1].pk}")
    flags[0].refresh_from_db()
    assert (flags[0].assignee, flags[0].owner.code) == (cast.operator_banten, "bpbd")
    assert "tidak dikenal" in said(client.post(ACT, {**facts, "assignee": "kpu"}))
    assert "tidak dikenal" in said(client.post(ACT, {**facts, "owner": "tidak-ada"}))


def test_the_region_of_a_risk_without_a_station_is_set_by_name_or_code(client, flags):
    builders.region("36.02.06.9002", "Mandalawangsa")
    flag = builders.flag(builders.region("36.02.06"), kind="access")
    assert said(client.post(ACT, {"action": "region", "region": "mandalawangsa", "flag": flag.pk})).startswith(
        "Wilayah"
    )
    flag.refresh_from_db()
    assert flag.region_id == "36.02.06.9002"
    client.post(ACT, {"action": "region", "region": "3602062001", "flag": flag.pk})
    flag.refresh_from_db()
    assert flag.region_id == "36.02.06.2001"
    assert "mengikuti TPS" in said(
        client.post(ACT, {"action": "region", "region": "mandalawangsa", "flag": flags[0].pk})
    )


def test_a_region_that_is_not_clear_is_asked_for_again(client, flags):
    builders.region("36.02.06.9003", "Ujungraya")
    builders.region("36.02.06.9004", "Ujungraya")
    flag = builders.flag(builders.region("36.02.06"), kind="access")
    answer = client.post(ACT, {"action": "region", "region": "ujungraya", "flag": flag.pk})
    assert "36.02.06.9003" in said(answer) and "36.02.06.9004" in said(answer)
    assert "tidak ditemukan" in said(client.post(ACT, {"action": "region", "region": "atlantis", "flag": flag.pk}))
    assert "Isi nama" in said(client.post(ACT, {"action": "region", "region": " ", "flag": flag.pk}))
    assert "luar wilayah tugas" in said(client.post(ACT, {"action": "region", "region": "36.01", "flag": flag.pk}))
    flag.refresh_from_db()
    assert flag.region_id == "36.02.06"


def test_the_second_of_two_people_is_told_who_did_what_and_goes_on(client, cast, flags):
    shown = {"flag": flags[0].pk, "seen": f"{flags[0].pk}|{flags[0].version}"}
    client.force_login(cast.operator_banten)
    client.post(ACT, {"action": "verify", **shown})
    client.force_login(cast.operator_lebak)
    answer = client.post(ACT, {"action": "dismiss:bogus", **shown}, headers=HTMX)
    text = answer.content.decode()
    assert f"{flags[0].number} sudah diverifikasi oleh operator.banten" in text
    assert states()[0] == ("verified", "")
    assert answer.context["flag"] == flags[1]


def test_what_was_changed_since_it_was_seen_is_left_even_if_it_still_waits(client, cast, flags):
    shown = {"flag": flags[0].pk, "seen": f"{flags[0].pk}|{flags[0].version}"}
    client.force_login(cast.operator_banten)
    client.post(ACT, {"action": "assign", "assignee": "operator.banten", **shown})
    client.force_login(cast.operator_lebak)
    answer = client.post(ACT, {"action": "verify", **shown})
    assert "diubah penanggung jawabnya oleh operator.banten" in said(answer)
    assert answer.headers["Location"].endswith(f"flag={flags[0].pk}")
    assert states()[0] == ("reported", "")


def test_a_double_click_does_nothing_twice(client, flags):
    facts = {"action": "verify", "flag": flags[0].pk, "client_id": str(uuid.uuid4())}
    client.post(ACT, facts)
    client.post(ACT, facts)
    assert Batch.objects.count() == 1
    assert [each.status for each in Flag.objects.order_by("pk")] == ["verified", "reported", "reported"]


def test_ones_own_grave_report_is_left_to_others(client, cast):
    flag = builders.flag(severity="critical", reported_by=cast.operator_lebak)
    client.force_login(cast.operator_lebak)
    assert "Minta operator lain" in client.get(INBOX).content.decode()
    assert "laporkan sendiri" in said(client.post(ACT, {"action": "verify", "flag": flag.pk}))
    flag.refresh_from_db()
    assert flag.status == "reported"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"action": "verify"}, "Tidak ada risiko yang dipilih"),
        ({"action": "verify", "flag": "x", "selected": ["-1", "9" * 30]}, "Tidak ada risiko yang dipilih"),
        ({"action": "explode", "flag": "1"}, "tidak dikenal"),
        ({"flag": "1"}, "tidak dikenal"),
        ({"action": "dismiss:duplicate", "flag": "1"}, "Pilih alasan"),
        ({"action": "assign", "flag": "1"}, "Pilih instansi atau petugas"),
        ({"action": "verify", "flag": "999999", "client_id": "x", "seen": "x|y"}, "tidak ada lagi"),
    ],
)
def test_a_request_that_makes_no_sense_gets_a_sentence(client, flags, facts, words):
    assert words in said(client.post(ACT, facts))
    assert {each for each, _outcome in states()} == {"reported"}


def test_a_risk_of_another_remit_is_not_changed(client, cast, flags):
    far = builders.flag(builders.station(1, village="36.01.01.2001"))
    assert "luar wilayah tugas" in said(client.post(ACT, {"action": "verify", "flag": far.pk}))
    far.refresh_from_db()
    assert far.status == "reported"
    client.post(ACT, {"action": "assign", "assignee": "operator.lebak", "selected": [far.pk, flags[0].pk]})
    far.refresh_from_db()
    assert far.assignee is None


def test_regions_are_offered_within_ones_remit(client, flags):
    builders.region("36.01.01.2001")
    assert 'value="36.02.06.2001"' in client.get(f"{INBOX}regions/?region=kanek").content.decode()
    assert "option" not in client.get(f"{INBOX}regions/?region=sumberjaya").content.decode()
    assert "option" not in client.get(f"{INBOX}regions/").content.decode()


def test_without_an_election_nothing_is_done(client, cast):
    client.force_login(cast.operator_lebak)
    assert client.post(ACT, {"action": "verify"}).headers["Location"] == INBOX

"""Who takes which waiting risk, who looks at which: two people never get the same, and nobody is blocked."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from risks import inbox, presence
from risks.actions.queue import claim_next, release
from risks.models import Flag
from risks.rules import Refused
from tests import builders

INBOX, ACT, LOOK = "/risks/inbox/", "/risks/inbox/act/", "/risks/inbox/look/"

pytestmark = pytest.mark.django_db


def many(count, **fields):
    now = timezone.now()
    return [
        builders.flag(builders.station(number), reported_at=now + timedelta(minutes=number - count), **fields)
        for number in range(1, count + 1)
    ]


def said(answer):
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


def test_the_next_twenty_that_nobody_has_are_taken_in_order(client, cast):
    flags = many(25)
    Flag.objects.filter(pk=flags[0].pk).update(assignee=cast.operator_banten)
    client.force_login(cast.operator_lebak)
    answer = client.post(f"{ACT}?order=oldest", {"action": "claim"})
    assert "20 risiko kini di antrean Anda" in said(answer)
    assert "queue=mine" in answer.headers["Location"]
    mine = client.get(answer.headers["Location"])
    assert [each.pk for each, _read, _alike in mine.context["rows"]] == [each.pk for each in flags[1:21]]
    flags[0].refresh_from_db()
    assert flags[0].assignee == cast.operator_banten


def test_only_what_the_filters_find_is_taken(client, cast):
    flood = builders.flag(builders.station(1), kind="flood")
    builders.flag(builders.station(2), kind="access")
    builders.flag(builders.station(1, village="36.01.01.2001"), kind="flood")
    client.force_login(cast.operator_lebak)
    client.post(f"{ACT}?kind=flood", {"action": "claim"})
    assert list(Flag.objects.filter(assignee=cast.operator_lebak)) == [flood]
    assert "Tidak ada lagi" in said(client.post(f"{ACT}?kind=flood", {"action": "claim"}))


def test_a_grave_report_of_ones_own_is_left_to_others(cast):
    many(1, severity="critical", reported_by=cast.operator_lebak)
    rows = inbox.waiting(builders.election().pk, "36.02").order_by("came", "pk")
    assert claim_next(rows, number=20, actor=cast.operator_lebak, at=timezone.now()) == []
    assert len(claim_next(rows, number=20, actor=cast.operator_banten, at=timezone.now())) == 1


def test_what_was_taken_is_given_back_whole_or_in_part(client, cast):
    flags = many(3)
    client.force_login(cast.operator_lebak)
    client.post(ACT, {"action": "claim"})
    answer = client.post(f"{ACT}?queue=mine", {"action": "release", "selected": [flags[0].pk]})
    assert "1 risiko dikembalikan" in said(answer)
    client.force_login(cast.operator_banten)
    assert "0 risiko dikembalikan" in said(client.post(ACT, {"action": "release"}))
    client.force_login(cast.operator_lebak)
    assert "2 risiko dikembalikan" in said(client.post(ACT, {"action": "release"}))
    assert not Flag.objects.filter(assignee__isnull=False).exists()


def test_taking_stands_in_the_history_with_name_and_action(cast):
    (flag,) = many(1)
    rows = inbox.waiting(builders.election().pk, "").order_by("pk")
    claim_next(rows, number=1, actor=cast.operator_lebak, at=timezone.now())
    release(None, waiting=rows, actor=cast.operator_lebak, at=timezone.now())
    events = flag.events.order_by("pgh_id").select_related("pgh_context")
    done = [each.pgh_context.metadata["action"] for each in events if each.pgh_context]
    assert [each for each in done if each in {"risk.claim", "risk.release"}][-1] == "risk.release"
    assert "risk.claim" in done


def test_too_many_at_once_are_refused(cast):
    many(1)
    for number in (0, 101):
        with pytest.raises(Refused, match="antara 1 dan 100"):
            claim_next(Flag.objects.all(), number=number, actor=cast.operator_lebak, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_get_different_ones():
    cast = builders.cast()
    many(40)
    election = builders.election().pk
    ready, got = threading.Barrier(2), {}

    def take(user):
        try:
            ready.wait(10)
            rows = inbox.waiting(election, "36.02").order_by("came", "pk")
            got[user.username] = claim_next(rows, number=20, actor=user, at=timezone.now())
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[each]) for each in (cast.operator_lebak, cast.operator_banten)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    one, two = got.values()
    assert not {*one} & {*two}
    for name, ids in got.items():
        assert {*Flag.objects.filter(assignee__username=name).values_list("pk", flat=True)} == {*ids}
    assert len(one) + len(two) == 40


def test_others_are_told_who_looks_and_the_marker_fades(client, cast):
    one, two = many(2)
    facts = {"flag": one.pk, "seen": [f"{one.pk}|v", f"{two.pk}|v"]}
    with time_machine.travel("2024-02-01 10:00+00:00") as clock:
        client.force_login(cast.operator_banten)
        assert "sedang dilihat" not in client.post(LOOK, facts).content.decode()
        client.force_login(cast.operator_lebak)
        text = client.post(LOOK, {**facts, "flag": two.pk}).content.decode()
        assert "sedang dilihat" not in text  # nobody looks at the second one
        assert "operator.banten" in text.partition(f"looking-{one.pk}")[2]  # but somebody at the first, in the list
        assert "sedang dilihat operator.banten" in client.post(LOOK, facts).content.decode()
        clock.shift(timedelta(seconds=presence.LASTS + 1))
        presence.leave(cast.operator_banten)  # Redis keeps time by a clock of its own
        assert "sedang dilihat" not in client.post(LOOK, facts).content.decode()


def test_the_same_answer_is_not_sent_twice(client, cast):
    (flag,) = many(1)
    client.force_login(cast.operator_lebak)
    first = client.post(LOOK, {"flag": flag.pk, "seen": f"{flag.pk}|v"})
    known = first.context["known"]
    again = client.post(LOOK, {"flag": flag.pk, "seen": f"{flag.pk}|v", "known": known})
    assert (again.status_code, again.content) == (204, b"")


def test_who_looks_is_told_when_another_person_has_handled_it(client, cast):
    (flag,) = many(1)
    client.force_login(cast.operator_banten)
    client.post(ACT, {"action": "verify", "flag": flag.pk})
    client.force_login(cast.operator_lebak)
    text = client.post(LOOK, {"flag": flag.pk, "seen": f"{flag.pk}|v"}).content.decode()
    assert f"{flag.number} sudah diverifikasi oleh operator.banten" in text


def test_looking_at_nothing_or_at_another_remit_marks_nothing(client, cast):
    far = builders.flag(builders.station(1, village="36.01.01.2001"))
    client.force_login(cast.operator_lebak)
    for flag in (far.pk, "x", 999999):
        assert "sedang" not in client.post(LOOK, {"flag": flag}).content.decode()
    assert presence.lookers([cast.operator_lebak], [far.pk]) == {}


def test_a_marker_is_kept_for_less_than_a_minute(cast):
    assert 30 < presence.LASTS < 60
    presence.look(cast.operator_lebak, 7)
    assert presence.lookers([cast.operator_lebak, cast.operator_banten], [7]) == {7: [cast.operator_lebak]}
    cache.clear()
    assert presence.lookers([cast.operator_lebak], [7]) == {}

"""Two people who act on the same risks at once: each risk is handled once, and both accounts are exact."""

import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from risks import actions, rules
from risks.models import Batch, Flag, Transition
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run calls in threads that begin together; gives what each returned, or the refusal."""
    ready, told = threading.Barrier(len(calls)), {}

    def run(number, call):
        try:
            ready.wait(10)
            told[number] = call()
        except rules.Refused as refusal:
            told[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [told[number] for number in range(len(calls))]


def flags(count):
    stations = [builders.station(number) for number in range(1, count + 1)]
    made = Flag.objects.bulk_create(Flag(election=each.election, station=each, kind="flood") for each in stations)
    return [each.pk for each in made]


def test_overlapping_choices_are_handled_once_and_counted_exactly(cast):
    ids, at = flags(60), timezone.now()
    one, other = at_once(
        lambda: actions.verify_many(ids[:40], actor=cast.operator_lebak, at=at),
        lambda: actions.verify_many(ids[:19:-1], actor=cast.operator_banten, at=at),
    )
    assert one.done + other.done == 60 and one.moved + other.moved == 20
    assert one.done + one.moved == 40 == other.done + other.moved
    assert Transition.objects.count() == 60 == Flag.objects.filter(status="verified").count()
    for result, actor in ((one, cast.operator_lebak), (other, cast.operator_banten)):
        assert Flag.objects.filter(verified_by=actor).count() == result.done == result.batch.items.count()


def test_both_halves_of_a_double_click_are_one(cast):
    ids, key, at = flags(20), uuid.uuid4(), timezone.now()

    def click():
        return actions.dismiss_many(ids, outcome="bogus", actor=cast.operator_lebak, at=at, client_id=key)

    results = at_once(click, click)
    assert [each.done for each in results] == [20, 20] and sorted(each.again for each in results) == [False, True]
    assert Batch.objects.count() == 1 and Transition.objects.count() == 20


def test_an_undo_and_a_next_step_never_both_win(cast):
    ids, at = flags(20), timezone.now()
    batch = actions.verify_many(ids, actor=cast.operator_lebak, at=at).batch
    seen = {each.pk: each.version for each in Flag.objects.all()}
    undone, dismissed = at_once(
        lambda: actions.undo(batch.pk, actor=cast.operator_lebak, at=at),
        lambda: actions.dismiss_many(ids, outcome="bogus", actor=cast.operator_banten, at=at, seen=seen),
    )
    assert undone.done + dismissed.done == 20 and undone.moved + dismissed.moved == 20
    assert Flag.objects.filter(status="reported").count() == undone.done


def test_of_two_who_undo_the_same_one_is_told(cast):
    batch, at = actions.verify_many(flags(10), actor=cast.admin, at=timezone.now()).batch, timezone.now()
    told = at_once(*[lambda: actions.undo(batch.pk, actor=cast.admin, at=at)] * 2)
    refused = [each for each in told if isinstance(each, rules.Refused)]
    assert len(refused) == 1 and "sudah diurungkan" in str(refused[0])
    assert Transition.objects.filter(step="undo").count() == 10

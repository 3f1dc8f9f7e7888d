"""One thing done to many risks: who is left out and why, exactly counted, in few statements."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from risks import actions, rules
from risks.actions import Reason
from risks.models import Batch, Flag, Observation, Transition
from tests import builders

pytestmark = pytest.mark.django_db
NOW = {"at": timezone.now()}


def test_merging_keeps_the_original_open_and_leaves_out_other_kinds(cast):
    survivor = builders.flag(builders.station(1), kind="flood")
    same, closed = (
        builders.flag(builders.station(number), kind="flood", status=status, outcome=outcome)
        for number, status, outcome in ((2, "verified", ""), (3, "dismissed", "bogus"))
    )
    other = builders.flag(builders.station(4), kind="conflict")
    said = builders.observation(same.station, kind="flood", grade="prone", flag=same)
    ids = [survivor.pk, same.pk, closed.pk, other.pk]
    result = actions.merge_many(ids, survivor, actor=cast.operator_lebak, comment="Satu banjir.", **NOW)
    assert result.done == 1 and result.left == {"moved": 1, "other": 1}
    same.refresh_from_db()
    survivor.refresh_from_db()
    said.refresh_from_db()
    assert (same.status, same.outcome, same.duplicate_of) == ("dismissed", "duplicate", survivor)
    assert survivor.status == "reported" and said.flag == same
    step = Transition.objects.get()
    assert (step.step, step.other, step.comment) == ("dismiss", survivor, "Satu banjir.")


def test_nothing_is_merged_into_a_closed_risk_or_into_itself(cast):
    closed = builders.flag(status="resolved")
    flag = builders.flag(builders.station(6))
    with pytest.raises(rules.Refused, match="sudah ditutup"):
        actions.merge_many([flag.pk], closed, actor=cast.admin, **NOW)
    with pytest.raises(rules.Refused, match="paling sedikit satu"):
        actions.merge_many([flag.pk], flag, actor=cast.admin, **NOW)
    assert not Batch.objects.exists()


def test_giving_to_a_person_keeps_the_agency_and_skips_what_lies_outside_their_remit(cast):
    bpbd = builders.agency("bpbd")
    near = builders.flag(builders.station(1), owner=bpbd)
    far = builders.flag(builders.station(1, village="36.01.01.2001"))
    closed = builders.flag(builders.station(2), status="resolved")
    mine = builders.flag(builders.station(3), assignee=cast.operator_lebak)
    ids = [near.pk, far.pk, closed.pk, mine.pk]
    result = actions.assign_many(ids, owner=None, assignee=cast.operator_lebak, actor=cast.operator_banten, **NOW)
    assert result.done == 1 and result.left == {"person": 1, "moved": 1, "same": 1}
    near.refresh_from_db()
    assert (near.owner, near.assignee) == (bpbd, cast.operator_lebak)
    nobody = actions.assign_many([near.pk], owner=None, assignee=None, nobody=True, actor=cast.admin, **NOW)
    near.refresh_from_db()
    assert nobody.done == 1 and (near.owner, near.assignee) == (None, None)


def test_a_region_is_set_only_where_no_station_settles_it_and_no_other_risk_is_open(cast):
    village = builders.region()
    builders.flag(village, kind="flood")
    wide, at_station = builders.flag(builders.region("36.02"), kind="flood"), builders.flag(builders.station(1))
    access = [builders.flag(builders.region(code), kind="access") for code in ("36.02", "36.02.06")]
    ids = [wide.pk, at_station.pk, *(each.pk for each in access), 999_999]
    result = actions.set_region_many(ids, village, actor=cast.operator_lebak, **NOW)
    assert result.done == 1 and result.clash == 2
    assert result.left == {"clash": 2, "station": 1, "gone": 1}
    assert Flag.objects.get(region=village, kind="access") == access[0]
    assert Flag.objects.get(pk=wide.pk).region_id == "36.02"


def test_ones_own_grave_risk_is_neither_merged_nor_moved(cast):
    survivor = builders.flag(builders.station(1), kind="flood")
    mine = builders.flag(builders.region("36.02"), kind="flood", severity="critical", reported_by=cast.operator_lebak)
    judge = {"actor": cast.operator_lebak, **NOW}
    assert actions.merge_many([mine.pk], survivor, **judge).own == 1
    assert actions.set_region_many([mine.pk], builders.region(), **judge).own == 1
    assert actions.merge_many([mine.pk], survivor, actor=cast.admin, **NOW).done == 1


def test_a_click_sent_twice_gives_the_first_account_again(cast):
    flags = [builders.flag(builders.station(number)) for number in (1, 2)]
    key = uuid.uuid4()
    first = actions.verify_many([each.pk for each in flags], actor=cast.operator_lebak, client_id=key, **NOW)
    again = actions.verify_many([each.pk for each in flags], actor=cast.operator_lebak, client_id=key, **NOW)
    assert (first.done, again.done, first.again, again.again) == (2, 2, False, True)
    assert again.batch == first.batch and Transition.objects.count() == 2
    with pytest.raises(rules.Refused, match="tindakan lain"):
        actions.verify_many([flags[0].pk], actor=cast.admin, client_id=key, **NOW)


def test_what_changed_since_it_was_seen_is_left(cast):
    old, same = builders.flag(builders.station(1)), builders.flag(builders.station(2))
    seen = {old.pk: old.version, same.pk: same.version}
    actions.assign(old, owner=builders.agency("kpu"), actor=cast.admin, **NOW)
    result = actions.verify_many([old.pk, same.pk], actor=cast.operator_lebak, seen=seen, **NOW)
    assert (result.done, result.moved, result.skipped) == (1, 1, 1)


def test_the_same_moment_twice_still_gives_a_new_version(cast):
    flag = builders.flag()
    ids, judge = [flag.pk], {"actor": cast.admin, **NOW}
    versions = {flag.version}
    for step in (actions.verify_many, lambda ids, **each: actions.dismiss_many(ids, outcome="bogus", **each)):
        step(ids, **judge)
        flag.refresh_from_db()
        versions.add(flag.version)
    assert len(versions) == 3


def test_more_than_one_click_may_change_is_refused(cast):
    with pytest.raises(rules.Refused, match=r"20\.000"):
        actions.verify_many(range(actions.MOST + 1), actor=cast.admin, **NOW)


def test_many_take_as_few_statements_as_a_few(cast):
    stations = [builders.station(number) for number in range(1, 61)]
    flags = Flag.objects.bulk_create(Flag(election=each.election, station=each, kind="flood") for each in stations)
    Observation.objects.bulk_create(
        Observation(election=each.election, station=each.station, kind="flood", grade="prone", flag=each,
                    source=builders.agency("kpu"), observed_at=timezone.now(), recorded_at=timezone.now())
        for each in flags
    )  # fmt: skip
    counted = []
    for some in (flags[:5], flags[5:]):
        with CaptureQueriesContext(connection) as asked:
            result = actions.verify_many([each.pk for each in some], actor=cast.operator_lebak, **NOW)
            actions.undo(result.batch.pk, actor=cast.operator_lebak, **NOW)
        assert result.done == len(some)
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 40


def test_every_reason_has_words(cast):
    flag = builders.flag()
    result = actions.verify_many([flag.pk, 999_999], actor=cast.operator_pandeglang, **NOW)
    assert result.left == {Reason.OUTSIDE: 1, Reason.GONE: 1} and result.outside == 1 and result.done == 0

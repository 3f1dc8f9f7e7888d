"""Taking back what was done to many risks: as a whole, once, in time, and nothing that others changed since."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from risks import actions, rules
from risks.models import Flag, Transition
from tests import builders

pytestmark = pytest.mark.django_db
AT = timezone.now()
KEPT = ("status", "outcome", "duplicate_of", "since", "verified_by", "verified_at", "closed_at")
KEPT += ("owner", "assignee", "region")


def states():
    return list(Flag.objects.order_by("pk").values_list("pk", *KEPT))


def five(kind="flood"):
    return [builders.flag(builders.station(number), kind=kind, since=AT - timedelta(days=1)) for number in range(1, 6)]


@pytest.mark.parametrize("action", ["verify", "dismiss", "merge", "assign", "region"])
def test_everything_stands_as_it_stood_before(cast, action):
    flags = five()
    wide = builders.flag(builders.region("36.02"), kind="flood")
    village = builders.region("36.02.06")
    ids, judge = [each.pk for each in (*flags, wide)], {"actor": cast.operator_lebak, "at": AT, "comment": "Sekaligus."}
    before = states()
    result = {
        "verify": lambda: actions.verify_many(ids, **judge),
        "dismiss": lambda: actions.dismiss_many(ids, outcome="bogus", **judge),
        "merge": lambda: actions.merge_many(ids, flags[0], **judge),
        "assign": lambda: actions.assign_many(ids, owner=builders.agency("bpbd"), assignee=cast.admin, **judge),
        "region": lambda: actions.set_region_many(ids, village, **judge),
    }[action]()
    assert states() != before
    later = AT + timedelta(minutes=29)
    undone = actions.undo(result.batch.pk, actor=cast.operator_lebak, at=later, comment="Salah pilih.")
    assert states() == before
    assert undone.done == result.done and undone.skipped == 0
    steps = Transition.objects.filter(step="undo")
    assert steps.count() == (result.done if action in {"verify", "dismiss", "merge"} else 0)
    assert set(steps.values_list("actor", "comment")) <= {(cast.operator_lebak.pk, "Salah pilih.")}


def test_what_somebody_touched_since_is_left_and_counted(cast):
    flags = five()
    result = actions.verify_many([each.pk for each in flags], actor=cast.operator_lebak, at=AT)
    actions.mitigate(flags[0], actor=cast.admin, at=AT)
    actions.review(flags[1], on=(AT + timedelta(days=2)).date(), actor=cast.admin, at=AT)
    undone = actions.undo(result.batch.pk, actor=cast.operator_lebak, at=AT)
    assert (undone.done, undone.moved) == (3, 2)
    assert [each[1] for each in states()] == ["mitigating", "verified", "reported", "reported", "reported"]


def test_the_statement_that_was_confirmed_along_is_unconfirmed_and_others_stay(cast):
    flag = builders.flag(kind="flood")
    old = builders.observation(flag.station, kind="flood", grade="prone", flag=flag, verified_at=AT,
                               verified_by=cast.admin, observed_at=AT - timedelta(days=2))  # fmt: skip
    new = builders.observation(flag.station, kind="flood", grade="depth-70", flag=flag, observed_at=AT)
    result = actions.verify_many([flag.pk], actor=cast.operator_lebak, at=AT)
    new.refresh_from_db()
    assert new.verified_by == cast.operator_lebak
    actions.undo(result.batch.pk, actor=cast.operator_lebak, at=AT)
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.verified_by, new.verified_at, old.verified_by) == (None, None, cast.admin)


def test_a_place_where_another_risk_was_opened_meanwhile_is_not_taken_up_twice(cast):
    flags = five()
    judge = {"actor": cast.operator_lebak, "at": AT}
    result = actions.dismiss_many([each.pk for each in flags], outcome="bogus", **judge)
    builders.flag(flags[0].station, kind="flood")
    undone = actions.undo(result.batch.pk, **judge)
    assert (undone.done, undone.clash) == (4, 1)
    assert Flag.objects.get(pk=flags[0].pk).status == "dismissed"


def test_once_in_time_and_only_by_the_same_person_or_an_admin(cast, settings):
    settings.DESK_UNDO_MINUTES = 10
    first, second, third = (
        actions.verify_many([each.pk], actor=cast.operator_lebak, at=AT).batch for each in five()[:3]
    )
    with pytest.raises(rules.Refused, match="Hanya orang yang melakukannya"):
        actions.undo(first.pk, actor=cast.operator_banten, at=AT)
    with pytest.raises(rules.Refused, match="hanya dapat diurungkan sampai"):
        actions.undo(second.pk, actor=cast.operator_lebak, at=AT + timedelta(minutes=11))
    assert actions.undo(first.pk, actor=cast.operator_lebak, at=AT).done == 1
    with pytest.raises(rules.Refused, match="sudah diurungkan oleh"):
        actions.undo(first.pk, actor=cast.admin, at=AT)
    assert actions.undo(third.pk, actor=cast.admin, at=AT).done == 1
    with pytest.raises(rules.Refused):
        actions.undo(999_999, actor=cast.admin, at=AT)


def test_who_lost_the_remit_puts_nothing_back(cast):
    flag = builders.flag()
    batch = actions.verify_many([flag.pk], actor=cast.operator_lebak, at=AT).batch
    cast.operator_lebak.remit = "36.01"
    undone = actions.undo(batch.pk, actor=cast.operator_lebak, at=AT)
    assert (undone.done, undone.outside) == (0, 1)


def test_history_names_the_undo_as_such(client, cast):
    flag = builders.flag()
    batch = actions.verify_many([flag.pk], actor=cast.operator_lebak, at=timezone.now()).batch
    actions.undo(batch.pk, actor=cast.operator_lebak, at=timezone.now())
    client.force_login(cast.operator_lebak)
    page = client.get(reverse("history-of", args=["risks.flag", flag.pk])).content.decode()
    assert "mengurungkan tindakan massal" in page
    assert "diurungkan" in client.get(f"/risks/{flag.pk}/").content.decode()

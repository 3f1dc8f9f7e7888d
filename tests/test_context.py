"""Every change keeps the name of who made it and why, also beside and inside other changes."""

import pghistory
import pytest
from django.db import connection, transaction
from pghistory.models import Context

from desk.context import acting
from risks.models import Flag
from tests import builders

pytestmark = pytest.mark.django_db


def actions_of(flag: Flag) -> list[str]:
    events = flag.events.order_by("pgh_id").values_list("pgh_context_id", flat=True)
    known = {context.pk: context.metadata for context in Context.objects.all()}
    return [f"{known[each]['action']} {known[each]['username']}" for each in events if each]


def test_changes_beside_and_inside_each_other_keep_their_own_names(cast) -> None:
    flag = builders.flag()
    with acting(cast.admin, "outer"):
        flag.note = "satu"
        flag.save()
        with acting(cast.operator_lebak, "inner"):
            flag.note = "dua"
            flag.save()
        flag.note = "tiga"
        flag.save()
    with acting(cast.operator_banten, "beside"):
        flag.note = "empat"
        flag.save()
    assert actions_of(flag) == ["outer admin", "inner operator.lebak", "outer admin", "beside operator.banten"]


def test_a_change_after_one_that_was_taken_back_keeps_its_context(cast) -> None:
    flag = builders.flag()
    with acting(cast.admin, "steady"):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            Flag.objects.filter(pk=flag.pk).update(note="batal", severity="critical")
            raise ZeroDivisionError
        Flag.objects.filter(pk=flag.pk).update(note="jadi")
    assert actions_of(flag) == ["steady admin"]


def test_what_is_said_later_of_the_same_change_stands_in_its_context_too(cast) -> None:
    flag = builders.flag()
    with acting(cast.admin, "first"):
        Flag.objects.filter(pk=flag.pk).update(note="satu")
        with pghistory.context(found="later"):
            Flag.objects.filter(pk=flag.pk).update(note="dua")
    (context,) = {Context.objects.get(pk=each.pgh_context_id) for each in flag.events.filter(pgh_label="update")}
    assert (context.metadata["action"], context.metadata["found"]) == ("first", "later")


def test_a_change_of_many_rows_writes_its_context_once(cast) -> None:
    flags = [builders.flag(builders.station(number)) for number in range(1, 6)]
    with acting(cast.admin, "many") as opened:
        Flag.objects.update(note="semua")
        Flag.objects.update(note="semua lagi")
        with connection.cursor() as cursor:
            # A row that was locked or written again bears the number of who did so.
            cursor.execute("SELECT xmax::text FROM pghistory_context WHERE id = %s", [opened])
            assert cursor.fetchone() == ("0",)
    assert all(actions_of(flag)[-2:] == ["many admin", "many admin"] for flag in flags)

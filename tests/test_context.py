"""Every change keeps the name of who made it and why, also beside and inside other changes."""

import pytest
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

"""What the demo tells: one seeding, read from several sides."""

import io
import json
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import Client

from desk.accounts.models import User
from desk.briefings.models import Briefing
from desk.coordination.kinds import TaskState
from desk.coordination.models import Task
from desk.map.models import Area
from desk.post.models import Delivery
from desk.recap.models import Relocation
from risks import policy
from risks.models import Flag, HazardLayer, Observation
from tests.test_demo import DAY, seeded
from tps.models import PollingStation

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def summary(lasting: None) -> dict[str, Any]:
    """Load the demo once for all tests of this file, and give what the command says."""
    return seeded()


def test_the_demo_tells_the_whole_story(summary: dict[str, Any]) -> None:
    assert set(Task.objects.values_list("state", flat=True)) == set(TaskState.values)
    assert {*Flag.objects.values_list("status", flat=True)} >= {"reported", "verified", "mitigating", "resolved"}
    assert Flag.objects.filter(severity="critical").exists()
    assert summary["briefings"] == Briefing.objects.filter(state="issued").count() == 4
    assert Delivery.objects.filter(document__briefing__isnull=False).count() == 8
    layer = HazardLayer.objects.get(state="applied", kind="flood")
    assert "simulasi" in layer.name
    assert (layer.zones.count(), layer.rejected) == (7, 0)
    assert Observation.objects.filter(list_import=layer.proposals, standing="proposed").count() == layer.inside > 0
    assert Relocation.objects.exclude(latitude=None).exists()
    disputed = (
        Observation.objects.filter(kind="blank-spot")
        .values("station")
        .annotate(grades=Count("grade", distinct=True))
        .filter(grades__gt=1)
    )
    assert disputed.exists()
    task = Task.objects.get(title="Siapkan radio dan titik kirim di luar Kanekes")
    event = task.events.first()  # type: ignore[attr-defined]
    assert event.pgh_context.metadata["username"] == "operator.lebak"


def test_risks_of_the_demo_are_assessed_assigned_and_have_the_steps_that_led_to_their_status(
    summary: dict[str, Any],
) -> None:
    flags = Flag.objects.filter(verified_at__isnull=False)
    thresholds = policy.matrix()
    assessed = list(flags.filter(likelihood__isnull=False, severity_source="matrix"))
    assert assessed and all(thresholds.severity(each.likelihood, each.impact) == each.severity for each in assessed)
    assert flags.filter(assignee__isnull=False).exists() and flags.filter(review_on__lte=DAY).exists()
    for flag in flags.prefetch_related("transitions"):
        walked = [(each.before, each.after) for each in flag.transitions.all()]
        assert walked[0][0] == "reported" and walked[-1][1] == flag.status
        assert all(one[1] == two[0] for one, two in pairwise(walked))
    assert not Flag.objects.filter(status="reported", transitions__isnull=False).exists()
    island = Observation.objects.filter(kind="access", station__region_id="36.04.13.2009")
    assert set(island.values_list("mode", "minutes")) == {("boat", 180)}
    rawan = Observation.objects.filter(grade="tps-rawan", source__code="bawaslu")
    assert rawan.exists() and not rawan.filter(variables__isnull=True).exists()
    assert not Observation.objects.filter(grade="nearby", bearing__isnull=True).exists()


def test_the_accounts_of_the_contract_can_sign_in(summary: dict[str, Any]) -> None:
    people = {user.username: user for user in User.objects.all()}
    assert set(people) == {
        "admin", "operator.banten", "operator.lebak", "operator.pandeglang", "pejabat", "kpu", "bawaslu",
        "forkopimda", "diskominfo", "lapangan", "luar",
    }  # fmt: skip
    assert people["pejabat"].may_authorise
    assert people["diskominfo"].agency is not None
    assert (people["lapangan"].remit, people["luar"].role) == ("36.02", "")
    assert all(user.demo and user.check_password("desk-demo") for user in people.values())
    client = Client()
    client.force_login(people["operator.banten"])
    assert client.get("/").status_code == 200


def test_if_empty_leaves_what_is_there(summary: dict[str, Any]) -> None:
    out = io.StringIO()
    call_command("seed_demo", "--if-empty", "--json", stdout=out)
    assert json.loads(out.getvalue())["loaded"] is False
    with pytest.raises(CommandError, match="sudah ada"):
        seeded()
    assert PollingStation.objects.count() == 700


def test_the_first_look_at_the_map_finds_its_areas_drawn(summary: dict[str, Any]) -> None:
    areas = Area.objects.filter(area_set__election__code="pemilu-simulasi").values_list("level", flat=True)
    assert (list(areas).count("regency"), list(areas).count("district") > 100) == (8, True)

"""Many tasks at once: a preview with the exact number, then all of them or none, and never twice."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from desk.coordination.models import Task
from tests import builders
from tests.doors import signed_in
from tps.models import Region

pytestmark = pytest.mark.django_db


def filled(**changes: Any) -> dict[str, Any]:
    """Give what a person types: a task for Diskominfo in each district of Banten."""
    builders.election()
    for code in ("36.01.01", "36.02.06", "36.71.01"):
        builders.region(code)
    day = (timezone.localtime() + timedelta(days=2)).date()
    return {
        "stage": "preview",
        "title": "Cek gudang di {wilayah}",
        "rule": "fixed",
        "owner": builders.agency("diskominfo").pk,
        "region": builders.region("36").pk,
        "level": "district",
        "due_day": day.isoformat(),
        "due_time": "16:00",
        "priority": "normal",
        "client_id": "5f0e8f6c-2f0b-4a57-9d0e-0a6f6a3c1d11",
    } | changes


def test_one_task_for_each_district_after_a_preview_and_once(cast: SimpleNamespace) -> None:
    client, form = signed_in(cast.operator_banten), filled()
    districts = Region.objects.within("36").at_level("district").count()
    preview = client.post("/tasks/bulk/", form)
    assert f"{districts} tugas akan dibuat" in preview.content.decode()
    assert not Task.objects.exists()
    for _click in range(2):
        answer = client.post("/tasks/bulk/", form | {"stage": "give", "expected": str(districts)}, follow=True)
        assert f"{districts} tugas diberikan." in answer.content.decode()
    assert Task.objects.count() == districts
    assert Task.objects.get(region="36.02.06").title == "Cek gudang di Leuwidamar"


def test_a_number_that_changed_since_the_preview_makes_nothing(cast: SimpleNamespace) -> None:
    answer = signed_in(cast.operator_banten).post("/tasks/bulk/", filled(stage="give", expected="2"))
    assert answer.status_code == 409
    assert "Jumlahnya berubah sejak pratinjau" in answer.content.decode()
    assert not Task.objects.exists()


def test_the_local_agency_does_each_and_places_without_one_are_named(cast: SimpleNamespace) -> None:
    lebak = builders.agency("kpu-lebak", name="KPU Lebak", kind="election", region_code="36.02")
    form = filled(rule="local", owner="", kind="election")
    client = signed_in(cast.operator_banten)
    context = client.post("/tasks/bulk/", form).context
    all_of = Region.objects.at_level("district")
    inside, whole = all_of.within("36.02").count(), all_of.within("36").count()
    assert (context["count"], context["without"]) == (inside, whole - inside)
    client.post("/tasks/bulk/", form | {"stage": "give", "expected": str(inside)})
    assert set(Task.objects.values_list("owner", flat=True)) == {lebak.pk}
    assert not Task.objects.exclude(region__code__startswith="36.02.").exists()


def test_an_operator_gives_tasks_only_within_the_own_remit(cast: SimpleNamespace) -> None:
    form = filled()
    refused = signed_in(cast.operator_lebak).post("/tasks/bulk/", form)
    assert refused.status_code == 422
    context = signed_in(cast.operator_lebak).post("/tasks/bulk/", form | {"region": "36.02"}).context
    assert context["count"] == Region.objects.within("36.02").at_level("district").count()


def test_chosen_risks_each_get_a_task_of_their_owner(cast: SimpleNamespace) -> None:
    inside = builders.flag(owner=builders.agency("bpbd"))
    without = builders.flag(builders.station(6))
    outside = builders.flag(builders.station(1, "36.01.01.2001"), owner=builders.agency("bpbd"))
    form = filled(rule="risk", owner="", flag=[inside.pk, without.pk, outside.pk])
    client = signed_in(cast.operator_lebak)
    page = client.post("/tasks/bulk/", form).content.decode()
    assert "1 tugas akan dibuat" in page
    assert "1 dilewati karena di luar wilayah tugas Anda." in page
    client.post("/tasks/bulk/", form | {"stage": "give", "expected": "1"})
    assert (Task.objects.get().flag, Task.objects.get().owner.code) == (inside, "bpbd")


def test_chosen_stations_each_get_a_task(cast: SimpleNamespace) -> None:
    codes = [builders.station(number).code for number in (1, 2)]
    form = filled(station=codes, stage="give", expected="2")
    signed_in(cast.operator_lebak).post("/tasks/bulk/", form)
    assert set(Task.objects.values_list("station__code", flat=True)) == set(codes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"owner": ""}, "Pilih instansi pelaksana."),
        ({"rule": "local", "kind": ""}, "Pilih jenis instansi."),
        ({"due_day": "2020-01-01"}, "Tenggat sudah lewat"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    cast: SimpleNamespace, changes: dict[str, str], sentence: str
) -> None:
    answer = signed_in(cast.operator_banten).post("/tasks/bulk/", filled(**changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Cek gudang di {wilayah}" in answer.content.decode()

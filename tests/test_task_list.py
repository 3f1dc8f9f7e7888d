"""The list of tasks: tabs, filters, exports, and a fixed number of queries whatever the data."""

import csv
import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> SimpleNamespace:
    """Give the cast of the demo."""
    return builders.cast()


def signed_in(user: Any) -> Client:
    """Give the browser of a person."""
    client = Client()
    client.force_login(user)
    return client


def listed(client: Client, query: str = "") -> list[str]:
    """Give the titles on the list."""
    return [task.title for task in client.get(f"/tasks/{query}").context["page"]]


def late(**fields: Any) -> Any:
    """Make a task whose due moment was yesterday."""
    now = timezone.now()
    return builders.task(created_at=now - timedelta(days=3), due_at=now - timedelta(days=1), **fields)


def test_tabs_and_filters_keep_exactly_their_rows(people: SimpleNamespace) -> None:
    flag = builders.flag()
    builders.task(title="biasa", flag=flag)
    late(title="terlambat", owner=builders.agency("bpbd"))
    late(title="terlambat tetapi selesai", state="done")
    builders.task(title="kembali", state="returned", priority="urgent", region=builders.region("36.71.01"))
    admin = signed_in(people.admin)
    assert len(listed(admin)) == 4
    assert listed(admin, "?tab=overdue") == ["terlambat"]
    assert set(listed(admin, "?tab=back")) == {"terlambat tetapi selesai", "kembali"}
    assert listed(admin, "?owner=bpbd") == ["terlambat"]
    assert listed(admin, "?priority=urgent&priority=high") == ["kembali"]
    assert listed(admin, "?state=returned") == ["kembali"]
    assert listed(admin, "?region=36.02") == ["biasa"]
    assert listed(admin, "?region=3671") == ["kembali"]
    assert listed(admin, "?q=kanekes") == ["biasa"]
    assert listed(admin, f"?q={flag.number}") == ["biasa"]
    assert listed(admin, "?q=T-0&state=nonsense&region=xx&page=99&sort=;drop") == []
    assert set(listed(signed_in(people.diskominfo))) == {"biasa", "terlambat tetapi selesai", "kembali"}


def test_counts_beside_the_filters_are_those_of_the_rows(people: SimpleNamespace) -> None:
    late(owner=builders.agency("bpbd"))
    builders.task(priority="urgent")
    client = signed_in(people.admin)
    context = client.get("/tasks/").context
    assert [tab["count"] for tab in context["tabs"]] == [2, 1, 0]
    for bar in context["filters"]:
        for option in bar["options"]:
            if option["count"]:
                query = f"?{bar['name']}={option['value']}"
                assert client.get(f"/tasks/{query}").context["count"] == option["count"], query


def test_urgent_tasks_sort_above_normal_ones(people: SimpleNamespace) -> None:
    builders.task(title="b", priority="normal")
    builders.task(title="a", priority="urgent")
    builders.task(title="c", priority="high")
    assert listed(signed_in(people.admin), "?sort=-priority") == ["a", "c", "b"]


def test_exports_hold_what_the_filters_keep_and_no_formula(people: SimpleNamespace) -> None:
    builders.task(title="=HYPERLINK(1)", flag=builders.flag())
    late(title="lain", owner=builders.agency("bpbd"))
    client = signed_in(people.admin)
    text = b"".join(client.get("/tasks/export.csv?owner=diskominfo").streaming_content)  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [row["tugas"] for row in rows] == ["'=HYPERLINK(1)"]
    assert rows[0]["kode_tps"] == "3602062001005"
    book = client.get("/tasks/export.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    assert sheet.max_row == 3


@pytest.mark.parametrize("count", [5, 120])
def test_the_list_takes_few_queries_whatever_the_data(people: SimpleNamespace, count: int) -> None:
    for number in range(1, count + 1):
        builders.task(flag=builders.flag(builders.station(number)), owner=builders.agency(f"instansi-{number % 9}"))
    client = signed_in(people.admin)
    client.get("/tasks/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get("/tasks/").status_code == 200
    assert len(queries) <= 12, "\n".join(query["sql"][:150] for query in queries)


def test_htmx_gets_the_rows_alone(people: SimpleNamespace) -> None:
    builders.task()
    answer = signed_in(people.admin).get("/tasks/", headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div id="results"')
    assert "HX-Request" in answer["Vary"]


def test_panels_show_the_tasks_of_a_risk_and_of_a_station(people: SimpleNamespace) -> None:
    flag = builders.flag()
    builders.task(title="tentang risiko", flag=flag)
    builders.task(title="tentang TPS", station=flag.station)
    builders.task(title="lain", region=builders.region("36.71"))
    client = signed_in(people.operator_lebak)
    of_flag = client.get(f"/tasks/of-flag/{flag.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "tentang risiko" in of_flag
    assert "tentang TPS" not in of_flag
    assert f"/tasks/new/?flag={flag.pk}" in of_flag
    of_station = client.get("/tasks/of-station/3602062001005/").content.decode()
    assert "tentang risiko" in of_station
    assert "tentang TPS" in of_station
    assert "lain</a>" not in of_station
    outside = signed_in(people.operator_pandeglang).get(f"/tasks/of-flag/{flag.pk}/").content.decode()
    assert "/tasks/new/?flag=" not in outside
    assert signed_in(people.luar).get(f"/tasks/of-flag/{flag.pk}/").status_code == 403

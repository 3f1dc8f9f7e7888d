"""History: who, when, what before and after, why; for each as far as their role sees; unchangeable."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from desk import subjects
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.models import Task
from desk.history.entries import NEVER
from desk.history.registry import described, event_models, name_expression, subject, tracked
from desk.history.words import FIELDS
from risks.models import Flag
from tests import builders
from tps.models import PollingStation

PAGE = "/history/"


@pytest.fixture(autouse=True)
def described_subjects() -> None:
    """Tell history of the upper apps, as the first request does."""
    subjects.register()


def text_of(client: Client, user: Any, path: str = PAGE) -> str:
    """Give what a person sees on a page of history."""
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def flag(cast: SimpleNamespace) -> Flag:
    """Give a flag in Kanekes that operator.lebak raised to critical, with a reason."""
    with acting(cast.lapangan, "risk.log", place="36.02.06.2001", agency="kpu"):
        made = builders.flag(reported_by=cast.lapangan)
    with acting(cast.operator_lebak, "risk.severity", reason="Ada 27 TPS", place="36.02.06.2001"):
        made.severity = "critical"
        made.save(update_fields=["severity", "changed_at"])
    return made


@pytest.mark.parametrize("kind", sorted(event_models()))
def test_event_tables_refuse_update_and_delete(kind: str, cast: SimpleNamespace, flag: Flag) -> None:
    table = event_models()[kind]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger_append_only%%'"
            " AND tgenabled = 'O'",
            [table],
        )
        assert cursor.fetchone()[0] == 1


@pytest.mark.parametrize("statement", ["UPDATE risks_flagevent SET severity = 'low'", "DELETE FROM risks_flagevent"])
def test_nobody_rewrites_history_even_with_raw_sql(flag: Flag, statement: str) -> None:
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        connection.cursor().execute(statement)
    assert event_models()["risks.flag"].objects.filter(severity="critical").exists()


@pytest.mark.parametrize("kind", sorted(event_models()))
def test_every_field_that_history_shows_has_words_of_its_own(kind: str) -> None:
    hidden = NEVER | subject(kind).ignored
    for field in tracked(kind)._meta.concrete_fields:
        if not field.primary_key and field.name not in hidden:
            spoken = str(field.verbose_name) != field.name.replace("_", " ")
            assert spoken or field.name in FIELDS, f"{kind}.{field.name} would be shown by its name in the code"


def test_bulk_updates_and_raw_sql_are_recorded(cast: SimpleNamespace, flag: Flag, client: Client) -> None:
    with acting(cast.operator_lebak, "risk.note", reason="rapat", place="36.02"):
        Flag.objects.filter(pk=flag.pk).update(note="lewat update()")
    connection.cursor().execute("UPDATE risks_flag SET note = 'lewat SQL' WHERE id = %s", [flag.pk])
    text = text_of(client, cast.admin)
    assert "<del>lewat update()</del> → <ins>lewat SQL</ins>" in text
    assert "rapat" in text


def test_it_says_who_when_what_before_and_after_and_why(cast: SimpleNamespace, flag: Flag, client: Client) -> None:
    cast.operator_lebak.first_name = "Siti Rohmah"
    cast.operator_lebak.save(update_fields=["first_name"])
    text = text_of(client, cast.pejabat)
    assert flag.number in text and f"/risks/{flag.pk}/" in text
    assert "Siti Rohmah" in text and "Ada 27 TPS" in text and "WIB" in text
    assert "Keparahan: <del>Sedang</del> → <ins>Kritis</ins>" in text
    assert "TPS 005 Kanekes" in text, "a station by its name, never by its id"


def test_the_first_change_of_a_station_shows_what_was_before(cast: SimpleNamespace, client: Client) -> None:
    station = builders.station(voters=200)
    with acting(cast.operator_lebak, "tps.change", place=station.region_id):
        PollingStation.objects.filter(pk=station.pk).update(voters=231)
    assert "<del>200</del> → <ins>231</ins>" in text_of(client, cast.operator_lebak)


def test_each_sees_as_far_as_the_role_reaches(cast: SimpleNamespace, flag: Flag, client: Client) -> None:
    def sees(user: Any) -> bool:
        return flag.number in text_of(client, user)

    assert all(
        map(sees, (cast.admin, cast.pejabat, cast.operator_banten, cast.operator_lebak, cast.lapangan, cast.kpu))
    )
    assert not any(map(sees, (cast.operator_pandeglang, cast.bawaslu, cast.diskominfo)))
    client.force_login(cast.luar)
    for path in (PAGE, "/history/export.csv", f"/history/of/risks.flag/{flag.pk}/"):
        assert client.get(path).status_code == 403


def test_a_liaison_sees_the_own_agencys_tasks(cast: SimpleNamespace, client: Client) -> None:
    with acting(cast.operator_banten, "task.give", place="36.02"):
        builders.task(title="Pasang penguat sinyal")
    assert "Pasang penguat sinyal" in text_of(client, cast.diskominfo)
    assert "Pasang penguat sinyal" not in text_of(client, cast.bawaslu)


def test_internal_notes_and_contacts_stay_inside(cast: SimpleNamespace, flag: Flag, client: Client) -> None:
    with acting(cast.operator_lebak, "risk.note", place="36.02", agency="kpu"):
        Flag.objects.filter(pk=flag.pk).update(internal_note="jangan disebar")
        builders.agency("kpu").contacts.create(role="Kepala", phone="0254 1", valid_until="2030-01-01")
    assert "jangan disebar" in text_of(client, cast.operator_lebak)
    text = text_of(client, cast.kpu)
    assert "jangan disebar" not in text and "0254 1" not in text


def test_people_are_in_nobodys_history_but_of_who_sees_all(cast: SimpleNamespace, client: Client) -> None:
    assert "operator.pandeglang@desk.example" in text_of(client, cast.admin, f"{PAGE}?kind=accounts.user")
    assert "operator.pandeglang@desk.example" not in text_of(client, cast.operator_banten)


def test_filters_narrow_and_nonsense_in_them_breaks_nothing(cast: SimpleNamespace, flag: Flag, client: Client) -> None:
    def sees(query: str) -> bool:
        return f"/risks/{flag.pk}/" in text_of(client, cast.admin, f"{PAGE}?{query}")

    today = timezone.localdate().isoformat()
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert sees("kind=risks.flag") and not sees("kind=coordination.task")
    assert sees(f"person={cast.operator_lebak.pk}") and not sees(f"person={cast.kpu.pk}")
    assert sees(f"from={today}&to={today}") and not sees(f"from={tomorrow}")
    assert sees(f"q={flag.number}") and sees("q=3602062001005") and not sees("q=R-9999")
    assert sees("kind=auth.group&person=x&from=2024-99-99&to=&after=x:y,risks.flag:z")
    assert client.get(f"{PAGE}?person=99999999999999999999&q=R-99999999999999999").status_code == 200


def test_paging_gives_every_event_once(cast: SimpleNamespace, client: Client) -> None:
    station = builders.station()
    for voters in range(130):
        PollingStation.objects.filter(pk=station.pk).update(voters=voters)
        if voters % 3 == 0:
            Agency.objects.filter(code="kpu").update(name=f"KPU {voters}")
    client.force_login(cast.admin)
    seen: list[tuple[str, int]] = []
    url = PAGE
    while url:
        answer = client.get(url)
        seen += [(entry.event.kind, entry.event.event_id) for entry in answer.context["entries"]]
        times = [entry.event.at for entry in answer.context["entries"]]
        assert times == sorted(times, reverse=True)
        url = PAGE + answer.context["next_url"] if answer.context["next_url"] else ""
    expected = sum(model.objects.exclude(pgh_label="before").count() for model in event_models().values())
    assert len(seen) == len(set(seen)) == expected


def test_what_one_action_did_to_many_is_one_line(cast: SimpleNamespace, client: Client) -> None:
    for number in range(1, 71):
        builders.station(number)
    with acting(cast.operator_lebak, "tps.import", place="36.02"):
        PollingStation.objects.update(voters=300)
    with acting(cast.operator_lebak, "agency.change", place="36"):
        builders.agency("kpu").save()
        Agency.objects.filter(code="kpu").update(name="KPU baru")
    client.force_login(cast.operator_banten)
    answer = client.get(f"{PAGE}?kind=tps.pollingstation&kind=agencies.agency")
    lines = [(entry.event.kind, entry.count) for entry in answer.context["entries"]]
    assert [line for line in lines if line[0] == "tps.pollingstation"] == [("tps.pollingstation", 70)]
    assert ("agencies.agency", 1) in lines
    assert "dan 69 lainnya" in answer.content.decode()
    assert answer.context["next_url"] == "", "nothing of the run is left for another page"
    text = b"".join(client.get("/history/export.csv?kind=tps.pollingstation").streaming_content).decode()
    assert len(text.splitlines()) == 71, "the file tells each of them"


def test_the_page_asks_few_questions_whatever_it_shows(
    cast: SimpleNamespace, flag: Flag, client: Client, django_assert_max_num_queries: Any
) -> None:
    for _time in range(20):
        builders.task(flag=flag, station=flag.station)
        builders.observation(flag.station)
    Task.objects.update(priority="high")
    for user in (cast.admin, cast.operator_lebak, cast.kpu, cast.lapangan):
        client.force_login(user)
        with django_assert_max_num_queries(12):
            client.get(PAGE)


def test_the_file_holds_one_line_for_each_field(cast: SimpleNamespace, flag: Flag, client: Client) -> None:
    Flag.objects.filter(pk=flag.pk).update(note="=HYPERLINK(1)")
    client.force_login(cast.operator_lebak)
    answer = client.get("/history/export.csv?kind=risks.flag")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert any("Keparahan,Sedang,Kritis,Ada 27 TPS" in line for line in lines)
    assert any("'=HYPERLINK(1)" in line for line in lines)
    assert client.get("/history/export.xlsx").getvalue().startswith(b"PK")


def test_one_records_history_is_a_page_and_a_panel(cast: SimpleNamespace, flag: Flag, client: Client) -> None:
    path = f"/history/of/risks.flag/{flag.pk}/"
    page = text_of(client, cast.operator_lebak, path)
    panel = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in page and "<html" not in panel
    assert "Ada 27 TPS" in page and "Ada 27 TPS" in panel


def test_one_records_history_is_closed_to_whom_it_is_none_of(cast: SimpleNamespace, flag: Flag, client: Client) -> None:
    for user in (cast.operator_pandeglang, cast.bawaslu):
        client.force_login(user)
        assert client.get(f"/history/of/risks.flag/{flag.pk}/").status_code == 404
    client.force_login(cast.operator_banten)
    assert client.get(f"/history/of/accounts.user/{cast.admin.pk}/").status_code == 404
    for path in ("risks.flag/999999", "risks.flag/x", "risks.flag/9999999999999999999999", "auth.group/1", "x/1"):
        assert client.get(f"/history/of/{path}/").status_code == 404


def test_a_change_in_djangos_admin_is_recorded_with_its_user(cast: SimpleNamespace, client: Client) -> None:
    agency = builders.agency("kpu")
    client.force_login(cast.admin)
    fields = {"code": "kpu", "name": "KPU Banten", "kind": "election", "level": "province", "region_code": "36"}
    answer = client.post(f"/admin/agencies/agency/{agency.pk}/change/", fields | {"active": "on"})
    assert answer.status_code == 302
    text = text_of(client, cast.pejabat, f"{PAGE}?kind=agencies.agency")
    assert "<ins>KPU Banten</ins>" in text and "admin" in text


def test_every_tracked_table_is_described_and_named() -> None:
    missing = [kind for kind in event_models() if not described(kind) or name_expression(kind) is None]
    assert not missing, "desk/subjects.py says nothing of these"


@pytest.mark.django_db
def test_every_name_can_be_asked_of_the_database() -> None:
    builders.cast()
    builders.observation(builders.flag(kind="flood").station)
    builders.task()
    named = set()
    for kind, model in event_models().items():
        rows = model.pgh_tracked_model._base_manager.annotate(of_name=name_expression(kind))
        for name in rows.values_list("of_name", flat=True):
            assert name, f"a row of {kind} has no name"
            named.add(kind)
    assert {"risks.flag", "risks.observation", "coordination.task", "accounts.user", "tps.pollingstation"} <= named


def test_a_panel_on_a_page_of_another_region_says_why_it_is_empty(client, cast):
    flag = builders.flag()
    address = f"/history/of/risks.flag/{flag.pk}/"
    client.force_login(cast.operator_pandeglang)
    panel = client.get(address, headers={"HX-Request": "true"})
    assert panel.status_code == 200
    assert "hanya dapat dibaca" in panel.content.decode()
    assert client.get(address).status_code == 404

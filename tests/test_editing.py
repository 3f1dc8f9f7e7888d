"""Two people with the same form: nothing is written over unseen, nothing that was typed is lost, history has both."""

import ast
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.agencies.models import Contact
from desk.briefings.models import Schedule
from desk.coordination.models import ReminderRules
from desk.paper.actions import letterhead_of
from risks.playbooks import plan
from tests import builders
from tests.doors import signed_in, world
from tests.forms import filled, forms_of, save, with_fields
from tests.layers import project
from tests.races import lost
from tps.models import Region, Stage

RACES = 20  # pairs for each form; the bench runs a thousand


class Case(NamedTuple):
    """A form: the page that shows it, where it is sent, its row, one field with two texts, and what else is sent."""

    page: str
    to: str
    row: Any
    field: str
    theirs: str
    mine: str
    more: dict[str, str] = {}
    words: tuple[str, str] | None = None  # how people read the two, where a choice has words of its own


REASON = {"reason": "Menurut surat"}


def cases(found: SimpleNamespace) -> list[Case]:
    """Give every form that changes a row which stands."""
    at = lambda name, *args: reverse(name, args=args)  # noqa: E731
    code, flag, task = found.election.code, found.flag, found.task
    Schedule.objects.create(agency=builders.agency("kpu"), weekday=1, hour=6)
    head = letterhead_of("36")
    head.save()
    later = timezone.localdate() + timedelta(days=30)
    Contact.objects.filter(pk=found.contact.pk).update(phone="+62 254 200123", valid_until=later)
    days = [str(timezone.localdate() + timedelta(days=ahead)) for ahead in (3, 9)]
    ReminderRules.objects.create(pk=1, quiet_from="05:00", quiet_until="05:00")
    Stage.objects.filter(pk=found.stage.pk).update(starts_on=later, ends_on=later)
    factor = next(iter(plan(flag.kind).factors)).code  # type: ignore[union-attr]

    def plain(name: str, args: list[Any], row: Any, field: str = "name", **more: str) -> Case:
        return Case(at(name, *args), "", row, field, "Teks mereka", "Teks saya", more)

    def settled(action: str, field: str, theirs: str, mine: str, words: Any = None, **more: str) -> Case:
        return Case(
            at("risk", flag.pk), at("risk-act", flag.pk), flag, field, theirs, mine, {"action": action, **more}, words
        )

    return [
        plain("agency-edit", ["kpu"], builders.agency("kpu")),
        plain("contact", ["kpu", found.contact.pk], found.contact, "role"),
        plain("user", [found.luar.pk], found.luar),
        plain("saved-view", [found.view.pk], found.view),
        plain("election-change", [code], found.election),
        plain("race", [code, found.race.pk], found.race),
        plain("stage", [code, found.stage.pk], found.stage),
        plain("region-change", ["36.02"], Region.objects.get(pk="36.02"), **REASON),
        Case(
            at("station-position", found.station.code), "", found.station, "latitude", "-6,581", "-6,582",
            {"longitude": "106,21", **REASON}, ("-6.581", "-6,582"),
        ),
        plain("station-correct", [found.station.code], found.station, "address", **REASON),
        plain("briefing-letterhead", [], head, "office"),
        Case(
            at("briefing-recipients", "kpu"), "", Schedule.objects.get(), "hour", "7", "8", {"form": "schedule"},
            ("07.00", "08.00"),
        ),
        Case(
            at("briefing", found.draft.pk), at("briefing-cover", found.draft.pk), found.draft, "cover_note",
            "Teks mereka", "Teks saya",
        ),
        plain("index", [found.score.pk], found.score, "category"),
        settled("severity", "severity", "low", "critical", ("Rendah", "Kritis"), comment="Dinilai"),
        settled("assess", "likelihood", "4", "2", ("4 –", "2 –"), impact="2"),
        settled("review", "review_on", *days, ("20", "20")),
        settled("owner", "assignee", "operator.banten", "admin"),
        settled("internal-note", "internal_note", "Teks mereka", "Teks saya"),
        Case(
            at("playbook-of-flag", flag.pk), at("risk-factors", flag.pk), flag, f"factor-{factor}", "yes", "no",
            {}, ("Ya", "Tidak"),
        ),
        plain("task-edit", [task.pk], task, "title", **REASON),
        Case(
            at("task", task.pk), at("task-change", task.pk), task, "change-priority", "high", "urgent",
            {"change-reason": "Menurut surat"}, ("Penting", "Segera"),
        ),
        plain("jurisdiction-edit", [found.area.pk], found.area, **REASON),
        plain("ladder", [found.step.pk], found.step, "role"),
        Case(at("ladder-hours"), "", ReminderRules.objects.get(), "digest_at", "08:00", "09:00", {},
             ("08.00", "09.00")),
        Case(at("task-stage", task.pk), "", task, "days", "-3", "-5", {"stage": str(found.stage.pk)}),
        plain("plan-edit", [found.station.code], found.station.fallback_plan, "note"),
        Case(
            at("relocation-edit", found.station.code), "", found.station.relocation, "deadline", "2024-02-12T16:00",
            "2024-02-13T16:00", {}, ("12 Februari 2024 16.00", "13 Februari 2024 16.00"),
        ),
        plain("leg-edit", [found.leg.pk], found.leg, "to_place"),
        Case(at("duties"), "", None, "flood-step1", "kodim", "polda", {"kind": "flood"}, ("Kodim", "Polda")),
    ]  # fmt: skip


def hands(row: Any) -> list[str]:
    """Give who changed a row, in the order in which they did."""
    events = row.pgh_event_model.objects.filter(pgh_obj_id=row.pk, pgh_label="update").order_by("pgh_id")
    return [each.pgh_context.metadata["username"] for each in events.select_related("pgh_context") if each.pgh_context]


@pytest.mark.django_db
def test_on_every_form_the_second_saver_sees_all_texts_and_decides() -> None:
    found = world()
    me, them = signed_in(found.admin), signed_in(builders.user("admin.dua", "admin"))
    troubles = []
    for case in cases(found):
        try:
            _walk(case, me, them)
        except AssertionError as trouble:
            troubles.append(f"{case.to or case.page} {case.field}: {str(trouble)[:300]}")
    assert not troubles, "\n".join(troubles)


def _walk(case: Case, me: Client, them: Client) -> None:
    to = case.to or case.page
    mark = case.field.rpartition("-")[0] + "-seen" if case.field.startswith(("change-", "flood-")) else "seen"
    show = lambda who: with_fields(who.get(case.page).content.decode(), case.field, mark)  # noqa: E731
    mine, theirs = show(me), show(them)
    assert them.post(to, theirs | case.more | {case.field: case.theirs}).status_code == 302, "the first saves"
    shown = show(them)[case.field] if "position" not in to else case.theirs
    assert shown == case.theirs
    answer = me.post(to, mine | case.more | {case.field: case.mine})
    assert answer.status_code == 409, f"the second is asked, not {answer.status_code}"
    page = unescape(answer.content.decode())
    for word in ("Tersimpan sekarang", *(case.words or (case.theirs, case.mine))):
        assert word in page.partition('class="merge"')[2], f"the page says {word}"
    tracked = hasattr(case.row, "pgh_event_model") and not to.endswith("/factors/")
    if tracked:
        assert "admin.dua menyimpan isian lain" in page
    again = with_fields(page, case.field, mark)
    assert again[case.field] == case.mine, "what was typed stands in the form"
    if "position" not in to:
        assert show(them)[case.field] == case.theirs, "their words are intact"
    assert me.post(to, again | case.more).status_code == 409, "no choice, no change"
    picks = {name: "mine" for _to, form in forms_of(page) for name in form if "pick-" in name}
    won = again | case.more | picks
    assert me.post(to, won).status_code == 302, "chosen, it is saved"
    if "position" not in to:
        assert show(them)[case.field] == case.mine
    if tracked:
        assert hands(case.row)[-2:] == ["admin.dua", "admin"], "history has both"
        before = len(hands(case.row))
        assert me.post(to, won).status_code in {302, 409}, "sent twice"
        assert len(hands(case.row)) == before, "sent twice is once"
    back = me.post(to, mine | case.more | {case.field: case.theirs})
    assert back.status_code == 409, "the back button writes nothing over"


@pytest.mark.django_db
def test_what_only_one_of_two_touched_is_kept_and_said() -> None:
    found = builders.cast()
    task = builders.task(title="Judul lama", detail="Rincian lama")
    me, them = signed_in(found.admin), signed_in(found.operator_banten)
    url = f"/tasks/{task.pk}/edit/"
    mine = filled(me, url, title="Judul saya", reason="saya")
    assert save(them, url, detail="Rincian\nmereka", priority="urgent", reason="mereka").status_code == 302
    answer = me.post(url, mine, follow=True)
    task.refresh_from_db()
    assert (task.title, task.detail, task.priority) == ("Judul saya", "Rincian\nmereka", "urgent")
    assert "ikut dipertahankan: Prioritas, Rincian" in answer.content.decode()


@pytest.mark.django_db
def test_theirs_can_be_chosen_and_the_rest_of_mine_is_saved() -> None:
    found = builders.cast()
    task = builders.task(title="Judul lama", detail="Rincian lama")
    me, them = signed_in(found.admin), signed_in(found.operator_banten)
    url = f"/tasks/{task.pk}/edit/"
    mine = filled(me, url, title="Judul saya", detail="Rincian saya", reason="saya")
    save(them, url, title="Judul mereka", reason="mereka")
    page = me.post(url, mine).content.decode()
    assert "Judul lama" in page and "pick-detail" not in page
    again = with_fields(page, "pick-title", "title")
    save(them, url, title="Judul terbaru", reason="lagi")
    overtaken = me.post(url, again | {"pick-title": "mine"})
    assert overtaken.status_code == 409 and "Judul terbaru" in overtaken.content.decode(), "changed once more meanwhile"
    again = with_fields(overtaken.content.decode(), "pick-title", "title")
    assert me.post(url, again | {"pick-title": "theirs"}).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.detail) == ("Judul terbaru", "Rincian saya")


@pytest.mark.django_db
def test_a_form_without_its_mark_or_with_that_of_another_row_overwrites_nothing() -> None:
    found = builders.cast()
    one, other = builders.task(title="Satu"), builders.task(title="Dua")
    me = signed_in(found.admin)
    sent = filled(me, f"/tasks/{one.pk}/edit/", title="Tiga", reason="x")
    for mark in ("", "rusak", filled(me, f"/tasks/{other.pk}/edit/", title="x")["seen"]):
        assert me.post(f"/tasks/{one.pk}/edit/", sent | {"seen": mark}).status_code == 409
    one.refresh_from_db()
    assert one.title == "Satu"


@pytest.mark.django_db
def test_a_row_that_was_deleted_meanwhile_is_not_brought_back() -> None:
    found = world()
    me = signed_in(found.admin)
    url = reverse("stage", args=[found.election.code, found.stage.pk])
    sent = filled(me, url, name="Baru")
    found.stage.delete()
    assert me.post(url, sent).status_code == 404
    assert not found.election.stages.exists()


def test_no_form_of_a_row_that_stands_goes_without_its_mark() -> None:
    classes, bare = {}, []
    for module in project():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                classes[node.name] = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    for module in project():
        for node in ast.walk(module.tree):
            rows = (
                [word.value for word in node.keywords if word.arg == "instance"] if isinstance(node, ast.Call) else []
            )
            name = ast.unparse(node.func).rpartition(".")[2] if rows else ""
            if name not in classes:
                continue
            # A row that is made on the spot is a new one.
            new = rows and isinstance(rows[0], ast.Call) and ast.unparse(rows[0].func).rpartition(".")[2][0].isupper()
            if not new and "Versioned" not in classes[name]:
                bare.append(f"{module.path}:{node.lineno} changes a row by {name}, which is no desk.editing.Versioned")
    assert not bare, "\n".join(bare)


@pytest.mark.django_db(transaction=True)
def test_of_racing_pairs_none_is_silently_overwritten() -> None:
    found = builders.cast()
    people = [signed_in(found.admin), signed_in(found.operator_banten)]
    task, agency = builders.task(), builders.agency("bpbd")
    assert lost(f"/tasks/{task.pk}/edit/", "title", task, people, RACES, reason="lomba") == 0
    assert lost("/agencies/bpbd/edit/", "name", agency, people, RACES) == 0

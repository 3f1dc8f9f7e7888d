"""The legal calendar: what holds where, files of it, and shifting a stage with the tasks that hang on it."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context

from desk import clock
from desk.coordination.actions import tasks, tasks_people
from desk.coordination.models import ReadinessChecklist, ReadinessItem, Task
from desk.coordination.readiness.checklist import in_force
from tests import builders
from tests.doors import signed_in
from tests.forms import filled
from tps.models import Election, Stage

TODAY = timedelta(0)


@pytest.fixture
def scene(cast: SimpleNamespace) -> SimpleNamespace:
    """Give an election with two stages, one with an override in Kab. Serang, and three tasks that hang on the first."""
    election, today = builders.election(), clock.local(timezone.now()).date()
    builders.region("36.04", "Kabupaten Serang")
    votes = Stage.objects.create(
        election=election, name="Distribusi", legal_basis="PKPU 2/2024", starts_on=today + timedelta(days=12),
        ends_on=today + timedelta(days=20),
    )  # fmt: skip
    recap = Stage.objects.create(
        election=election, name="Rekapitulasi", starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=40)
    )
    local = Stage.objects.create(
        election=election, name="Rekapitulasi Serang", starts_on=today, ends_on=today + timedelta(days=45),
        region_id="36.04", supersedes=recap,
    )  # fmt: skip
    return SimpleNamespace(cast=cast, election=election, today=today, votes=votes, recap=recap, local=local)


def hung(scene: SimpleNamespace, title: str, days: int, **fields: object) -> Task:
    due = datetime.combine(scene.votes.starts_on + timedelta(days=days), datetime.min.time(), tzinfo=clock.zone())
    fields.setdefault("created_at", timezone.now() - timedelta(days=5))
    return builders.task(
        title=title, stage=scene.votes, stage_edge="start", stage_days=days, due_at=due + timedelta(hours=16), **fields
    )


def text(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_calendar_shows_what_holds_for_a_region(scene: SimpleNamespace) -> None:
    browser = signed_in(scene.cast.kpu)
    page = text(browser, "/stages/")
    assert "mulai dalam 12 hari" in page
    assert "Kabupaten Serang" in page
    assert "<del" not in page
    page = text(browser, "/stages/?region=36.04")
    assert "Berlaku di Kabupaten Serang" in page
    assert '<del class="row-title">Rekapitulasi</del>' in page
    assert "Geser tanggal" not in page
    assert "Distribusi" not in text(browser, "/stages/?state=running")
    assert "Tidak ada tahapan yang cocok" in text(browser, "/stages/?level=district")
    csv = b"".join(browser.get("/stages/stages.csv?region=36.04")).decode()
    assert csv.splitlines()[1].startswith("Rekapitulasi,")
    assert "Rekapitulasi Serang" in csv
    assert b"".join(browser.get("/stages/stages.xlsx")).startswith(b"PK")
    assert signed_in(scene.cast.luar).get("/stages/").status_code == 403


def test_a_calendar_client_that_asks_each_second_costs_little(scene: SimpleNamespace) -> None:
    """The same file again is a 304; the secret address is refused when it is asked too often."""
    browser = signed_in(scene.cast.kpu)
    first = browser.get("/stages/stages.ics?region=36.04")
    assert b"SUMMARY:Rekapitulasi Serang" in first.content
    assert b"SUMMARY:Rekapitulasi\r\n" not in first.content
    again = browser.get("/stages/stages.ics?region=36.04", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    scene.local.name = "Rekapitulasi Kab. Serang"
    scene.local.save()
    assert browser.get("/stages/stages.ics?region=36.04", headers={"if-none-match": first["ETag"]}).status_code == 200
    secret = tasks_people.open_feed(scene.cast.kpu, at=timezone.now())
    client, address = Client(), reverse("tasks-ics", args=[secret]) + "?as=stages"
    found = client.get(address)
    assert b"SUMMARY:Distribusi" in found.content
    codes = [client.get(address, headers={"if-none-match": found["ETag"]}).status_code for _second in range(8)]
    assert codes[0] == 304
    assert codes[-1] == 429


def test_shifting_a_stage_shows_what_moves_and_moves_exactly_that(scene: SimpleNamespace) -> None:
    admin = signed_in(scene.cast.operator_banten)
    moves, done = hung(scene, "Siapkan kapal", -3), hung(scene, "Sudah", -2, state="confirmed")
    early, young = hung(scene, "Terlalu dini", -6), hung(scene, "Muda", -7, created_at=timezone.now())
    before = moves.due_at
    url = reverse("stage-shift", args=[scene.votes.pk])
    start = scene.today + timedelta(days=5)
    form = {"starts_on": start.isoformat(), "ends_on": scene.votes.ends_on.isoformat(), "reason": "KPT 1/2024"}
    page = admin.post(url, form).content.decode()
    assert "2 hal ikut bergeser" in page
    assert "1 di antaranya akan jatuh sebelum sekarang" in page
    assert "akan jatuh sebelum tugas dibuat" in page
    assert "dikonfirmasi" in page
    moves.refresh_from_db()
    assert moves.due_at == before
    seen = page.split('name="seen" value="')[1].split('"')[0]
    # Somebody hangs one more task on it meanwhile: the preview comes back.
    late = hung(scene, "Baru", -1)
    refused = admin.post(url, form | {"seen": seen, "apply": "1"})
    assert refused.status_code == 422
    assert "Baca lagi" in refused.content.decode()
    seen = refused.content.decode().split('name="seen" value="')[1].split('"')[0]
    assert admin.post(url, form | {"seen": seen, "apply": "1"}).status_code == 302
    for task in (moves, done, early, young, late):
        task.refresh_from_db()
    assert moves.due_at == before - timedelta(days=7)
    assert early.due_at < timezone.now()
    assert (clock.local(done.due_at).date(), done.stage_days) == (scene.votes.starts_on - timedelta(days=2), -2)
    assert young.stage_days == 0
    assert Stage.objects.get(pk=scene.votes.pk).starts_on == start
    contexts = Context.objects.filter(metadata__action="stage.shift")
    assert contexts.count() == 1
    assert contexts.get().metadata["reason"] == "KPT 1/2024"
    assert admin.post(url, form | {"ends_on": "2000-01-01"}).status_code == 422


def test_shifting_a_stage_shows_the_items_of_readiness_that_count_from_it(scene: SimpleNamespace) -> None:
    checklist = ReadinessChecklist.objects.create(election=scene.election, version=1, written_at=timezone.now())
    facts = {"checklist": checklist, "subject": "logistics", "stale_days": 7}
    ReadinessItem.objects.create(
        code="kotak", title="Kotak suara tiba", counts_from="stage", stage=scene.votes, day=-2, **facts
    )
    ReadinessItem.objects.create(code="lain", title="Dari hari pemungutan", day=-2, **facts)
    admin, start = signed_in(scene.cast.operator_banten), scene.today + timedelta(days=5)
    url = reverse("stage-shift", args=[scene.votes.pk])
    form = {"starts_on": start.isoformat(), "ends_on": scene.votes.ends_on.isoformat(), "reason": "KPT 1/2024"}
    page = admin.post(url, form).content.decode()
    assert "Kesiapan" in page and "Kotak suara tiba" in page and "Dari hari pemungutan" not in page
    assert "1 hal ikut bergeser" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert admin.post(url, form | {"seen": seen, "apply": "1"}).status_code == 302
    _version, items = in_force(scene.election.pk)
    wanted = next(item for item in items if item.code == "kotak").wanted_on(scene.election.polling_date)
    assert wanted == start - timedelta(days=2)


def test_what_hangs_on_a_replaced_stage_goes_over_to_its_successor_where_that_holds(scene: SimpleNamespace) -> None:
    admin = signed_in(scene.cast.admin)
    day = datetime.combine(scene.recap.ends_on, datetime.min.time(), tzinfo=clock.zone())
    inside, outside = (
        builders.task(
            title=title, region=builders.region(code), stage=scene.recap, stage_edge="end", stage_days=0, due_at=day
        )
        for title, code in (("Di Serang", "36.04"), ("Di Lebak", "36.02"))
    )
    url = f"{reverse('stage-shift', args=[scene.recap.pk])}?onto={scene.local.pk}"
    form = {"starts_on": "2000-01-01", "ends_on": "2000-01-01", "reason": "Jadwal khusus"}
    page = admin.post(url, form).content.decode()
    assert "di luar wilayah tahapan pengganti" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert admin.post(url, form | {"seen": seen, "apply": "1"}).status_code == 302
    inside.refresh_from_db()
    outside.refresh_from_db()
    assert (inside.stage, inside.due_at) == (scene.local, day + timedelta(days=5))
    assert (outside.stage, outside.due_at) == (scene.recap, day)
    assert Stage.objects.get(pk=scene.recap.pk).ends_on == scene.recap.ends_on


def test_a_task_is_hung_on_a_stage_and_let_go(scene: SimpleNamespace) -> None:
    task = builders.task(region=builders.region("36.02"))
    operator = signed_in(scene.cast.operator_lebak)
    url = reverse("task-stage", args=[task.pk])
    form = {"stage": scene.votes.pk, "edge": "start", "days": "-3", "hour": "16:00"}
    assert operator.post(url, form).status_code == 302
    task.refresh_from_db()
    assert clock.local(task.due_at).date() == scene.votes.starts_on - timedelta(days=3)
    assert "H-3" in text(operator, url)
    # A due moment set by hand stays hung, with its new distance.
    tasks.change(
        task.pk, actor=scene.cast.admin, at=timezone.now(), due_at=task.due_at + timedelta(days=1), priority="normal",
        reason="Sehari lagi",
    )  # fmt: skip
    task.refresh_from_db()
    assert task.offset == "H-2"
    assert operator.post(url, filled(operator, url, days="-60")).status_code == 422
    assert signed_in(scene.cast.diskominfo).post(url, form).status_code == 403
    assert signed_in(scene.cast.kpu).get(url).status_code == 404
    removal = reverse("stage-remove", args=[scene.election.code, scene.votes.pk])
    signed_in(scene.cast.admin).post(removal)
    assert Stage.objects.filter(pk=scene.votes.pk).exists()
    operator.post(url, {"let-go": "1"})
    task.refresh_from_db()
    assert task.stage is None


def test_circles_and_second_overrides_are_refused(scene: SimpleNamespace) -> None:
    admin = signed_in(scene.cast.admin)
    url = reverse("stage", args=[scene.election.code, scene.recap.pk])
    form = {"name": "Rekapitulasi", "legal_basis": "", "level": "", "region": "", "supersedes": scene.local.pk}
    answer = admin.post(url, form)
    assert "akan saling mengganti" in answer.content.decode()
    new = {**form, "name": "Lagi", "region": "36.04", "supersedes": scene.recap.pk}
    new |= {"starts_on": scene.today.isoformat(), "ends_on": scene.today.isoformat()}
    answer = admin.post(reverse("stage-new", args=[scene.election.code]), new)
    assert "untuk wilayah yang sama" in answer.content.decode()
    assert Stage.objects.count() == 3


def test_only_the_known_days_of_the_national_calendar_are_filled_in(cast: SimpleNamespace) -> None:
    election = builders.election("pilkada-2024", polling_date=date(2024, 11, 27))
    admin = signed_in(cast.admin)
    assert "Isi tanggal nasional yang sudah pasti" in text(admin, "/stages/")
    for _twice in range(2):
        admin.post(reverse("stages-known"), {"election": election.code})
    found = list(Stage.objects.values_list("starts_on", "ends_on", "legal_basis"))
    assert [day for _start, day, _basis in found] == [date(2024, 11, 27), date(2024, 12, 16)]
    assert {basis for _start, _end, basis in found} == {"PKPU 2/2024"}
    assert Election.objects.count() == 1

"""`manage.py doctor` and the system checks: each part that fails is named, with what to do."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import checks as django_checks
from django.core.management import call_command
from django.db import connection

from desk import checks, clock, doctor
from desk.work.models import Pulse, Worker
from tests.mailbox import Mailbox


@pytest.fixture
def alive(db: None, mailbox: Mailbox) -> None:
    """Let worker and beat have given a sign of life, and a mail server answer."""
    for name in ("worker", "beat"):
        Pulse.objects.create(name=name, seen_at=clock.now())


def run(*words: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", *words, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def found(name: str) -> doctor.Finding:
    return next(finding for finding in doctor.examine(clock.now()) if finding.name == name)


def test_a_whole_installation_is_well(alive: None) -> None:
    code, text = run()
    assert code == 0, text
    assert [line.split()[1] for line in text.splitlines()] == [
        *("database", "broker", "cache", "worker", "beat", "mail", "storage", "disk", "tiles", "clock", "seals"),
        "signing",
        "totals",
    ]


def test_json_holds_nothing_but_the_summary(alive: None) -> None:
    code, text = run("--json")
    report = json.loads(text)
    assert code == 0
    assert report["ok"] is True
    assert {check["name"] for check in report["checks"]} >= {"database", "clock"}


def test_silence_of_worker_and_beat_is_an_error_with_advice(alive: None) -> None:
    Pulse.objects.filter(name="beat").update(seen_at=clock.now() - timedelta(minutes=4))
    Pulse.objects.filter(name="worker").delete()
    code, text = run()
    assert code == 1
    assert not found("beat").ok
    assert "celery -A desk.celery beat" in found("beat").advice
    assert found("beat").seen.startswith("diam sejak ")
    assert "WIB" in found("beat").seen
    assert found("worker").seen == "belum pernah terlihat"
    assert "SALAH" in text


def test_a_mail_server_that_is_down_is_named(alive: None, mailbox: Mailbox) -> None:
    with mailbox.down():
        finding = found("mail")
    assert not finding.ok
    assert str(mailbox.port) in finding.seen
    assert "EMAIL_HOST" in finding.advice


def test_a_broker_that_is_down_is_named(alive: None, settings: Any) -> None:
    app = doctor.celery.app
    kept = app.conf.broker_url, app.conf.broker_write_url
    app.conf.broker_url = app.conf.broker_write_url = "redis://127.0.0.1:9/0"
    try:
        finding = found("broker")
    finally:
        app.conf.broker_url, app.conf.broker_write_url = kept
    assert not finding.ok
    assert "REDIS_URL" in finding.advice


def test_storage_that_refuses_is_named(alive: None, settings: Any, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.MEDIA_ROOT = str(blocked)
    assert not found("storage").ok


def test_a_tile_server_without_credit_is_named(alive: None, settings: Any) -> None:
    settings.TILE_URL = "https://tiles.example/{z}/{x}/{y}.png"
    assert not found("tiles").ok
    assert {error.id for error in checks.tiles_are_credited(None)} == {"desk.E004", "desk.E005"}


def test_a_clock_that_runs_away_is_named(alive: None, time_machine: Any) -> None:
    time_machine.move_to(clock.now() + timedelta(minutes=10))
    finding = found("clock")
    assert not finding.ok
    assert "NTP" in finding.advice


@pytest.mark.parametrize(("seconds", "well"), [(4, True), (-4, True), (6, False), (-6, False)])
def test_clocks_may_differ_by_five_seconds(alive: None, time_machine: Any, seconds: int, well: bool) -> None:
    time_machine.move_to(clock.now() + timedelta(seconds=seconds))
    assert found("clock").ok is well


def test_a_worker_on_a_machine_whose_clock_runs_ahead_is_named(alive: None) -> None:
    ahead = clock.now() + timedelta(seconds=30)
    Worker.objects.create(host="pekerja-2", pid=7, started_at=ahead, seen_at=ahead)
    assert not found("clock").ok
    assert "pekerja-2" in found("clock").seen


@pytest.mark.parametrize(("seconds", "well"), [(119, True), (121, False)])
def test_silence_begins_after_two_minutes(alive: None, seconds: int, well: bool) -> None:
    Pulse.objects.update(seen_at=clock.now() - timedelta(seconds=seconds))
    for name in ("worker", "beat"):
        assert found(name).ok is well
    said = {each.id for each in checks.work_is_done(None, databases=["default"])}
    assert said == (set() if well else {"desk.W003", "desk.W004"})


def test_living_processes_are_counted(alive: None) -> None:
    for pid in (1, 2):
        Worker.objects.create(host="a", pid=pid, started_at=clock.now(), seen_at=clock.now())
    assert found("worker").seen.endswith("2 proses")


def test_a_disk_that_fills_up_is_named(alive: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found("disk").ok
    monkeypatch.setattr(doctor, "LEAST_FREE", 1 << 60)
    assert not found("disk").ok
    assert "Kosongkan" in found("disk").advice


def test_a_cache_that_lost_its_redis_is_named(alive: None, settings: Any) -> None:
    gone = {
        "BACKEND": "desk.cache.SteadyCache",
        "LOCATION": "redis://127.0.0.1:9/0",
        "OPTIONS": {"instead": "database"},
    }
    settings.CACHES = {**settings.CACHES, "default": gone}
    assert not found("cache").ok
    assert "basis data menggantikannya" in found("cache").seen


def test_checks_say_nothing_of_work_before_it_ever_ran_and_before_there_are_tables(db: None) -> None:
    assert checks.work_is_done(None, databases=["default"]) == []
    assert checks.work_is_done(None, databases=None) == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE work_pulse RENAME TO work_pulse_gone")
    assert checks.work_is_done(None, databases=["default"]) == []


def test_a_database_that_loses_rows_is_refused(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        assert [error.id for error in checks.acknowledged_rows_are_kept(None, databases=["default"])] == ["desk.E001"]
        assert not doctor.database(clock.now()).ok
        cursor.execute("SET LOCAL synchronous_commit = on")
        assert checks.acknowledged_rows_are_kept(None, databases=["default"]) == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "desk.E002"),
        ("DEMO", True, "desk.E003"),
        ("SITE_URL", "http://desk.example", "desk.W001"),
        ("DEFAULT_FROM_EMAIL", "Desk <desk@localhost>", "desk.W002"),
    ],
)
def test_what_production_must_not_be_is_said(settings: Any, name: str, value: Any, expected: str) -> None:
    setattr(settings, name, value)
    messages = django_checks.run_checks(tags=["security"], include_deployment_checks=True)
    assert expected in {message.id for message in messages}
    assert next(message for message in messages if message.id == expected).hint

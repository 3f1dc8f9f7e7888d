"""Seals: the chain of history's digests, what breaks it, what may be forgotten, and how a person checks it."""

import json
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from desk import clock, doctor, subjects
from desk.agencies.models import Contact
from desk.context import acting
from desk.history import actions, rules
from desk.history.models import Seal, SealPart
from desk.history.registry import event_models
from risks.models import Flag
from tests import builders

HOUR = timedelta(hours=1)
NOW = datetime.fromisoformat("2024-11-20T10:00:00+07:00")


@pytest.fixture(autouse=True)
def described_subjects() -> None:
    subjects.register()


def seal(at: datetime) -> Seal | None:
    """Mark and close one seal; this test's own transaction, which is still open, is not waited for."""
    actions.seal_due(at, HOUR)
    Seal.objects.filter(sealed_at__isnull=True).update(horizon=0)
    return actions.seal_due(at + actions.SETTLE, HOUR)


def verify(*words: str) -> tuple[int, dict[str, Any]]:
    out = StringIO()
    try:
        call_command("verify_history", "--json", *words, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def spoken(*words: str) -> str:
    out = StringIO()
    with suppress(SystemExit):
        call_command("verify_history", *words, stdout=out, no_color=True)
    return out.getvalue()


def rewrite(kind: str, statement: str) -> None:
    """Do to an event table what the database refuses to everybody who does not own it."""
    with pgtrigger.ignore(f"{event_models()[kind]._meta.label}:append_only"), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def flag(cast: SimpleNamespace) -> Flag:
    with acting(cast.lapangan, "risk.log", place="36.02.06.2001", agency="kpu"):
        made = builders.flag(reported_by=cast.lapangan)
    with acting(cast.operator_lebak, "risk.severity", reason="Ada 27 TPS", place="36.02.06.2001"):
        made.severity = "critical"
        made.save(update_fields=["severity", "changed_at"])
    return made


@pytest.fixture
def sealed(flag: Flag) -> Seal:
    made = seal(NOW)
    assert made is not None
    return made


def test_each_seal_carries_the_one_before_and_all_of_it_fits(sealed: Seal, cast: SimpleNamespace, flag: Flag) -> None:
    assert actions.seal_due(NOW + 2 * HOUR, HOUR) is None
    assert Seal.objects.count() == 1, "without a change there is nothing to seal"
    builders.flag(flag.station, severity="low", kind="flood", reported_by=cast.lapangan)
    assert seal(NOW + 30 * HOUR / 60) is None, "the hour is not over"
    second = seal(NOW + 2 * HOUR)
    assert second is not None
    assert second.previous == sealed.root
    code, found = verify("--root", f"1:{sealed.root[:16]}", "--root", f"#2:{second.root}")
    assert (code, found["ok"], found["seals"], found["unsealed"]) == (0, True, 2, 0)
    assert found["events"] == sealed.events + second.events
    assert second.root in spoken()


def test_before_the_first_seal_that_is_said(db: None) -> None:
    assert "Belum ada meterai" in spoken()


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            "UPDATE risks_flagevent SET severity = 'low' WHERE severity = 'critical'",
            "tidak lagi seperti saat dimeterai",
        ),
        ("DELETE FROM risks_flagevent WHERE severity = 'critical'", "telah dihapus"),
        ("UPDATE pghistory_context SET metadata = metadata || '{\"user\": 1}'", "tidak lagi seperti saat dimeterai"),
    ],
)
def test_a_rewritten_event_is_named(sealed: Seal, flag: Flag, statement: str, reason: str) -> None:
    event = event_models()["risks.flag"].objects.get(severity="critical", pgh_obj_id=flag.pk).pgh_id
    rewrite("risks.flag", statement)
    code, found = verify("--all")
    assert code == 1
    named = [each for each in found["misfits"] if each["kind"] == "risks.flag" and each["event_id"] == event]
    assert reason in named[0]["reason"]
    assert reason in spoken()


def test_an_event_written_in_afterwards_is_named(sealed: Seal, flag: Flag) -> None:
    table = event_models()["risks.flag"]
    first = table.objects.earliest("pgh_id")
    first.pgh_id = -5
    part = SealPart.objects.get(kind="risks.flag")
    SealPart.objects.filter(pk=part.pk).update(after=-10)
    first.save(force_insert=True)
    _code, found = verify("--all")
    assert any("terlewati" in each["reason"] for each in found["misfits"])
    assert any("telah diubah" in each["reason"] for each in found["misfits"])


def test_whoever_also_rewrites_the_seal_is_betrayed_by_the_paper(sealed: Seal, flag: Flag) -> None:
    printed = sealed.root[:16]
    rewrite("risks.flag", "UPDATE risks_flagevent SET severity = 'low' WHERE severity = 'critical'")
    SealPart.objects.all().delete()
    Seal.objects.all().delete()
    again = seal(NOW)
    assert again is not None
    assert verify()[0] == 0
    code, found = verify("--root", f"1:{printed}")
    assert code == 1
    assert "tercetak" in found["misfits"][0]["reason"]
    code, found = verify("--root", "7:0123456789abcdef")
    assert code == 1
    assert "tidak ada" in found["misfits"][0]["reason"]


def test_a_seal_taken_out_of_the_chain_is_missed(sealed: Seal, flag: Flag, cast: SimpleNamespace) -> None:
    builders.flag(flag.station, kind="flood", reported_by=cast.lapangan)
    assert seal(NOW + 2 * HOUR)
    SealPart.objects.filter(seal=sealed).delete()
    sealed.delete()
    code, found = verify()
    assert code == 1
    assert "tidak menyambung" in found["misfits"][0]["reason"]


def test_a_column_that_a_migration_adds_changes_no_seal(sealed: Seal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE risks_flagevent ADD COLUMN colour text DEFAULT 'x'")
    # The model does not know the column yet, so it is told of it here as a migration would.
    part = SealPart.objects.get(kind="risks.flag")
    assert "colour" not in part.columns
    with pytest.MonkeyPatch.context() as patch:
        known = actions.sealed._columns
        patch.setattr(
            actions.sealed, "_columns", lambda kind: [*known(kind), "colour"] if kind == "risks.flag" else known(kind)
        )
        assert verify()[0] == 0


def test_a_column_that_a_migration_took_is_said_and_no_misfit(sealed: Seal) -> None:
    with pytest.MonkeyPatch.context() as patch:
        known = actions.sealed._columns
        patch.setattr(actions.sealed, "_columns", lambda kind: [each for each in known(kind) if each != "severity"])
        code, found = verify()
        assert code == 0
        assert found["unreadable"] == ["#1 risks.flag: severity"]
        assert "tidak dapat diperiksa" in spoken()


def test_what_the_law_wants_forgotten_breaks_no_seal_and_a_false_number_does(cast: SimpleNamespace) -> None:
    agency = builders.agency("kpu")
    with acting(cast.admin, "contact.add"):
        for number in ("0812-1", "0812-2"):
            Contact.objects.create(
                agency=agency, role="Ketua", phone=number, email=f"{number}@kpu.example", valid_until=NOW.date()
            )
    made = seal(NOW)
    assert made is not None
    part = made.parts.get(kind="agencies.contact")
    assert "phone" not in part.columns
    assert b"0812" not in bytes(part.leaves) + bytes(part.tokens) + bytes(part.keys)
    rewrite("agencies.contact", "UPDATE agencies_contactevent SET phone = '', email = '' WHERE phone = '0812-1'")
    code, found = verify()
    assert (code, found["forgotten"]) == (0, 1)
    assert actions.drop_keys() == 1
    part.refresh_from_db()
    assert rules.pieces(part.keys).count(rules.NONE) == 1
    assert verify()[1]["forgotten"] == 1
    rewrite("agencies.contact", "UPDATE agencies_contactevent SET phone = '0899' WHERE phone = '0812-2'")
    code, found = verify()
    assert code == 1
    assert "data pribadi" in found["misfits"][0]["reason"]
    rewrite("agencies.contact", "UPDATE agencies_contactevent SET phone = '', email = ''")
    assert actions.drop_keys() == 1
    assert bytes(SealPart.objects.get(pk=part.pk).keys) == b"", "of a part without keys nothing is asked again"
    assert verify()[1]["forgotten"] == 2


def test_many_events_are_sealed_in_parts_and_bounded_seals(
    cast: SimpleNamespace, flag: Flag, monkeypatch: pytest.MonkeyPatch
) -> None:
    for severity in ("low", "medium", "high", "low", "medium"):
        flag.severity = severity
        flag.save(update_fields=["severity", "changed_at"])
    monkeypatch.setattr(actions, "PART", 2)
    monkeypatch.setattr(actions, "MOST", 5)
    first = seal(NOW)
    assert first is not None
    assert [len(part.ids) for part in first.parts.filter(kind="risks.flag")] == [2, 2, 1]
    second = seal(NOW + timedelta(minutes=2))
    assert second is not None, "what is left of a bounded seal does not wait for the hour"
    code, found = verify()
    assert (code, found["unsealed"]) == (0, event_models()["accounts.user"].objects.count() - 10)


@pytest.mark.django_db(transaction=True)
def test_nothing_that_commits_late_is_left_out(cast: SimpleNamespace) -> None:
    """A slow import that began before the mark and ends after it must be inside, though its ids are the lower ones."""
    wrote, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                builders.flag(flag.station, kind="flood", reported_by=cast.lapangan)
                wrote.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    flag = builders.flag(reported_by=cast.lapangan)
    thread.start()
    assert wrote.wait(20)
    cast.operator_lebak.first_name = "Sari"
    cast.operator_lebak.save()
    actions.seal_due(NOW, HOUR)
    assert actions.seal_due(NOW + HOUR, HOUR) is None, "the import is still under way"
    go_on.set()
    thread.join()
    # Transactions in the server's other databases are waited for too, and the suite's other workers have some.
    deadline = time.monotonic() + 200
    while (made := actions.seal_due(NOW + HOUR + HOUR, HOUR)) is None:
        assert time.monotonic() < deadline, "the import is over"
        time.sleep(0.05)
    upto = made.upto.get("risks.flag", 0)
    missed = event_models()["risks.flag"].objects.filter(pgh_id__lte=upto).count() - sum(
        len(part.ids) for part in made.parts.filter(kind="risks.flag")
    )
    assert missed == 0
    assert verify()[0] == 0


def test_a_seal_restored_into_another_database_is_marked_anew(flag: Flag) -> None:
    actions.seal_due(NOW, HOUR)
    Seal.objects.update(horizon=1 << 50)
    assert actions.seal_due(NOW + HOUR, HOUR) is None
    assert Seal.objects.get().horizon < 1 << 50


def test_the_page_finds_a_seal_by_what_is_printed(sealed: Seal, cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.pejabat)
    assert sealed.root in client.get("/history/seals/").content.decode()
    for text in ("1", "%231", sealed.root[:12], f"1:{sealed.root[:12]}"):
        assert sealed.root in client.get(f"/history/seals/?q={text}").content.decode(), text
    assert "Belum ada meterai yang cocok" in client.get("/history/seals/?q=0000000000").content.decode()
    answer = client.get("/history/seals/export.csv")
    assert sealed.root in b"".join(answer).decode()
    assert client.get("/history/seals/export.pdf").status_code == 404
    client.force_login(cast.luar)
    assert client.get("/history/seals/").status_code == 403


def test_doctor_says_when_a_forgotten_transaction_holds_the_seal_up(flag: Flag) -> None:
    now = clock.now()
    assert doctor.seals(now).ok
    actions.seal_due(now, HOUR)
    assert doctor.seals(now).ok
    late = doctor.seals(now + 2 * HOUR)
    assert not late.ok
    assert "pg_stat_activity" in late.advice


@pytest.mark.parametrize("text", ["12", "12:xyz", "a:0123456789", "12:abc"])
def test_a_root_that_cannot_be_read_is_refused(db: None, text: str) -> None:
    with pytest.raises(CommandError, match="as on the paper"):
        call_command("verify_history", "--root", text)

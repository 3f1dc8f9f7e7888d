"""The account of a run: what was acknowledged against what was kept; pure, so that planted losses can prove it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .facts import Facts
from .files import Roster

Note = dict[str, Any]


@dataclass
class Account:
    """One kind of thing: how many were acknowledged and kept, and by name those lost, doubled or wrong."""

    name: str
    acknowledged: int = 0
    kept: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Tell whether nothing is lost, doubled or wrong; what is uncertain is shown, not wrong."""
        return not (self.lost or self.doubled or self.wrong)


def balance(notes: Iterable[Note], facts: Facts) -> list[Account]:
    """Hold everything that clients were told against what the desk has kept."""
    by_kind: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        by_kind[note["what"]].append(note)
    return [
        _reports(by_kind, facts),
        _steps(by_kind, facts),
        _tasks(by_kind, facts),
        _imports(by_kind, facts),
        _stations(by_kind, facts),
        _briefings(by_kind, facts),
        _numbers(facts),
        _deliveries(facts),
        _work(by_kind, facts),
    ]


def _once(account: Account, told: Iterable[str], tried: Iterable[str], found: Counter[str]) -> None:
    """Every told thing is there exactly once, every tried one at most once, and nothing else is there."""
    told, tried = set(told), set(tried)
    account.acknowledged = len(told)
    account.kept = sum(1 for each in told if found[each])
    account.lost += sorted(each for each in told if not found[each])
    account.doubled += sorted(each for each, count in found.items() if count > 1)
    account.wrong += sorted(f"{each}: nobody has sent it" for each in found if each not in tried)


def _reports(notes: dict[str, list[Note]], facts: Facts) -> Account:
    account = Account("reports")
    # Counted by their text, not by the UUID that the database itself keeps unique.
    found = Counter(note.removeprefix("uji ") for note, *_rest in facts.observations)
    flag_of = {note.removeprefix("uji "): flag for note, _uuid, flag, _grade in facts.observations}
    told = {note["client_id"]: note["flag"] for note in notes["report"]}
    _once(account, told, (note["client_id"] for note in notes["try-report"]), found)
    for client_id, flag in told.items():
        if found[client_id] and flag_of[client_id] != flag:
            account.wrong.append(f"{client_id}: told risk {flag}, kept at {flag_of[client_id]}")
    return account


def _steps(notes: dict[str, list[Note]], facts: Facts) -> Account:
    account = Account("judgements")
    status = dict(facts.flags)
    history: dict[int, list[str]] = defaultdict(list)
    for flag, state in facts.flag_events:
        if not history[flag] or history[flag][-1] != state:
            history[flag].append(state)
    last: dict[int, str] = {}
    tried: dict[int, str] = {}
    for note in notes["try-step"]:
        tried[note["flag"]] = note["status"]
    for note in notes["step"]:
        account.acknowledged += 1
        last[note["flag"]] = note["status"]
        times = history[note["flag"]].count(note["status"])
        name = f"risk {note['flag']} {note['status']}"
        account.kept += times > 0
        if not times:
            account.lost.append(f"{name}: not in history")
        elif times > 1:
            account.doubled.append(f"{name}: {times} times in history")
    for flag, state in last.items():
        if status.get(flag) not in {state, tried[flag]}:
            account.lost.append(f"risk {flag}: told {state}, kept {status.get(flag)}")
    for flag, state in status.items():
        if not history[flag] or history[flag][0] != "reported" or history[flag][-1] != state:
            account.wrong.append(f"risk {flag} is {state}, its history says {history[flag]}")
    return account


def _tasks(notes: dict[str, list[Note]], facts: Facts) -> Account:
    account = Account("tasks")
    found = Counter(title.removeprefix("Tugas ") for title, *_rest in facts.tasks)
    told = {note["client_id"]: note["task"] for note in notes["task"]}
    _once(account, told, (note["client_id"] for note in notes["try-task"]), found)
    inserted = dict(facts.task_events)
    for title, pk, _uuid in facts.tasks:
        if inserted.get(pk) != 1:
            account.wrong.append(f"{title}: {inserted.get(pk, 0)} times made in history")
    return account


def _imports(notes: dict[str, list[Note]], facts: Facts) -> Account:
    account = Account("imports")
    rows = {row[0]: row[1:] for row in facts.imports}
    uploads = {note["number"]: note for note in notes["upload"]}
    confirmed = {note["number"] for note in notes["confirm"]}
    tried = {note["number"] for note in notes["try-confirm"]}
    account.acknowledged = len(confirmed)
    for client_id, count in Counter(row[1] for row in facts.imports if row[1]).items():
        if count > 1:
            account.doubled.append(client_id)
    for number, upload in uploads.items():
        if number not in rows or rows[number][0] != upload["client_id"]:
            account.lost.append(f"import {number}: the upload is not there")
    for number in sorted(confirmed & set(rows)):
        _client_id, state, read, created, updated, unchanged, rejected, _election = rows[number]
        size = len(_roster(uploads[number]))
        expected = (size, 0) if not uploads[number]["edition"] else (0, size)
        if state != "applied":
            account.lost.append(f"import {number}: agreed to, but {state}")
        elif (read, rejected) != (size, 0):
            account.wrong.append(f"import {number}: {size} rows handed in, {read} read, {rejected} rejected")
        elif (created, updated) != expected:
            # A second loading finds what the first one made: nothing new, all as it was.
            account.doubled.append(f"import {number}: {created} new, {updated} changed, {unchanged} as before")
        else:
            account.kept += 1
    account.wrong += [
        f"import {number}: loaded, but nobody agreed"
        for number in rows
        if rows[number][1] == "applied" and number in uploads and number not in tried
    ]
    return account


def _stations(notes: dict[str, list[Note]], facts: Facts) -> Account:
    account = Account("stations")
    confirmed = {note["number"] for note in notes["confirm"]}
    in_doubt = {note["number"] for note in notes["try-confirm"]} - confirmed
    expected: dict[tuple[int, str], set[int]] = {}
    for upload in notes["upload"]:
        if upload["number"] in confirmed | in_doubt:
            for code, voters in _roster(upload).stations():
                key = (upload["election"], code)
                before = expected.get(key, set()) if upload["number"] in in_doubt else set()
                expected[key] = before | {voters}
    found = {(election, code): voters for election, code, voters in facts.stations}
    account.acknowledged = len(expected)
    sure = {(note["election"], code) for note in notes["upload"] if note["number"] in confirmed
            for code, _voters in _roster(note).stations()}  # fmt: skip
    for key, voters in expected.items():
        if found.get(key) in voters:
            account.kept += 1
        elif key in found:
            account.wrong.append(f"{key[1]}: {found[key]} voters, the file says {sorted(voters)}")
        elif key in sure:
            account.lost.append(key[1])
    elections = {note["election"] for note in notes["upload"]}
    account.wrong += [f"{code}: in no file" for at, code in found if at in elections and (at, code) not in expected]
    return account


def _briefings(notes: dict[str, list[Note]], facts: Facts) -> Account:
    account = Account("briefings")
    rows = {row[0]: row[1:] for row in facts.briefings}
    authorised = {note["briefing"] for note in notes["authorise"]}
    account.acknowledged = len(authorised)
    for pk in sorted({note["briefing"] for note in notes["draft"]} | authorised):
        if pk not in rows:
            account.lost.append(f"briefing {pk}")
        elif pk in authorised and rows[pk][0] not in {"issued", "superseded"}:
            account.lost.append(f"briefing {pk}: authorised, but {rows[pk][0]}")
        elif pk in authorised:
            account.kept += 1
    for pk, (_state, digest, actual, _document, _agency) in rows.items():
        if digest != actual:
            account.wrong.append(f"briefing {pk}: its bytes are not those of its digest")
    for note in notes["paper"]:
        if note["briefing"] in rows and rows[note["briefing"]][1] != note["digest"]:
            account.wrong.append(f"briefing {note['briefing']}: other bytes than once given out")
    return account


def _numbers(facts: Facts) -> Account:
    account = Account("numbers")
    given: dict[tuple[str, int], list[int]] = defaultdict(list)
    for series, year, sequence, _pk in facts.documents:
        given[series, year].append(sequence)
    for series, year, last in facts.series:
        numbers = Counter(given.pop((series, year), []))
        account.acknowledged += last
        account.kept += len(numbers)
        account.lost += [f"{series} {year}: {n}" for n in range(1, last + 1) if not numbers[n]]
        account.doubled += [f"{series} {year}: {n}" for n, count in numbers.items() if count > 1]
    account.wrong += [f"{series} {year} has no series" for series, year in given]
    owners = Counter(row[4] for row in facts.briefings if row[4])
    account.doubled += [f"document {pk} in two briefings" for pk, count in owners.items() if count > 1]
    account.lost += [f"document {row[3]} in no briefing" for row in facts.documents if row[3] not in owners]
    return account


def _deliveries(facts: Facts) -> Account:
    account = Account("deliveries")
    accepted = Counter(mail["message_id"] for mail in facts.mails)
    papers = {mail["message_id"]: mail["papers"] for mail in facts.mails}
    rows = {(document, recipient): row for document, recipient, *row in facts.deliveries}
    boxes: dict[int, list[str]] = defaultdict(list)
    for agency, address in facts.recipients:
        boxes[agency].append(address)
    for _pk, _state, _digest, _actual, document, agency in facts.briefings:
        for address in boxes[agency] if document else ():
            account.acknowledged += 1
            if (document, address) not in rows:
                account.lost.append(f"document {document} to {address}: no delivery")
    for (document, recipient), (state, message_id, digest, attempts, error) in rows.items():
        name = f"document {document} to {recipient}"
        times = accepted[message_id]
        if state == "uncertain":
            account.uncertain.append(f"{name}: accepted {times} times, attempts {attempts}, {error[:80]}")
        elif state == "sent" and not times:
            account.lost.append(f"{name}: sent, but the relay knows nothing")
        elif state not in {"sent", "failed"}:
            account.wrong.append(f"{name}: still {state}")
        account.kept += state in {"sent", "failed", "uncertain"}
        if times > 1:
            account.doubled.append(f"{name}: accepted {times} times, state {state}")
        if times and state in {"queued", "failed"}:
            account.wrong.append(f"{name}: accepted, but {state}")
        if times and papers[message_id] != [digest]:
            account.wrong.append(f"{name}: carries other bytes")
    known = {row[1] for row in rows.values()}
    account.wrong += [f"{each}: a mail of no delivery" for each in accepted if each not in known]
    return account


def _work(notes: dict[str, list[Note]], facts: Facts) -> Account:
    account = Account("work")
    account.wrong += [f"job {kind} {pk} is {state}" for kind, state, pk, _late, _e in facts.jobs if state != "failed"]
    account.wrong += [f"idle in transaction: {query[:200]}" for _pid, query in facts.idle]
    account.wrong += [f"unexpected answer to {note['of']}: {note['status']} {note['text']}" for note in notes["odd"]]
    account.wrong += [note["trace"] for note in notes["broken"]]
    account.wrong += [f"signed out: {note['username']}" for note in notes["signed-out"]]
    return account


def _roster(upload: Note) -> Roster:
    return Roster(upload["villages"], upload["per_village"], upload["edition"])

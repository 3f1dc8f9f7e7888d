"""What each person of a run does, step by step; everything acknowledged is written down before the next step."""

import csv
import hashlib
import io
import random
import re
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from .client import Answer, Client
from .files import Roster
from .notes import Notes

Facts = dict[str, Any]
Door = Callable[[str], Client]
GRADES = {"blank-spot": "none", "flood": "depth-70", "conflict": "rawan", "logistics": "hard", "access": "impossible"}
STEPS = {"reported": "verify", "verified": "mitigate", "mitigating": "resolve"}
AFTER = {"verify": "verified", "mitigate": "mitigating", "resolve": "resolved"}


class Person(ABC):
    """Somebody with a name, notes and dice of their own."""

    def __init__(self, name: str, facts: Facts, notes: Notes, dice: random.Random, door: Door) -> None:
        self.name = name
        self.facts = facts
        self.notes = notes
        self.dice = dice
        self.clients = {name: door(name)}
        self.me = self.clients[name]

    def sign_in(self) -> None:
        """Sign everybody in who acts here."""
        for client in self.clients.values():
            client.sign_in()

    @abstractmethod
    def step(self) -> None:
        """Do one thing."""

    def odd(self, what: str, path: str, answer: Answer) -> None:
        """Write down an answer that nobody expected."""
        self.notes.write("odd", of=what, path=path, status=answer.status, text=answer.text)


class Reporter(Person):
    """Logs risks at stations of their own, has a colleague judge them, and gives tasks."""

    def __init__(self, number: int, of: int, facts: Facts, notes: Notes, dice: random.Random, door: Door) -> None:
        super().__init__(f"pelapor.{number}", facts, notes, dice, door)
        self.judge = self.clients[f"penilai.{number}"] = door(f"penilai.{number}")
        self.stations = facts["stations"][number::of]
        self.status: dict[int, str] = {}

    def step(self) -> None:
        """Log one risk, sometimes twice over; then perhaps judge it and give a task; now and then sign in anew."""
        if self.dice.random() < 0.05:
            self.me.cookies.pop("sessionid", None)
            self.me.sign_in()
        flag = self.report()
        if flag is None:
            return
        if self.dice.random() < 0.7:
            self.judge_one(flag)
        if self.dice.random() < 0.3:
            self.give_task(flag)

    def report(self) -> int | None:
        """Log a risk under a UUID of one's own until it is acknowledged; gives the number of its risk."""
        client_id, kind = str(uuid.UUID(int=self.dice.getrandbits(128), version=4)), self.dice.choice(sorted(GRADES))
        station = self.dice.choice(self.stations)
        fields = {
            "place": station,
            "kind": kind,
            "grade": GRADES[kind],
            "source": "bpbd",
            "observed_at": self.facts["observed_at"],
            "note": f"uji {client_id}",
            "client_id": client_id,
        }
        self.notes.write("try-report", client_id=client_id, station=station, kind=kind)
        answer, _troubles = self.me.post("/risks/new/", dict(fields))
        flag = answer.number("/risks/")
        if answer.status != 302 or flag is None:
            self.odd("report", "/risks/new/", answer)
            return None
        self.notes.write("report", client_id=client_id, flag=flag)
        if self.dice.random() < 0.25:
            again, _troubles = self.me.post("/risks/new/", dict(fields))
            if again.number("/risks/") != flag:
                self.odd("second sending", "/risks/new/", again)
        self.status.setdefault(flag, "reported")
        return flag

    def judge_one(self, flag: int) -> None:
        """Take the next step of a risk; a refusal after a broken line means that the first sending was heard."""
        step = STEPS.get(self.status[flag])
        if step is None:
            return
        path = f"/risks/{flag}/act/"
        self.notes.write("try-step", flag=flag, status=AFTER[step])
        answer, troubles = self.judge.post(path, {"action": step, "comment": "uji"})
        if answer.status == 302 or (answer.status == 409 and troubles):
            self.status[flag] = AFTER[step]
            self.notes.write("step", flag=flag, status=AFTER[step])
        else:
            self.odd("step", path, answer)

    def give_task(self, flag: int) -> None:
        """Give a task about a risk under a UUID of one's own."""
        client_id = str(uuid.UUID(int=self.dice.getrandbits(128), version=4))
        fields = {
            "title": f"Tugas {client_id}",
            "owner": str(self.facts["owner"]),
            "due_day": "2099-12-31",
            "due_time": "16:00",
            "priority": "normal",
            "client_id": client_id,
        }
        self.notes.write("try-task", client_id=client_id)
        path = f"/tasks/new/?flag={flag}"
        answer, _troubles = self.judge.post(path, dict(fields))
        task = answer.number("/tasks/")
        if answer.status == 302 and task is not None:
            self.notes.write("task", client_id=client_id, task=task)
        else:
            self.odd("task", path, answer)


class Importer(Person):
    """Hands rosters in, waits for the check, agrees, and waits for the end."""

    def __init__(self, number: int, facts: Facts, notes: Notes, dice: random.Random, door: Door) -> None:
        super().__init__(f"pemuat.{number}", facts, notes, dice, door)
        self.election = facts["elections"][number]
        self.done: list[Roster] = []
        self.next = 0

    def step(self) -> None:
        """Take one roster all the way."""
        fresh = not self.done or self.dice.random() < 0.6
        if fresh and self.next < len(self.facts["villages"]):
            villages = self.facts["villages"][self.next : self.next + self.dice.randint(8, 30)]
            self.next += len(villages)
            roster = Roster(villages, self.dice.randint(60, 100))
        else:
            old = self.dice.choice(self.done)
            roster = Roster(old.villages, old.per_village, old.edition + 1)
            self.done.remove(old)
        if self.take(roster):
            self.done.append(roster)

    def take(self, roster: Roster) -> bool:
        """Upload, wait, agree, wait; a step that the desk has given up is tried again, as a person would."""
        client_id = str(uuid.UUID(int=self.dice.getrandbits(128), version=4))
        fields = {"election": str(self.election), "client_id": client_id}
        told = {"election": self.election, "villages": roster.villages}
        told |= {"per_village": roster.per_village, "edition": roster.edition}
        self.notes.write("try-upload", client_id=client_id)
        answer, _troubles = self.me.post("/imports/", dict(fields), (f"{client_id}.csv", roster.content()))
        number = answer.number("/imports/")
        if answer.status != 302 or number is None:
            self.odd("upload", "/imports/", answer)
            return False
        self.notes.write("upload", client_id=client_id, number=number, **told)
        if self.wait_for(number, "checked") != "checked":
            return False
        self.notes.write("try-confirm", number=number)
        answer, _troubles = self.me.post(f"/imports/{number}/confirm/", {})
        if answer.status != 302:
            self.odd("confirm", f"/imports/{number}/confirm/", answer)
            return False
        self.notes.write("confirm", number=number)
        return self.wait_for(number, "applied") == "applied"

    def wait_for(self, number: int, wanted: str) -> str:
        """Wait until an import has come to a state or to another end."""
        while True:
            lines = csv.DictReader(io.StringIO(self.me.get("/imports/rosters.csv").body.decode("utf-8-sig")))
            state = next((line["status"] for line in lines if line["nomor"] == str(number)), "")
            if state == "failed":
                self.notes.write("retry", number=number)
                self.me.post(f"/imports/{number}/retry/", {})
            elif state == wanted or state in {"applied", "refused", "cancelled"}:
                self.notes.write("state", number=number, state=state)
                return state
            time.sleep(0.4)


class Officer(Person):
    """Drafts briefings, has an official authorise them, reads the paper, and corrects some of them."""

    def __init__(self, facts: Facts, notes: Notes, dice: random.Random, door: Door) -> None:
        super().__init__("penyusun", facts, notes, dice, door)
        self.official = self.clients["pejabat"] = door("pejabat")
        self.todo = [(period, code) for period in facts["periods"] for code in facts["agencies"]]
        self.dice.shuffle(self.todo)
        self.issued: list[int] = []

    def step(self) -> None:
        """Take one briefing from its draft to its paper."""
        pk = self.draft(*self.todo.pop()) if self.todo else self.correct(self.issued.pop(0)) if self.issued else None
        if pk is None:
            return
        path = f"/briefings/{pk}/authorise/"
        self.notes.write("try-authorise", briefing=pk)
        answer, _troubles = self.official.post(path, {})
        if answer.status != 302:
            return self.odd("authorise", path, answer)
        self.notes.write("authorise", briefing=pk)
        while "hx-refresh" not in self.me.get(f"/briefings/{pk}/progress/").headers:
            time.sleep(0.4)
        paper = self.me.get(f"/briefings/{pk}/paper.pdf")
        self.notes.write("paper", briefing=pk, digest=hashlib.sha256(paper.body).hexdigest())
        self.issued.append(pk)

    def draft(self, period: str, code: str) -> int | None:
        """Make a draft, or find the one that an unanswered sending has made."""
        self.notes.write("try-draft", period=period, agency=code)
        answer, _troubles = self.me.post("/briefings/new/", {"period": period, "agencies": [code]})
        pk = answer.number("/briefings/")
        if answer.status != 302 or pk is None:
            self.odd("draft", "/briefings/new/", answer)
            return None
        self.notes.write("draft", briefing=pk)
        return pk

    def correct(self, pk: int) -> int | None:
        """Begin the next revision of an issued briefing, or find the one that an unanswered sending has begun."""
        path = f"/briefings/{pk}/correct/"
        answer, _troubles = self.me.post(path, {"reason": "Perbaikan uji"})
        fresh = answer.number("/briefings/")
        if fresh == pk:
            page = self.me.get(f"/briefings/{pk}/").body.decode(errors="replace")
            fresh = max((int(found) for found in re.findall(r"/briefings/(\d+)/", page)), default=pk)
        if answer.status != 302 or fresh is None or fresh <= pk:
            self.odd("correct", path, answer)
            return None
        self.notes.write("draft", briefing=fresh)
        return fresh

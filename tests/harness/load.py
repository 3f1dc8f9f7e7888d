"""The people of a run: they report, judge, give tasks, hand rosters in and issue briefings until they are told to stop.

Run as `harness.load PLAN NOTES SEED ADDRESS`. SIGTERM means: begin nothing new, finish what was begun, sign off.
"""

import json
import random
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from .client import Client, Stopped
from .notes import Notes
from .people import Importer, Officer, Person, Reporter

PATIENCE = 240.0  # seconds from the order to stop until what is still unanswered is given up as in doubt


def play(person: Person, closing: threading.Event) -> None:
    """Let one person work; what breaks in the harness itself is written down as such."""
    try:
        person.sign_in()
        person.notes.write("signed-in", username=person.name)
        while not closing.is_set():
            person.step()
            closing.wait(person.dice.uniform(0.02, 0.3))
        person.notes.write("finished", username=person.name)
    except Stopped as place:
        person.notes.write("in-doubt", path=str(place))
    except Exception:
        person.notes.write("broken", trace=traceback.format_exc())


def main(plan: Path, folder: Path, seed: str, address: str) -> None:
    """Let everybody work until SIGTERM."""
    facts = json.loads(plan.read_text())
    closing, over = threading.Event(), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: closing.set())
    reporters = len([name for name in facts["people"] if name.startswith("pelapor")])
    makers: list[Callable[[Notes, random.Random], Person]] = []
    for number in range(reporters):
        makers.append(lambda notes, dice, n=number: Reporter(n, reporters, facts, notes, dice, person(notes)))
    for number in range(len(facts["elections"])):
        makers.append(lambda notes, dice, n=number: Importer(n, facts, notes, dice, person(notes)))
    makers.append(lambda notes, dice: Officer(facts, notes, dice, person(notes)))

    def person(notes: Notes) -> Callable[[str], Client]:
        return lambda username: Client(address, username, notes, over)

    threads = []
    for index, make in enumerate(makers):
        notes = Notes(folder / f"{index}.jsonl")
        each = make(notes, random.Random(f"{seed} {index}"))
        threads.append(threading.Thread(target=play, args=(each, closing), daemon=True))
    for thread in threads:
        thread.start()
    closing.wait()
    giving_up = threading.Timer(PATIENCE, over.set)
    giving_up.daemon = True
    giving_up.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4])

"""Faults planted on purpose: an account that does not notice every one of them is worth nothing.

Each is made in the run's own database, read, and rolled back; those of the relay are made in a copy of its record.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import psycopg

from . import facts
from .facts import Facts
from .ledger import balance

Note = dict[str, Any]


class Plant(NamedTuple):
    """A fault: what is done to the database, in which account it must show, and as what."""

    sql: str
    account: str
    word: str


FORGED = "'00000000-0000-4000-8000-000000000000'"
PLANTS = {
    "a report is lost": Plant(
        "DELETE FROM risks_observation WHERE id = (SELECT max(id) FROM risks_observation WHERE note LIKE 'uji %%')",
        "reports",
        "lost",
    ),
    "a report is doubled": Plant(
        f"""INSERT INTO risks_observation (election_id, station_id, kind, source_id, grade, channel, note, observed_at,
              recorded_at, recorded_by_id, standing, flag_id, client_id)
            SELECT election_id, station_id, kind, source_id, grade, channel, note, observed_at, recorded_at,
              recorded_by_id, standing, flag_id, {FORGED} FROM risks_observation WHERE note LIKE 'uji %%' LIMIT 1""",
        "reports",
        "doubled",
    ),
    "a judgement is undone": Plant(
        """UPDATE risks_flag SET status = 'reported'
           WHERE id = (SELECT min(id) FROM risks_flag WHERE status IN ('verified', 'mitigating', 'resolved'))""",
        "judgements",
        "lost",
    ),
    "a task is lost": Plant(
        "DELETE FROM coordination_task WHERE id = (SELECT max(id) FROM coordination_task)", "tasks", "lost"
    ),
    "an import is loaded twice": Plant(
        """UPDATE tps_rosterimport SET unchanged = read, created = 0, updated = 0
           WHERE id = (SELECT max(id) FROM tps_rosterimport WHERE state = 'applied' AND uploaded_by_id IS NOT NULL)""",
        "imports",
        "doubled",
    ),
    "an import never happens": Plant(
        """UPDATE tps_rosterimport SET state = 'applying', applied_at = NULL
           WHERE id = (SELECT max(id) FROM tps_rosterimport WHERE state = 'applied' AND uploaded_by_id IS NOT NULL)""",
        "imports",
        "lost",
    ),
    "a station is half written": Plant(
        """UPDATE tps_pollingstation SET voters = voters + 1000
           WHERE id = (SELECT max(id) FROM tps_pollingstation WHERE voters IS NOT NULL)""",
        "stations",
        "wrong",
    ),
    "a number is skipped": Plant("UPDATE paper_numberseries SET last = last + 1", "numbers", "lost"),
    "a delivery is lost": Plant(
        """DELETE FROM post_delivery WHERE id = (SELECT max(id) FROM post_delivery WHERE document_id IS NOT NULL)""",
        "deliveries",
        "lost",
    ),
    "a job hangs": Plant(
        """UPDATE work_job SET state = 'running', lease_until = now() - interval '1 hour',
             lease_token = gen_random_uuid() WHERE id = (SELECT id FROM work_job WHERE state = 'done' LIMIT 1)""",
        "work",
        "wrong",
    ),
}


def try_all(connection: psycopg.Connection[Any], told: list[Note], found: Facts) -> dict[str, bool]:
    """Plant each fault that the run has room for; tells for each whether the account has named it."""
    noticed: dict[str, bool] = {}
    for name, plant in PLANTS.items():
        with connection.transaction(force_rollback=True):
            if connection.execute(plant.sql).rowcount:
                spoilt = facts.read(connection, found.mails)
                noticed[name] = named(told, spoilt, plant.account, plant.word)
    if found.mails:
        noticed["a mail is sent twice"] = named(
            told, Facts(found.rows, [*found.mails, found.mails[0]]), "deliveries", "doubled"
        )
        # One that is uncertain may be missing at the relay; one that was sent may not.
        sent = {row[3] for row in found.deliveries if row[2] == "sent"}
        short = [mail for mail in found.mails if mail["message_id"] not in sent]
        if sent:
            noticed["a mail never left"] = named(told, Facts(found.rows, short), "deliveries", "lost")
    return noticed


def named(told: list[Note], spoilt: Facts, account: str, word: str) -> bool:
    """Tell whether an account names a fault of its kind."""
    pick: Callable[[Any], bool] = lambda each: each.name == account  # noqa: E731
    return bool(getattr(next(filter(pick, balance(told, spoilt))), word))

"""What the desk has kept at the end, read with plain SQL: nothing of the product's own reading is trusted here."""

from dataclasses import dataclass, field
from typing import Any

import psycopg

Rows = list[tuple[Any, ...]]
QUESTIONS = {
    "observations": "SELECT note, client_id::text, flag_id, grade FROM risks_observation",
    "flags": "SELECT id, status FROM risks_flag",
    "flag_events": "SELECT pgh_obj_id, status FROM risks_flagevent ORDER BY pgh_id",
    "tasks": "SELECT title, id, client_id::text FROM coordination_task",
    "task_events": "SELECT pgh_obj_id, count(*) FROM coordination_taskevent WHERE pgh_label = 'insert' GROUP BY 1",
    "imports": """SELECT id, client_id::text, state, read, created, updated, unchanged, rejected, election_id
                  FROM tps_rosterimport""",
    "stations": "SELECT election_id, code, voters FROM tps_pollingstation",
    "briefings": """SELECT b.id, b.state, d.digest, encode(sha256(d.content), 'hex'), b.document_id, b.agency_id
                    FROM briefings_briefing b LEFT JOIN paper_document d ON d.id = b.document_id""",
    "documents": "SELECT series, year, sequence, id FROM paper_document",
    "series": "SELECT series, year, last FROM paper_numberseries",
    "recipients": "SELECT agency_id, address FROM briefings_recipient WHERE active",
    "deliveries": """SELECT y.document_id, y.recipient, y.state, y.message_id, d.digest, y.attempts, y.error
                     FROM post_delivery y LEFT JOIN paper_document d ON d.id = y.document_id""",
    "jobs": "SELECT kind, state, id::text, lease_until < now(), error FROM work_job WHERE state NOT IN ('done')",
    "idle": """SELECT pid, query FROM pg_stat_activity WHERE state LIKE 'idle in transaction%%'
               AND state_change < now() - interval '2 seconds' AND pid <> pg_backend_pid()""",
}


@dataclass
class Facts:
    """The rows of every question, and the mails that the relay has accepted."""

    rows: dict[str, Rows]
    mails: list[dict[str, Any]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Rows:
        """Give the rows of a question by its name."""
        try:
            return self.__dict__["rows"][name]
        except KeyError:
            raise AttributeError(name) from None


def read(connection: psycopg.Connection[Any], mails: list[dict[str, Any]]) -> Facts:
    """Ask everything in the connection's own transaction."""
    return Facts({name: connection.execute(question).fetchall() for name, question in QUESTIONS.items()}, mails)

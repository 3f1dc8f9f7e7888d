"""What is written for each of many risks, by the database itself: how they stood, and their steps."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from risks.kinds import HARMLESS, Standing
from risks.models import Batch

# Before the change: the version is that which the change will leave behind (bulk_frame.bumped).
_REMEMBER = """
INSERT INTO risks_batchitem (batch_id, flag_id, statement_id, version, status, outcome, duplicate_of_id, since,
    verified_by_id, verified_at, closed_at, owner_id, assignee_id, region_id)
SELECT %(batch)s, f.id, s.statement, greatest(%(at)s, f.changed_at + interval '1 microsecond'), f.status, f.outcome,
    f.duplicate_of_id, f.since, f.verified_by_id, f.verified_at, f.closed_at, f.owner_id, f.assignee_id, f.region_id
FROM risks_flag f
LEFT JOIN unnest(%(flags)s::bigint[], %(statements)s::bigint[]) AS s (flag, statement) ON s.flag = f.id
WHERE f.id = ANY(%(ids)s) ORDER BY f.id
"""
_CONFIRM = """
UPDATE risks_observation SET verified_by_id = %(actor)s, verified_at = %(at)s
WHERE verified_at IS NULL AND id IN (
    SELECT DISTINCT ON (flag_id) id FROM risks_observation
    WHERE flag_id = ANY(%(flags)s) AND standing = %(standing)s AND NOT grade = ANY(%(harmless)s)
    ORDER BY flag_id, observed_at DESC, id DESC
)
RETURNING flag_id, id
"""
_STEPS = """
INSERT INTO risks_transition (flag_id, step, before, after, outcome, other_id, actor_id, at, comment)
SELECT flag_id, %(step)s, status, %(after)s, %(outcome)s, %(other)s, %(actor)s, %(at)s, %(comment)s
FROM risks_batchitem WHERE batch_id = %(batch)s ORDER BY flag_id
"""
_STEPS_BACK = """
INSERT INTO risks_transition (flag_id, step, before, after, outcome, other_id, actor_id, at, comment)
SELECT flag_id, %(step)s, %(before)s, status, outcome, duplicate_of_id, %(actor)s, %(at)s, %(comment)s
FROM risks_batchitem WHERE batch_id = %(batch)s AND flag_id = ANY(%(ids)s) ORDER BY flag_id
"""


def remember(batch: Batch, ids: Sequence[int], statements: Mapping[int, int], at: datetime) -> None:
    """Write down how locked risks stand before a batch changes them; `statements` were confirmed along, by risk."""
    pairs = {"flags": list(statements.keys()), "statements": list(statements.values())}
    _run(_REMEMBER, {"batch": batch.pk, "ids": list(ids), "at": at, **pairs})


def confirm(flag_ids: Sequence[int], *, actor_id: int | None, at: datetime) -> dict[int, int]:
    """Verify the newest adverse statement of each risk, unless it is verified already; gives statement by risk."""
    facts: Mapping[str, Any] = {"standing": Standing.ACCEPTED.value, "harmless": [str(grade) for grade in HARMLESS]}
    with connection.cursor() as cursor:
        cursor.execute(_CONFIRM, {"flags": list(flag_ids), "actor": actor_id, "at": at, **facts})
        return dict(cursor.fetchall())


def record(batch: Batch, step: str, after: str) -> None:
    """Add the step that a batch took to the history of each of its risks."""
    facts = {"outcome": batch.outcome, "other": batch.into_id, "actor": batch.actor_id, "at": batch.at}
    _run(_STEPS, {"batch": batch.pk, "step": step, "after": after, "comment": batch.comment, **facts})


def record_back(
    batch: Batch, ids: Sequence[int], step: str, before: str, *, actor_id: int, at: datetime, comment: str
) -> None:
    """Add the step that takes a batch back to the history of those of its risks that were put back."""
    facts = {"before": before, "actor": actor_id, "at": at, "comment": comment}
    _run(_STEPS_BACK, {"batch": batch.pk, "ids": list(ids), "step": step, **facts})


def _run(sql: str, values: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)

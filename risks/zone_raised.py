"""Which risks became graver through a layer of hazard zones, and what they would be without it."""

from dataclasses import dataclass

from django.db import connection

from risks.kinds import SEVERITY_ORDER, Severity
from risks.models import HazardLayer, Observation
from risks.rules import proposed_severity

# The layer's statements were accepted and the risks raised under one context of history; what was before it is what
# history says last, and what came after it is what somebody did since.
RAISED = """
WITH contexts AS (
    SELECT DISTINCT first.id FROM (
        SELECT DISTINCT ON (pgh_obj_id) pgh_context_id AS id FROM risks_observationevent
        WHERE pgh_obj_id = ANY(%s) AND standing = 'accepted' ORDER BY pgh_obj_id, pgh_id
    ) AS first WHERE first.id IS NOT NULL
), raised AS (
    SELECT DISTINCT ON (event.pgh_obj_id) event.pgh_obj_id, event.pgh_id
    FROM risks_flagevent event JOIN contexts ON contexts.id = event.pgh_context_id
    WHERE event.pgh_obj_id = ANY(%s) AND event.pgh_label = 'update' ORDER BY event.pgh_obj_id, event.pgh_id
)
SELECT raised.pgh_obj_id, before.severity, EXISTS (
    SELECT FROM risks_flagevent since WHERE since.pgh_obj_id = raised.pgh_obj_id AND since.pgh_id > raised.pgh_id
        AND (since.pgh_context_id IS NULL OR since.pgh_context_id NOT IN (SELECT id FROM contexts))
)
FROM raised CROSS JOIN LATERAL (
    SELECT severity FROM risks_flagevent
    WHERE pgh_obj_id = raised.pgh_obj_id AND pgh_id < raised.pgh_id ORDER BY pgh_id DESC LIMIT 1
) AS before
"""


@dataclass(frozen=True, slots=True)
class Raised:
    """A risk that a layer raised: what it is without the layer, and whether somebody touched it since."""

    flag_id: int
    severity: str
    touched: bool


def raised_by(layer: HazardLayer, flags: dict[int, tuple[str, str]]) -> list[Raised]:
    """Give those of some risks (kind and severity by id) whose severity stands higher for this layer's sake only."""
    said = Observation.objects.filter(list_import=layer.proposals_id, flag__in=list(flags))
    with connection.cursor() as cursor:
        cursor.execute(RAISED, [list(said.values_list("pk", flat=True)), list(flags)])
        told = cursor.fetchall()
    others = _without(layer, [flag_id for flag_id, _severity, _touched in told])
    found = []
    for flag_id, before, touched in told:
        kind, now = flags[flag_id]
        grounds = [before, *(proposed_severity(kind, grade) for grade in others.get(flag_id, ()))]
        severity = max(grounds, key=lambda each: SEVERITY_ORDER[Severity(each)])
        if SEVERITY_ORDER[Severity(severity)] < SEVERITY_ORDER[Severity(now)]:
            found.append(Raised(flag_id, str(severity), touched))
    return found


def _without(layer: HazardLayer, flags: list[int]) -> dict[int, set[str]]:
    """Give the grades that other accepted statements give for each risk."""
    found: dict[int, set[str]] = {}
    rows = Observation.objects.counting().filter(flag__in=flags).exclude(list_import=layer.proposals_id)
    for flag_id, grade in rows.order_by().values_list("flag_id", "grade").distinct():
        found.setdefault(flag_id, set()).add(grade)
    return found

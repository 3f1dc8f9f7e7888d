"""What undoing an import would do: read from the marks and the history that it left, and what stands against it.

An import is undone as a whole or not at all. Stations that it created carry its id; of those that it changed or
marked missing, the events of its history context hold the row before and the row after.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pghistory.models
from django.db import connection, transaction
from django.db.models import Count, Model, QuerySet

from tps.kinds import ImportState
from tps.models import PollingStation, RosterImport

SHOWN = 20
_KEY = frozenset({"id", "code", "election_id"})
_EVENTS: Any = PollingStation._meta.get_field("events").related_model
_TRACKED = {each.column for each in _EVENTS._meta.concrete_fields}
COLUMNS: tuple[str, ...] = tuple(
    str(each.column)
    for each in PollingStation._meta.concrete_fields
    if each.column in _TRACKED and each.column not in _KEY
)


def row(alias: str) -> str:
    """Write the columns that an import may change as one row of SQL."""
    return f"({', '.join(f'{alias}.{name}' for name in COLUMNS)})"


# Stations that the import changed: `b` as they were before it, `a` as it left them, `t` as they stand now.
CHANGED = f"""
WITH b AS (
    SELECT DISTINCT ON (pgh_obj_id) * FROM tps_pollingstationevent
    WHERE pgh_context_id = %(context)s AND pgh_label = 'before' ORDER BY pgh_obj_id, pgh_id
), a AS (
    SELECT DISTINCT ON (pgh_obj_id) * FROM tps_pollingstationevent
    WHERE pgh_context_id = %(context)s AND pgh_label = 'update' ORDER BY pgh_obj_id, pgh_id DESC
), changed AS (
    SELECT a.pgh_obj_id AS id, a.code, b.missing_since IS NULL AND a.missing_since IS NOT NULL AS marked,
        t.id IS NOT NULL AND {row("t")} IS NOT DISTINCT FROM {row("b")} AS back,
        t.id IS NULL OR {row("t")} IS DISTINCT FROM {row("b")} AND {row("t")} IS DISTINCT FROM {row("a")} AS later,
        a.region_id, b.region_id AS former
    FROM a JOIN b USING (pgh_obj_id) LEFT JOIN tps_pollingstation t ON t.id = a.pgh_obj_id
)
"""  # noqa: S608 — the names of columns come from the model
_CHANGES = (
    CHANGED
    + """
SELECT count(*) FILTER (WHERE NOT marked AND NOT back), count(*) FILTER (WHERE marked AND NOT back),
    count(*) FILTER (WHERE NOT (region_id LIKE %(place)s AND former LIKE %(place)s)), count(*) FILTER (WHERE later)
FROM changed
"""
)
_CREATED = """
SELECT count(*), count(*) FILTER (WHERE NOT region_id LIKE %(place)s)
FROM tps_pollingstation WHERE election_id = %(election)s AND origin_id = %(roster)s
"""
# Created stations whose first known row is not the present one. Whatever came and went again does not matter.
_GROWN = f"""
, grown AS (
    SELECT t.id, t.code FROM tps_pollingstation t JOIN (
        SELECT DISTINCT ON (pgh_obj_id) * FROM tps_pollingstationevent e
        WHERE pgh_label = 'before' AND EXISTS (
            SELECT 1 FROM tps_pollingstation o
            WHERE o.id = e.pgh_obj_id AND o.election_id = %(election)s AND o.origin_id = %(roster)s
        )
        ORDER BY pgh_obj_id, pgh_id
    ) f ON f.pgh_obj_id = t.id
    WHERE {row("t")} IS DISTINCT FROM {row("f")}
)
"""  # noqa: S608
_GROWTH = f"WITH none AS (SELECT 1) {_GROWN} SELECT count(*) FROM grown"  # noqa: S608
# The last change of each station that is no longer as the import left it, by who did it and how.
_LATER = f"""{CHANGED}{_GROWN}, touched AS (
    SELECT id, code FROM changed WHERE later UNION ALL SELECT id, code FROM grown
), last AS (
    SELECT touched.code, e.pgh_context_id, e.pgh_created_at FROM touched LEFT JOIN LATERAL (
        SELECT pgh_context_id, pgh_created_at FROM tps_pollingstationevent
        WHERE pgh_obj_id = touched.id ORDER BY pgh_id DESC LIMIT 1
    ) e ON true
)
SELECT c.metadata, max(last.pgh_created_at), count(*), (array_agg(last.code ORDER BY last.code))[1:%(shown)s]
FROM last LEFT JOIN pghistory_context c ON c.id = last.pgh_context_id
GROUP BY last.pgh_context_id, c.metadata ORDER BY 3 DESC, 2 DESC
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Later:
    """One later action that changed stations of the import: who, which, when, how many, and some of their codes."""

    facts: dict[str, Any]
    at: datetime | None
    stations: int
    codes: list[str]


@dataclass(frozen=True, slots=True)
class Dependant:
    """Records of one kind that hang on stations which the import created, and some of those stations."""

    label: str
    count: int
    stations: int
    codes: list[str]


@dataclass(frozen=True, slots=True)
class Prospect:
    """What undoing an import would do (counts of stations), or why it cannot be done."""

    removed: int = 0
    restored: int = 0
    unmarked: int = 0
    outside: int = 0
    unknown: bool = False
    newer: list[RosterImport] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    dependants: list[Dependant] = field(default_factory=list)

    @property
    def free(self) -> bool:
        """Tell whether nothing stands against it, whoever asks."""
        return not (self.unknown or self.newer or self.later or self.dependants)

    @property
    def total(self) -> int:
        """Give the number of stations that it would touch."""
        return self.removed + self.restored + self.unmarked


def prospect(roster: RosterImport, *, within: str = "") -> Prospect:
    """Say what undoing a loaded import would do.

    `within` is the dotted region code of who asks, "" for everywhere; stations of the import that do not lie in it
    are counted as `outside`. An import from before stations were marked with their origin is `unknown`.
    """
    if roster.history_context is None:
        return Prospect(unknown=True)
    asked = values(roster, within)
    with transaction.atomic():
        # Half a country is sorted in memory rather than on disk; only within this transaction.
        _ask("SET LOCAL work_mem = '128MB'", {})
        removed, strangers = _ask(_CREATED, asked)[0]
        restored, unmarked, others, later = _ask(_CHANGES, asked)[0]
        touched = later or (removed and _ask(_GROWTH, asked)[0][0])
        actions = _ask(_LATER, asked | {"shown": SHOWN}) if touched else []
    return Prospect(
        removed=removed,
        restored=restored,
        unmarked=unmarked,
        outside=strangers + others,
        newer=newer(roster),
        later=[Later(json.loads(facts) if facts else {}, at, count, codes) for facts, at, count, codes in actions],
        dependants=dependants(roster) if removed else [],
    )


def newer(roster: RosterImport) -> list[RosterImport]:
    """Give the later imports, still in force, that speak for a regency of this one; newest first."""
    own = _regencies(roster.report)
    later = (
        RosterImport.objects.filter(election_id=roster.election_id, state=ImportState.APPLIED)
        .filter(applied_at__gte=roster.applied_at)
        .exclude(pk=roster.pk)
        .select_related("file", "uploaded_by")
        .order_by("-applied_at", "-pk")
    )
    after = (each for each in later if (each.applied_at, each.pk) > (roster.applied_at, roster.pk))
    return [each for each in after if own & _regencies(each.report)]


def dependants(roster: RosterImport) -> list[Dependant]:
    """Give what other parts of the desk have recorded for stations that the import created, whatever its model."""
    found = []
    for relation in relations():
        model, name = relation.related_model, relation.field.name
        of = {f"{name}__election_id": roster.election_id, f"{name}__origin_id": roster.pk}
        rows: QuerySet[Model] = model._base_manager.filter(**of)
        count = rows.aggregate(rows=Count("pk"), stations=Count(name, distinct=True))
        if count["rows"]:
            codes = rows.order_by(f"{name}__code").values_list(f"{name}__code", flat=True).distinct()[:SHOWN]
            found.append(Dependant(str(model._meta.verbose_name_plural), count["rows"], count["stations"], list(codes)))
    return found


def relations(*, reports: bool = False) -> list[Any]:
    """Give the relations from other models to stations; `reports` gives those that are an import's own findings."""
    found = []
    for relation in PollingStation._meta.related_objects:
        model: Any = relation.related_model
        if issubclass(model, pghistory.models.Event):
            continue
        finding = any(each.related_model is RosterImport for each in model._meta.concrete_fields if each.is_relation)
        if finding == reports:
            found.append(relation)
    return found


def values(roster: RosterImport, within: str = "") -> dict[str, Any]:
    """Give what the statements about one import are asked with."""
    return {
        "context": roster.history_context,
        "election": roster.election_id,
        "roster": roster.pk,
        "place": f"{within}%",
    }


def _regencies(report: dict[str, Any]) -> set[str]:
    return {each["code"] for each in report.get("regencies", ())}


def _ask(query: str, asked: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return cursor.fetchall() if cursor.description else []

"""Stations that a later roster no longer names, and those withdrawn: what the page is asked for, rows, counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import Left
from django.http import QueryDict

from desk.export import Cell
from tps import codes, undoing
from tps.kinds import MissingAction
from tps.models import PollingStation, Region, RosterImport
from tps.querysets import StationQuerySet
from tps.search import matching

MISSING, WITHDRAWN = "missing", "withdrawn"
STATES = (MISSING, WITHDRAWN)
ACTIONS = {MISSING: (MissingAction.WITHDRAW, MissingAction.KEEP), WITHDRAWN: (MissingAction.RESTORE,)}
LENGTHS = (2, 5, 8, 13)
SORTS = {
    "place": ("region_id", "number"),
    "since": ("missing_since", "region_id", "number"),
    "withdrawn": ("withdrawn_at", "region_id", "number"),
    "voters": ("voters", "region_id", "number"),
}
HEADER = (
    "kode_tps",
    "kabupaten_kota",
    "kecamatan",
    "desa_kelurahan",
    "no_tps",
    "pemilih",
    "hilang_sejak",
    "hilang_dari_impor",
    "ditarik",
)


@dataclass(frozen=True, slots=True)
class Question:
    """What the list is asked for; `place` never leaves what the person may read, None is nowhere."""

    state: str
    place: str | None
    text: str
    since: int | None

    @property
    def narrowed(self) -> bool:
        """Tell whether more than the state and the place is asked."""
        return bool(self.text or self.since)


def read(query: QueryDict, reading_place: str | None) -> Question:
    """Read the filters of the address; what is not understood is left out."""
    state, since = query.get("state", ""), query.get("since", "")
    place, wanted = reading_place, query.get("region", "")
    if wanted and place is not None:
        try:
            asked = codes.dotted(wanted)
        except ValueError:
            asked = ""
        if f"{asked}.".startswith(f"{place}.") or not place:
            place = asked
        elif not f"{place}.".startswith(f"{asked}."):
            place = None
    number = int(since) if since.isascii() and since.isdigit() and len(since) < 10 else None
    text = query.get("q", "").replace("\x00", "")[:100].strip()
    return Question(state if state in STATES else MISSING, place, text, number)


def inside(election_id: int, question: Question) -> StationQuerySet:
    """Give the missing or withdrawn stations of the place."""
    if question.place is None:
        return PollingStation.objects.none()
    rows = PollingStation.objects.filter(election_id=election_id).within(question.place)
    return rows.fit_for(ACTIONS[question.state][0])


def rows(election_id: int, question: Question) -> StationQuerySet:
    """Give the stations that pass every filter."""
    found = matching(inside(election_id, question), question.text)
    if question.since is None:
        return found
    marks = RosterImport.objects.filter(pk=question.since, election_id=election_id).values("applied_at")
    return found.filter(missing_since__in=marks)


def counts(election_id: int, place: str | None) -> dict[str, int]:
    """Count the missing and the withdrawn stations of a place."""
    asked = (Question(state, place, "", None) for state in STATES)
    return {each.state: inside(election_id, each).count() for each in asked}


def by_region(found: StationQuerySet, place: str | None) -> list[tuple[str, str, int]]:
    """Count stations by the regions right below a place: (code, name, stations), in two queries."""
    length = next((each for each in LENGTHS if each > max(len(place or ""), 2)), 0)
    if not length:
        return []
    groups = found.order_by().annotate(below=Left("region_id", length)).values_list("below")
    counted = dict(groups.annotate(count=Count("pk")))
    names = dict(Region.objects.filter(pk__in=counted).values_list("pk", "name"))
    return [(code, names.get(code, code), counted[code]) for code in sorted(counted)]


def by_import(election_id: int, found: StationQuerySet) -> list[tuple[RosterImport, int]]:
    """Count stations by the import that marked them, newest first; they carry the moment of its loading."""
    counted = dict(found.order_by().values_list("missing_since").annotate(count=Count("pk")))
    marking = imports(election_id, counted)
    return [(marking[at], counted[at]) for at in sorted(marking, reverse=True)]


def imports(election_id: int, moments: Iterable[datetime | None]) -> dict[datetime, RosterImport]:
    """Give the imports that marked stations at these moments."""
    wanted = RosterImport.objects.filter(election_id=election_id, applied_at__in=[each for each in moments if each])
    return {each.applied_at: each for each in wanted.select_related("file").defer("report") if each.applied_at}


def with_import(election_id: int, stations: list[PollingStation]) -> list[PollingStation]:
    """Give each station the import that marked it as `marked_by`, None where nobody knows; in one query."""
    found = imports(election_id, {each.missing_since for each in stations})
    for station in stations:
        marked = found.get(station.missing_since) if station.missing_since else None
        setattr(station, "marked_by", marked)  # noqa: B010 — not a field of the model
    return stations


def notes(ids: list[int]) -> list[tuple[str, int, int]]:
    """Count what other parts of the desk have recorded for stations: (what, records, stations)."""
    found = []
    for relation in undoing.relations():
        model, name = relation.related_model, relation.field.name
        count = model._base_manager.filter(**{f"{name}__in": ids}).aggregate(
            rows=Count("pk"), stations=Count(name, distinct=True)
        )
        if count["rows"]:
            found.append((str(model._meta.verbose_name_plural), count["rows"], count["stations"]))
    return found


def table(election_id: int, found: StationQuerySet) -> Iterator[tuple[Cell, ...]]:
    """Give the stations as rows of HEADER."""
    names = {at: each.file.name for at, each in imports(election_id, _moments(found)).items()}
    fields: tuple[Any, ...] = (
        "code",
        "region__parent__parent__name",
        "region__parent__name",
        "region__name",
        "number",
        "voters",
        "missing_since",
        "withdrawn_at",
    )
    for *facts, missing, withdrawn in found.values_list(*fields).iterator(chunk_size=2000):
        yield (*facts, missing, names.get(missing, ""), withdrawn)


def _moments(found: StationQuerySet) -> list[datetime | None]:
    return list(found.order_by().values_list("missing_since", flat=True).distinct())

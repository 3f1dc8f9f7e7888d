"""One statement of one source about many stations, written at once: counted first, one transaction, taken back whole.

It is kept as a list of its source (ListImport), so that it is found, shown and taken back like every other list.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.files.actions import keep, whole
from risks.kinds import Standing
from risks.models import ListImport
from risks.zone_staging import Inside, ZoneStage
from tps.kinds import ImportState
from tps.models import Election

FORMAT = "text/csv"


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says of every station: kind, grade and note, of which day and seen when (an aware moment)."""

    kind: str
    grade: str
    day: date
    seen: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What saying it does: new statements, proposals that thereby count, what stood already, and risks opened."""

    created: int
    accepted: int
    unchanged: int
    opened: int


def look(election: Election, source: Agency, stations: Collection[int], said: Said, *, proposal: bool) -> Effect:
    """Count what `say` would do at this moment; changes nothing."""
    with transaction.atomic():
        stage = ZoneStage(election.pk, source.pk, standing=_standing(proposal))
        _fill(stage, stations, said)
        counts = stage.compare()
        return Effect(counts.created, counts.updated, counts.unchanged, 0 if proposal else stage.to_open())


def say(
    election: Election,
    source: Agency,
    stations: Collection[int],
    said: Said,
    *,
    table: File,
    remit: str,
    proposal: bool,
    client_id: uuid.UUID,
    actor: User,
    at: datetime,
) -> ListImport:
    """Write the statement down for every station (by id); the same client_id again gives the first list.

    `table` is what is kept as its file. A proposal opens no risk before somebody accepts it.
    """
    known = ListImport.objects.filter(client_id=client_id).first()
    if known is not None:
        return known
    try:
        with whole(), acting(actor, "risk.import", place=remit, agency=source.code, election=election.code):
            made = ListImport.objects.create(
                election=election,
                source=source,
                file=keep(table, table.name or "pilihan.csv", actor=actor, at=at, content_type=FORMAT),
                state=ImportState.APPLIED,
                proposal=proposal,
                remit=remit,
                read=len(stations),
                rejected=0,
                client_id=client_id,
                uploaded_by=actor,
                uploaded_at=at,
                applied_at=at,
            )
            stage = ZoneStage(election.pk, source.pk, standing=_standing(proposal))
            _fill(stage, stations, said)
            counts = stage.compare()
            made.report = {"picture": stage.picture(), "encoding": "UTF-8"}
            made.report["opened"] = stage.write(actor_id=actor.pk, at=at, list_id=made.pk)
            made.created, made.updated, made.unchanged = counts.created, counts.updated, counts.unchanged
            made.save(update_fields=["report", "created", "updated", "unchanged"])
    except IntegrityError:
        # The other half of a double click was faster.
        return ListImport.objects.get(client_id=client_id)
    return made


def _standing(proposal: bool) -> Standing:
    return Standing.PROPOSED if proposal else Standing.ACCEPTED


def _fill(stage: ZoneStage, stations: Collection[int], said: Said) -> None:
    rows = (Inside(station, row, said.grade, said.note) for row, station in enumerate(sorted(stations), 2))
    stage.fill_inside(rows, said.kind, said.day, said.seen, seen=said.seen)

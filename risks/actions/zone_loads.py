"""What becomes of a file of hazard zones: checked, proposed, or loaded at once for commands."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO

import shapely
from django.core.files.base import File

from desk.context import Actor, acting
from desk.files.actions import keep, whole
from desk.files.copies import unharmed
from risks import zone_loading, zone_shapes, zone_stations
from risks.kinds import Standing
from risks.models import HazardLayer, HazardZone, ListImport
from risks.staging import Counts
from risks.zone_loading import Examined, Progress
from risks.zone_staging import ZoneStage
from tps.kinds import ImportState

HEAD = 200
BATCH = 100


def check(layer: HazardLayer, *, actor: Actor | None, progress: Progress, end: Callable[[], None]) -> None:
    """Find which stations lie in a kept file's zones and keep that; `end` runs last, inside the same transaction.

    Raises Unsteady when the kept file is not the one that was handed in, Unreadable, NoRoom.
    """
    replace(layer)
    with unharmed(layer.file) as file:
        found = zone_loading.examine(file, layer, name=layer.file.name, progress=progress)
    with acting(actor, "hazard.import", place=layer.remit, agency=layer.source.code):
        counts, regions = _compared(layer, found, layer.uploaded_at, standing=Standing.PROPOSED)
        _keep_zones(layer, found)
        _record(layer, found, counts, regions)
        end()


def propose(layer: HazardLayer, *, actor: Actor | None, at: datetime, end: Callable[[], None]) -> None:
    """Write the proposals of a layer that a person has agreed to; `end` runs last, inside the same transaction."""
    with acting(actor, "hazard.propose", place=layer.remit, agency=layer.source.code):
        stage = ZoneStage(layer.election_id, layer.source_id, standing=Standing.PROPOSED)
        label = f"{layer.name} versi {layer.version}"
        stage.fill_from_layer(layer.pk, label, layer.kind, layer.observed_on, at)
        _write(layer, stage, stage.compare(), at=at, proposal=True)
        end()


def load_file(
    file: BinaryIO,
    layer: HazardLayer,
    *,
    name: str,
    at: datetime,
    write: bool,
    progress: Progress = lambda done, total, message: None,
) -> tuple[Examined, Counts, bool]:
    """Load a file at once, as the command does: statements count right away; gives what was found and whether written.

    What changes nothing leaves no layer behind. Raises Unreadable.
    """
    replace(layer)
    found = zone_loading.examine(file, layer, name=name, progress=progress)
    with whole(), acting(None, "hazard.import", agency=layer.source.code):
        counts, regions = _compared(layer, found, at, standing=Standing.ACCEPTED)
        write = write and bool(counts.created or counts.updated)
        if write:
            layer.file = keep(File(file, name=name), name, actor=None, at=at)
            layer.client_id, layer.uploaded_at = uuid.uuid4(), at
            layer.save(force_insert=True)
            _keep_zones(layer, found)
            _record(layer, found, counts, regions)
            stage = ZoneStage(layer.election_id, layer.source_id, standing=Standing.ACCEPTED)
            stage.fill_inside(found.rows(layer), layer.kind, layer.observed_on, at)
            counts = _write(layer, stage, stage.compare(), at=at, proposal=False)
    return found, counts, write


def replace(layer: HazardLayer) -> None:
    """Let a layer follow the last proposed version of the same source, kind and name, with the grades chosen there."""
    layer.supersedes = zone_loading.predecessor(layer)
    layer.version = layer.supersedes.version + 1 if layer.supersedes else 1
    if layer.supersedes and not layer.mapping:
        layer.mapping = dict(layer.supersedes.mapping)


def _compared(
    layer: HazardLayer, found: Examined, at: datetime, *, standing: Standing
) -> tuple[Counts, list[dict[str, Any]]]:
    stage = ZoneStage(layer.election_id, layer.source_id, standing=standing)
    stage.fill_inside(found.rows(layer), layer.kind, layer.observed_on, at)
    counts = stage.compare()
    return counts, stage.regions()


def _write(layer: HazardLayer, stage: ZoneStage, counts: Counts, *, at: datetime, proposal: bool) -> Counts:
    picture = {"picture": stage.picture(), "encoding": layer.report.get("format", ""), "sheet": str(layer)}
    layer.proposals = ListImport.objects.create(
        election=layer.election,
        source=layer.source,
        file=layer.file,
        state=ImportState.APPLIED,
        proposal=proposal,
        remit=layer.remit,
        read=layer.inside,
        created=counts.created,
        updated=counts.updated,
        unchanged=counts.unchanged,
        rejected=0,
        report=picture,
        client_id=uuid.uuid5(layer.client_id, "proposals"),
        uploaded_by=layer.uploaded_by,
        uploaded_at=layer.uploaded_at,
        applied_at=at,
    )
    opened = stage.write(actor_id=layer.uploaded_by_id, at=at, list_id=layer.proposals.pk)
    layer.created, layer.updated, layer.unchanged = counts.created, counts.updated, counts.unchanged
    layer.state, layer.applied_at = ImportState.APPLIED, at
    layer.report["opened"] = opened
    words = ["proposals", "created", "updated", "unchanged", "state", "applied_at", "report"]
    layer.save(update_fields=words)
    return Counts(counts.created, counts.updated, counts.unchanged, opened)


def _keep_zones(layer: HazardLayer, found: Examined) -> None:
    HazardZone.objects.filter(layer=layer).delete()
    if not found.zones:
        return
    drawn = zone_shapes.drawings(found.zones)
    for start in range(0, len(found.zones), BATCH):
        part = slice(start, start + BATCH)
        parts = zip(found.zones[part], drawn[part], found.stations[part], found.also[part], strict=True)
        HazardZone.objects.bulk_create(_row(layer, *each) for each in parts)


def _row(layer: HazardLayer, zone: zone_shapes.Zone, drawing: str, stations: Any, also: Any) -> HazardZone:
    west, south, east, north = (float(edge) for edge in shapely.bounds(zone.shape))
    return HazardZone(
        layer=layer,
        row=zone.row,
        name=zone.name[:200],
        grade=zone.grade,
        geometry=shapely.to_geojson(zone.shape),
        drawing=drawing,
        west=west,
        south=south,
        east=east,
        north=north,
        area=round(zone.area, 4),
        repaired=zone.was[:200],
        properties=zone.fields,
        stations=stations.tolist(),
        also=also.tolist(),
    )


def _record(layer: HazardLayer, found: Examined, counts: Counts, regions: list[dict[str, Any]]) -> None:
    layer.read, layer.rejected, layer.inside = found.read, len(found.errors), found.inside
    layer.created, layer.updated, layer.unchanged = counts.created, counts.updated, counts.unchanged
    unplaced = zone_stations.unplaced(layer.election_id, layer.remit)
    layer.report = {**found.report, "regions": regions, "unplaced": unplaced}
    layer.errors_head, layer.refusal = found.errors[:HEAD], found.refusal
    layer.state = ImportState.REFUSED if found.refusal else ImportState.CHECKED
    layer.save(
        update_fields=[
            *("read", "rejected", "inside", "created", "updated", "unchanged", "report"),
            *("errors_head", "refusal", "state", "supersedes", "version", "mapping"),
        ]
    )

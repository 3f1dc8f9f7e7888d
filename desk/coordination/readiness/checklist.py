"""Which checklist is in force for an election: the newest version that the desk wrote, else the shipped one."""

from desk.coordination.models import ReadinessChecklist, ReadinessItem
from desk.coordination.readiness.reference import shipped
from desk.coordination.readiness.rules import Item
from tps.models import Stage


def in_force(election_id: int) -> tuple[int, tuple[Item, ...]]:
    """Give the version in force (0 is the shipped one) and its items in order; at most three queries."""
    newest = ReadinessChecklist.objects.filter(election=election_id).order_by("-version").first()
    return (newest.version, _items(newest)) if newest else (0, shipped())


def version(election_id: int, number: int) -> tuple[Item, ...] | None:
    """Give the items of one version (0 is the shipped one), None when there is no such version."""
    if number == 0:
        return shipped()
    found = ReadinessChecklist.objects.filter(election=election_id, version=number).first()
    return _items(found) if found else None


def stages_of(election_id: int) -> dict[int, Stage]:
    """Give for each stage of an election the one that holds for the whole election today: itself or its successor."""
    rows = {row.pk: row for row in Stage.objects.filter(election=election_id)}
    next_of = {row.supersedes_id: row for row in rows.values() if row.supersedes_id and row.region_id is None}
    found = {}
    for key, row in rows.items():
        seen = {key}
        while row.pk in next_of and next_of[row.pk].pk not in seen:
            row = next_of[row.pk]
            seen.add(row.pk)
        found[key] = row
    return found


def _items(checklist: ReadinessChecklist) -> tuple[Item, ...]:
    rows = list(checklist.items.all())
    stages = stages_of(checklist.election_id) if any(row.stage_id for row in rows) else {}
    return tuple(_item(row, stages.get(row.stage_id or 0)) for row in rows)


def _item(row: ReadinessItem, stage: Stage | None) -> Item:
    return Item(
        row.code,
        row.subject,
        row.title,
        row.help,
        row.day,
        row.stale_days,
        row.counts_from,
        stage.pk if stage else None,
        stage.name if stage else "",
        stage.starts_on if stage else None,
    )

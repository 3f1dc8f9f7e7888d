"""The words of change for remembered columns: what a person has once said of a source's files holds for the next."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from desk.agencies.models import Agency
from desk.context import Actor
from tps import columns
from tps.columns import Column
from tps.models import ColumnMapping


def recall(source: Agency | None, header: Sequence[str]) -> ColumnMapping | None:
    """Give what was remembered for files of a source with this header; None stands for an unnamed source."""
    rows = ColumnMapping.objects.filter(source=source, signature=columns.signature(header))
    return rows.select_related("saved_by").first()


def remember(
    source: Agency | None, header: Sequence[str], places: Mapping[str, Column], *, actor: Actor | None, at: datetime
) -> None:
    """Keep the columns for the next file of a source; what the header says by itself needs no keeping."""
    signature = columns.signature(header)
    taken = {field: places.get(field) for field in columns.FIELDS}
    by_itself = columns.guess(header)
    if not by_itself.trouble and {field: by_itself.places.get(field) for field in columns.FIELDS} == taken:
        ColumnMapping.objects.filter(source=source, signature=signature).delete()
        return
    ColumnMapping.objects.update_or_create(
        source=source,
        signature=signature,
        defaults={
            "header": list(header),
            "places": taken,
            "saved_by_id": actor.pk if actor else None,
            "saved_at": at,
        },
    )

"""The words of change for remembered columns: what a person has once said of a source's files holds for the next."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from desk.agencies.models import Agency
from desk.context import Actor
from tps import columns
from tps.columns import ROSTER, Column, Layout, Words
from tps.models import ColumnMapping


def clear(layout: Layout) -> bool:
    """Tell whether a header says by itself all that a roster must have."""
    return not layout.trouble


def recall(source: Agency | None, header: Sequence[str], words: Words = ROSTER) -> ColumnMapping | None:
    """Give what was remembered for files of a source with this header; None stands for an unnamed source."""
    rows = ColumnMapping.objects.filter(source=source, signature=columns.signature(header, words.mark))
    return rows.select_related("saved_by").first()


def remember(
    source: Agency | None,
    header: Sequence[str],
    places: Mapping[str, Column],
    *,
    actor: Actor | None,
    at: datetime,
    words: Words = ROSTER,
    enough: Callable[[Layout], bool] = clear,
) -> None:
    """Keep the columns for the next file of a source; what the header says by itself (`enough`) needs no keeping."""
    signature = columns.signature(header, words.mark)
    taken = {field: places.get(field) for field in words.fields}
    by_itself = columns.guess(header, words=words)
    if enough(by_itself) and {field: by_itself.places.get(field) for field in words.fields} == taken:
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


class Memory:
    """What is remembered of a source's columns, and whether it was asked and had something to say."""

    def __init__(self, source: Agency | None, words: Words = ROSTER) -> None:
        self.source, self.words = source, words
        self.found: ColumnMapping | None = None

    def recall(self, header: Sequence[str]) -> Mapping[str, Column]:
        """Give the remembered columns for a header, nothing when there are none."""
        self.found = recall(self.source, header, self.words)
        return self.found.places if self.found else {}

    def noted(self) -> dict[str, Any]:
        """Give for the report whose columns were used, and since when they are remembered; {} when none were."""
        if self.found is None:
            return {}
        by = self.found.saved_by.get_username() if self.found.saved_by else ""
        return {"mapping_from": {"at": self.found.saved_at.isoformat(), "by": by}}

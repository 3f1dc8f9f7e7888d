"""Words of change for published indices: what was published is written down, never computed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.context import acting
from risks import rules
from risks.instruments import definition
from risks.models import IndexScore, Instrument
from tps.models import Region

FIELDS = ("score", "category", "published_on", "parts")


@dataclass(frozen=True, slots=True)
class Published:
    """What one publication says of one region."""

    region: Region
    source: str
    score: Decimal | None = None
    category: str = ""
    published_on: date | None = None
    parts: tuple[dict[str, str], ...] = ()

    def values(self) -> dict[str, Any]:
        """Give the fields that a later handing-in may change."""
        return {
            "score": self.score,
            "category": self.category,
            "published_on": self.published_on,
            "parts": [dict(each) for each in self.parts],
        }


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of a list were new, changed, or already there."""

    created: int
    updated: int
    unchanged: int


def instrument(code: str, version: str, name: str = "", publisher: str = "") -> Instrument:
    """Give the instrument of a code and version; a new one is filled from the reference definition if there is one."""
    known = definition(code, version)
    defaults: dict[str, Any] = {"name": name or code.upper(), "publisher": publisher}
    if known is not None:
        defaults = {
            "name": known.name,
            "publisher": known.publisher,
            "dimensions": list(known.dimensions),
            "subdimensions": known.subdimensions,
            "indicators": known.indicators,
        }
    return Instrument.objects.get_or_create(code=code, version=version, defaults=defaults)[0]


def record_score(
    *,
    code: str,
    version: str,
    published: Published,
    actor: User | None,
    at: datetime,
    client_id: uuid.UUID,
    name: str = "",
    publisher: str = "",
) -> tuple[IndexScore, bool]:
    """Write down what was published; the same client UUID again changes nothing.

    Raises rules.Refused when the same source's number for this region already stands (change that one instead), for
    a day in the future, and when neither score nor category is given.
    """
    _check(published, at)
    with acting(actor, "index.record", place=published.region.pk):
        stored = IndexScore.objects.for_table().filter(client_id=client_id).first()
        if stored is not None:
            return stored, False
        measure = instrument(code, version, name, publisher)
        stored, created = IndexScore.objects.get_or_create(
            instrument=measure,
            region=published.region,
            source=published.source,
            defaults={**published.values(), "recorded_by": actor, "recorded_at": at, "client_id": client_id},
        )
        if not created and stored.client_id != client_id:
            raise rules.Refused(
                _("Nilai %(instrument)s untuk %(region)s dari sumber ini sudah tercatat; ubah baris itu.")
                % {"instrument": measure, "region": published.region.name}
            )
    return stored, created


def change_score(score: IndexScore, published: Published, *, actor: User | None, at: datetime) -> bool:
    """Correct what was written down wrongly; gives whether anything changed. History keeps what stood before."""
    _check(published, at)
    with acting(actor, "index.change", place=score.region_id):
        row = IndexScore.objects.select_for_update().get(pk=score.pk)
        return _set(row, published)


def remove_score(score: IndexScore, *, reason: str, actor: User | None) -> None:
    """Take a score out of the list with a reason; history keeps it."""
    if not reason.strip():
        raise rules.Refused(_("Tulis alasan penghapusan."))
    with acting(actor, "index.remove", reason=reason.strip(), place=score.region_id):
        IndexScore.objects.filter(pk=score.pk).delete()


def load_scores(
    rows: Sequence[Published],
    *,
    code: str,
    version: str,
    actor: User | None,
    at: datetime,
    name: str = "",
    publisher: str = "",
) -> Loaded:
    """Load a list of one instrument: new rows are added, rows of the same source brought up to date, twice is once."""
    for each in rows:
        _check(each, at)
    created = updated = 0
    with acting(actor, "index.import"):
        measure = instrument(code, version, name, publisher)
        there = {
            (row.region_id, row.source): row
            for row in IndexScore.objects.select_for_update().filter(
                instrument=measure, region__in={each.region.pk for each in rows}
            )
        }
        for each in rows:
            row = there.get((each.region.pk, each.source))
            if row is not None:
                updated += _set(row, each)
                continue
            created += 1
            there[each.region.pk, each.source] = IndexScore.objects.create(
                instrument=measure,
                region=each.region,
                source=each.source,
                recorded_by=actor,
                recorded_at=at,
                **each.values(),
            )
    return Loaded(created, updated, len(rows) - created - updated)


def _set(row: IndexScore, published: Published) -> bool:
    values = published.values()
    if all(getattr(row, field) == values[field] for field in FIELDS):
        return False
    for field in FIELDS:
        setattr(row, field, values[field])
    row.save(update_fields=FIELDS)
    return True


def _check(published: Published, at: datetime) -> None:
    if published.score is None and not published.category:
        raise rules.Refused(_("Isi skor atau kategori yang diterbitkan."))
    if published.published_on is not None:
        rules.check_day(published.published_on, clock.local(at).date())

"""Writing down a sighting with a photo of the form."""

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.files import actions as files
from desk.recap.actions import sightings
from desk.recap.models import FormSighting
from desk.recap.photos.reading import Fit, fit
from desk.recap.rules import Refused
from tps.models import PollingStation, Race


class _Known(Exception):
    """The message was here before, with its photo; what was stored for it now is taken away again."""

    def __init__(self, rows: list[FormSighting]) -> None:
        super().__init__()
        self.rows = rows


def sight(
    photo: File, *, station: PollingStation, races: list[Race], actor: User, at: datetime, **told: Any
) -> list[FormSighting]:
    """Write down a sighting of one form as desk.recap.actions.sightings.sight does, with a photo or PDF of it.

    Both are written or neither is; the same client UUID again keeps no second photo. Raises rules.Refused also for a
    file that is neither, is broken or too big, and for more than one race: a photo shows one form.
    """
    if len(races) != 1:
        raise Refused(_("Satu foto untuk satu formulir. Pilih jenis surat suaranya."), "race")
    with fit(photo) as found:
        try:
            with files.whole():
                return _written(found, station=station, races=races, actor=actor, at=at, **told)
        except _Known as known:
            return known.rows


@transaction.atomic
def _written(
    found: Fit, *, station: PollingStation, races: list[Race], actor: User, at: datetime, **told: Any
) -> list[FormSighting]:
    name = f"formulir-{station.code}-{races[0].code}.{found.ending}"
    kept = files.keep(found.file, name, actor=actor, at=at, content_type=found.content_type)
    rows = sightings.sight(station=station, races=races, actor=actor, at=at, evidence=kept, **told)
    if any(each.evidence_id != kept.pk for each in rows):
        raise _Known(rows)
    return rows

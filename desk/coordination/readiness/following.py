"""Items of readiness as things that hang on stages: their day is counted from the stage, so it moves by itself."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.coordination.readiness.checklist import in_force
from desk.coordination.readiness.rules import Item
from tps.stages.followers import Change, Move

ENDS = time(23, 59)  # an item is wanted by the end of its day


class Items:
    """The items of the checklist in force whose day is counted from the stage."""

    label = gettext_lazy("Kesiapan")

    def preview(self, change: Change, at: datetime) -> Sequence[Move]:
        """Give every item that counts from the stage, with its new day or why it stays."""
        _version, items = in_force(change.stage.election_id)
        return [self._move(pk, item, change, at) for pk, item in enumerate(items) if item.stage_id == change.stage.pk]

    def apply(self, change: Change, at: datetime) -> int:
        """Count what moves; nothing is written, because no item keeps a day of its own."""
        return sum(not move.stays for move in self.preview(change, at))

    def _move(self, pk: int, item: Item, change: Change, at: datetime) -> Move:
        old, new = _wanted(change.stage.starts_on, item.day), _wanted(change.starts_on, item.day)
        url = f"{reverse('readiness-list')}?q={item.code}"
        stays = ""
        if change.onto is not None and change.onto.region_id is not None:
            stays = _("tahapan pengganti tidak berlaku di semua wilayah")
        elif new == old and change.onto is None:
            stays = _("harinya tidak berubah")
        return Move(pk=pk, name=item.title, url=url, old=old, new=new, stays=stays, late=new <= at)


def _wanted(starts_on: date, day: int) -> datetime:
    return datetime.combine(starts_on + timedelta(days=day), ENDS, tzinfo=clock.zone())

"""Lines of "Perlu perhatian" about readiness: what is red, and what nobody knows shortly before its day."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.attention_words import Item, names, number
from desk.coordination.readiness import reading
from desk.coordination.readiness.checklist import in_force
from desk.coordination.readiness.filters import SOON, SOON_DAYS, UNSEEN
from desk.coordination.readiness.kinds import Shown
from desk.home import Viewer
from tps.models import Election


def readiness(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of red items, and of items due within a week of which nothing is known; silent while none was ever stated.

    Both lists hold exactly the counted items; six queries.
    """
    said = reading.words(viewer.election_id, viewer.place[: reading.DISTRICT], at)
    if not said.by_region:
        return
    _version, items = in_force(viewer.election_id)
    polling = Election.objects.values_list("polling_date", flat=True).get(pk=viewer.election_id)
    today = clock.local(at).date()
    places = reading.places(viewer.election_id, viewer.place[: reading.DISTRICT])
    cells = reading.cells(items, places.districts, said, polling_day=polling, today=today)
    red = [cell for cell in cells if cell.state is Shown.RED]
    if red:
        yield Item(
            tone="high",
            count=len(red),
            sentence=ngettext("%(n)s butir kesiapan merah", "%(n)s butir kesiapan merah", len(red))
            % {"n": number(len(red))},
            detail=_most([cell.region for cell in red], places),
            url=f"{reverse('readiness-list')}?state=red",
            action=_("Buka"),
        )
    days = {item.code: item.wanted_on(polling) for item in items}
    soon = [
        cell
        for cell in cells
        if (day := days[cell.item.code]) is not None and today <= day <= today + timedelta(days=SOON_DAYS)
    ]
    tally = reading.tally_of(soon)
    if tally.unseen:
        yield Item(
            tone="medium",
            count=tally.unseen,
            sentence=ngettext(
                "%(n)s butir kesiapan bertenggat 7 hari ini belum diketahui",
                "%(n)s butir kesiapan bertenggat 7 hari ini belum diketahui",
                tally.unseen,
            )
            % {"n": number(tally.unseen)},
            detail=_("%(share)d%% dari butir itu · %(stale)s kedaluwarsa")
            % {"share": tally.share_unknown or 0, "stale": number(tally.stale)},
            url=f"{reverse('readiness-list')}?due={SOON}&state={UNSEEN}",
            action=_("Tanyakan"),
        )


def _most(regions: list[str], places: reading.Places) -> str:
    """Name the regencies with most of them."""
    counts: dict[str, int] = {}
    for code in regions:
        counts[code[:5]] = counts.get(code[:5], 0) + 1
    order = sorted(counts, key=lambda code: (-counts[code], code))
    return names([f"{places.names.get(code, code)} {number(counts[code])}" for code in order])

"""The line of "Perlu perhatian" about grants of which money should have come and did not."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.attention_words import Item, number
from desk.coordination.grants.rules import rupiah
from desk.home import Viewer


def late(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of agreements of which an instalment is late; one query."""
    if viewer.grants is None:
        return
    rows = viewer.grants.with_figures(clock.local(at).date()).standing("late").order_by()
    counted = rows.aggregate(n=Count("pk"), total=Sum("late"))
    if not counted["n"]:
        return
    yield Item(
        tone="high",
        count=counted["n"],
        sentence=ngettext("%(n)s hibah terlambat dibayar", "%(n)s hibah terlambat dibayar", counted["n"])
        % {"n": number(counted["n"])},
        detail=_("%(total)s sudah jatuh tempo") % {"total": rupiah(counted["total"])},
        url=f"{reverse('grants')}?state=late",
        action=_("Buka"),
    )

"""Background work of fallback plans: the sheets of a region."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from desk import clock
from desk.paper.actions import letterhead_of
from desk.paper.sheet import Head
from desk.recap.models import PlanSheets
from desk.recap.plans import actions, reading, sheets
from desk.work.registry import handler
from desk.work.runs import Refused, Run
from desk.work.words import sentence

PART = 100


@handler(actions.SHEETS, title=gettext_lazy("Membuat lembar rencana cadangan"))
def make_sheets(run: Run, sheets: int) -> None:
    """Draw the plan sheets of a region: one page for each station without signal."""
    row = PlanSheets.objects.select_related("election", "region__parent", "asked_by").get(pk=sheets)
    at = clock.now()
    stations = list(reading.for_sheets(row.election_id, row.region_id))
    if not stations:
        raise Refused(sentence(gettext_noop("Tidak ada TPS tanpa sinyal di wilayah ini, jadi tidak ada lembar.")))
    pages = []
    for start in range(0, len(stations), PART):
        run.progress(start, len(stations), gettext_noop("Membaca rencana"))
        pages += reading.pages(stations[start : start + PART], at)
    run.progress(len(stations), len(stations), gettext_noop("Menggambar lembar"))
    content, drawn = _drawn(row, pages, date_format(clock.local(at), "j F Y H.i"))
    actions.keep_sheets(row, content, drawn, run=run, at=at)


def _drawn(row: PlanSheets, pages: list[sheets.Page], moment: str) -> tuple[bytes, int]:
    letterhead = letterhead_of(settings.DESK_PROVINCE)
    head = Head(letterhead.government, letterhead.office, letterhead.address, bytes(letterhead.logo or b""))
    above = f", {row.region.parent.name}" if row.region.parent else ""
    title = _("Lembar rencana cadangan %(region)s") % {"region": f"{row.region.name}{above}"}
    footer = " · ".join(
        [title, row.election.name, _("keadaan per %(at)s WIB") % {"at": moment}, _("memuat nomor telepon dinas")]
    )
    return sheets.render(pages, head=head, title=title, footer=footer)

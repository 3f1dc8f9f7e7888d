"""Background work of reading Sirekap."""

import time
from collections.abc import Sequence

from django.utils.translation import gettext_lazy, gettext_noop

from desk import clock
from desk.files.copies import Unsteady, unharmed
from desk.recap.models import SirekapReading
from desk.recap.sirekap import actions, asking, sources
from desk.work.registry import handler
from desk.work.runs import Refused, Run


@handler(actions.READ, title=gettext_lazy("Membaca Sirekap"))
def read(run: Run, reading: int, urls: Sequence[str] = ()) -> None:
    """Read a zip, or ask addresses, and write down what is visible and what is odd."""
    row = SirekapReading.objects.select_related("election", "race", "file").get(pk=reading)
    at = clock.now()
    said = gettext_noop("Membaca berkas Sirekap")
    try:
        if row.file is None:
            run.progress(0, len(urls), said)
            pieces = asking.ask(row, urls, at=at, pause=time.sleep)
            actions.take(row, pieces, at=at, progress=lambda done: run.progress(done, None, said))
            return
        with unharmed(row.file) as copy:
            total, entries = sources.archive(copy)
            run.progress(0, total, said)
            actions.take(row, entries, at=at, progress=lambda done: run.progress(done, None, said))
    except (actions.Refused, sources.Unreadable, Unsteady) as refusal:
        raise Refused(str(refusal)) from refusal

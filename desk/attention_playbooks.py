"""The line of "Perlu perhatian" about open risks for which nothing is being done."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.attention_words import Item, by_kind, number, sums
from desk.coordination.playbook_reading import without_action
from desk.home import Viewer
from risks.models import Flag


def without_any(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of open risks without a living task and without an applied playbook."""
    if not viewer.gives_tasks:
        return
    flags = Flag.objects.of(viewer.election_id).readable(viewer.place, viewer.person_id)
    counted = list(without_action(flags).order_by().values("kind").annotate(n=Count("pk")))
    total = sum(row["n"] for row in counted)
    if not total:
        return
    yield Item(
        tone="medium",
        count=total,
        sentence=ngettext("%(n)s risiko belum ada tindakan", "%(n)s risiko belum ada tindakan", total)
        % {"n": number(total)},
        detail=by_kind(sums(counted, "kind")),
        url=reverse("risks-without-action"),
        action=_("Jalankan rencana"),
    )

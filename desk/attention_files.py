"""Lines of "Perlu perhatian" about files and their work: lists proposed, stations missing, jobs that failed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.agencies.querysets import label
from desk.attention_words import NAMES, Item, number
from desk.home import Viewer
from desk.work.kinds import JobState
from risks.kinds import Standing
from risks.models import Observation
from tps.kinds import MissingAction
from tps.models import PollingStation

JOB_DAYS = 7


def proposals(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of agencies' lists that wait for a decision."""
    if not viewer.accepts:
        return
    rows = list(
        Observation.objects.of(viewer.election_id)
        .within(viewer.place)
        .filter(standing=Standing.PROPOSED, list_import__isnull=False)
        .order_by()
        .values("list_import", source_label=label("source"))
        .annotate(n=Count("pk"))
    )
    if not rows:
        return
    yield Item(
        tone="medium",
        count=len(rows),
        sentence=ngettext(
            "%(n)s daftar usulan instansi menunggu keputusan",
            "%(n)s daftar usulan instansi menunggu keputusan",
            len(rows),
        )
        % {"n": number(len(rows))},
        detail=" · ".join(
            _("%(source)s %(n)s pengamatan") % {"source": row["source_label"], "n": number(row["n"])}
            for row in rows[:NAMES]
        ),
        url=reverse("list-import", args=[rows[0]["list_import"]]) if len(rows) == 1 else reverse("list-imports"),
        action=_("Putuskan"),
    )


def jobs(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of background work that failed lately."""
    if viewer.jobs is None:
        return
    counted = (
        viewer.jobs.failed().since(at - timedelta(days=JOB_DAYS)).aggregate(n=Count("pk"), last=Max("finished_at"))
    )
    if not counted["n"]:
        return
    yield Item(
        tone="medium",
        count=counted["n"],
        sentence=ngettext("%(n)s pekerjaan latar gagal", "%(n)s pekerjaan latar gagal", counted["n"])
        % {"n": number(counted["n"])},
        detail=_("dalam %(days)d hari terakhir · terakhir %(age)s yang lalu")
        % {"days": JOB_DAYS, "age": timesince(counted["last"], at)},
        url=f"{reverse('jobs')}?{urlencode({'state': JobState.FAILED.value, 'days': str(JOB_DAYS)})}",
        action=_("Periksa"),
    )


def missing(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of stations that the newest file names no more."""
    if not viewer.imports:
        return
    rows = PollingStation.objects.filter(election_id=viewer.election_id).within(viewer.place)
    counted = rows.fit_for(MissingAction.WITHDRAW).aggregate(n=Count("pk"), oldest=Min("missing_since"))
    if not counted["n"]:
        return
    yield Item(
        tone="medium",
        count=counted["n"],
        sentence=ngettext(
            "%(n)s TPS tidak disebut lagi oleh berkas terbaru",
            "%(n)s TPS tidak disebut lagi oleh berkas terbaru",
            counted["n"],
        )
        % {"n": number(counted["n"])},
        detail=_("menunggu keputusan sejak %(age)s yang lalu") % {"age": timesince(counted["oldest"], at)},
        url=reverse("missing"),
        action=_("Putuskan"),
    )

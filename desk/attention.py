"""What needs somebody, for Beranda's first card: each with its number, its detail and a link to exactly its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.agencies.querysets import label
from desk.briefings.kinds import BriefingState, Edition
from desk.briefings.models import Briefing, Schedule
from desk.coordination.kinds import TaskState
from desk.coordination.querysets import unattended
from desk.home import Viewer
from desk.post.models import Delivery
from desk.work.kinds import JobState
from risks import policy
from risks.kinds import Kind, Standing
from risks.models import Flag, Observation
from risks.querysets import review_due, stale
from tps.kinds import MissingAction
from tps.models import PollingStation

JOB_DAYS = 7
NAMES = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One line: how grave (an icon of the severity scale), the sentence, more about it, and where its rows are."""

    tone: str
    count: int
    sentence: str
    detail: str
    url: str
    action: str


def items(viewer: Viewer, at: datetime) -> list[Item]:
    """Give what waits for this viewer, the gravest first."""
    found: list[Item] = []
    for read in (
        _unattended,
        _overdue,
        _waiting,
        _standing_still,
        _proposals,
        _back,
        _new_tasks,
        _drafts,
        _due_briefings,
        _mail,
        _jobs,
        _missing,
    ):
        found += read(viewer, at)
    order = {"critical": 0, "high": 1, "medium": 2, "low": 3}
    return sorted(found, key=lambda item: order[item.tone])


def _unattended(viewer: Viewer, at: datetime) -> Iterator[Item]:
    if not viewer.gives_tasks:
        return
    rows = unattended(viewer.election_id, viewer.place).order_by().values("kind", "severity").annotate(n=Count("pk"))
    counted = list(rows)
    total = sum(row["n"] for row in counted)
    if not total:
        return
    critical = sum(row["n"] for row in counted if row["severity"] == "critical")
    yield Item(
        tone="critical" if critical else "high",
        count=total,
        sentence=ngettext(
            "%(n)s risiko kritis atau tinggi tanpa penanggung jawab dan tanpa tugas",
            "%(n)s risiko kritis atau tinggi tanpa penanggung jawab dan tanpa tugas",
            total,
        )
        % {"n": _number(total)},
        detail=_by_kind(_sums(counted, "kind")),
        url=reverse("tasks-unattended"),
        action=_("Beri tugas"),
    )


def _waiting(viewer: Viewer, at: datetime) -> Iterator[Item]:
    if not viewer.judges:
        return
    rows = (
        Flag.objects.of(viewer.election_id)
        .readable(viewer.place, viewer.person_id)
        .waiting()
        .order_by()
        .values("kind")
        .annotate(n=Count("pk"), oldest=Min("reported_at"))
    )
    counted = list(rows)
    total = sum(row["n"] for row in counted)
    if not total:
        return
    moments = [row["oldest"] for row in counted if row["oldest"]]
    detail = _by_kind(_sums(counted, "kind"))
    if moments:
        detail += " · " + _("tertua %(age)s") % {"age": timesince(min(moments), at)}
    yield Item(
        tone="medium",
        count=total,
        sentence=ngettext("%(n)s risiko menunggu verifikasi", "%(n)s risiko menunggu verifikasi", total)
        % {"n": _number(total)},
        detail=detail,
        url=f"{_first('risks')}?status=reported",
        action=_("Periksa"),
    )


def _standing_still(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of risks that have stood in their status for too long, and of those whose day of review has come."""
    if not viewer.judges:
        return
    still, due = stale(policy.limits().moments(at)), review_due(clock.local(at).date())
    counted = (
        Flag.objects.of(viewer.election_id)
        .readable(viewer.place, viewer.person_id)
        .open()
        .aggregate(
            stale=Count("pk", filter=still),
            oldest=Min(Coalesce("since", "verified_at", "reported_at"), filter=still),
            due=Count("pk", filter=due),
            first=Min("review_on", filter=due),
        )
    )
    if counted["stale"]:
        sentence = ngettext(
            "%(n)s risiko terlalu lama tanpa langkah", "%(n)s risiko terlalu lama tanpa langkah", counted["stale"]
        )
        yield Item(
            tone="high",
            count=counted["stale"],
            sentence=sentence % {"n": _number(counted["stale"])},
            detail=_("terlama %(age)s dalam statusnya") % {"age": timesince(counted["oldest"], at)},
            url=f"{_first('risks')}?care=stale",
            action=_("Periksa"),
        )
    if counted["due"]:
        sentence = ngettext(
            "%(n)s risiko sudah waktunya ditinjau", "%(n)s risiko sudah waktunya ditinjau", counted["due"]
        )
        yield Item(
            tone="medium",
            count=counted["due"],
            sentence=sentence % {"n": _number(counted["due"])},
            detail=_("paling awal %(day)s") % {"day": date_format(counted["first"], "j F Y")},
            url=f"{_first('risks')}?care=review",
            action=_("Tinjau"),
        )


def _proposals(viewer: Viewer, at: datetime) -> Iterator[Item]:
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
        % {"n": _number(len(rows))},
        detail=" · ".join(
            _("%(source)s %(n)s pengamatan") % {"source": row["source_label"], "n": _number(row["n"])}
            for row in rows[:NAMES]
        ),
        url=reverse("list-import", args=[rows[0]["list_import"]]) if len(rows) == 1 else reverse("list-imports"),
        action=_("Putuskan"),
    )


def _overdue(viewer: Viewer, at: datetime) -> Iterator[Item]:
    rows = list(
        viewer.tasks.overdue(at)
        .order_by()
        .values(owner_label=label("owner"))
        .annotate(n=Count("pk"), oldest=Min("due_at"))
    )
    total = sum(row["n"] for row in rows)
    if not total:
        return
    worst = sorted(rows, key=lambda row: -row["n"])
    names = " · ".join(f"{row['owner_label']} {_number(row['n'])}" for row in worst[:NAMES])
    more = _(" · dan %(n)s instansi lain") % {"n": len(worst) - NAMES} if len(worst) > NAMES else ""
    age = _("terlama %(age)s") % {"age": timesince(min(row["oldest"] for row in rows), at)}
    yield Item(
        tone="high",
        count=total,
        sentence=ngettext("%(n)s tugas lewat tenggat", "%(n)s tugas lewat tenggat", total) % {"n": _number(total)},
        detail=f"{names}{more} — {age}",
        url=f"{reverse('tasks')}?tab=overdue",
        action=_("Lihat"),
    )


def _back(viewer: Viewer, at: datetime) -> Iterator[Item]:
    if not viewer.gives_tasks:
        return
    counted = viewer.tasks.waiting_for_requester().aggregate(
        done=Count("pk", filter=Q(state=TaskState.DONE)), returned=Count("pk", filter=Q(state=TaskState.RETURNED))
    )
    total = counted["done"] + counted["returned"]
    if not total:
        return
    yield Item(
        tone="high" if counted["returned"] else "medium",
        count=total,
        sentence=ngettext(
            "%(n)s tugas kembali dari instansi dan menunggu jawaban Anda",
            "%(n)s tugas kembali dari instansi dan menunggu jawaban Anda",
            total,
        )
        % {"n": _number(total)},
        detail=_("%(done)s dilaporkan selesai · %(returned)s dikembalikan")
        % {"done": _number(counted["done"]), "returned": _number(counted["returned"])},
        url=f"{reverse('tasks')}?tab=back",
        action=_("Tinjau"),
    )


def _new_tasks(viewer: Viewer, at: datetime) -> Iterator[Item]:
    if viewer.agency_id is None or viewer.gives_tasks:
        return
    counted = viewer.tasks.filter(state=TaskState.OPEN).aggregate(n=Count("pk"), soonest=Min("due_at"))
    if not counted["n"]:
        return
    due = clock.local(counted["soonest"])
    yield Item(
        tone="medium",
        count=counted["n"],
        sentence=ngettext(
            "%(n)s tugas untuk instansi Anda belum diterima",
            "%(n)s tugas untuk instansi Anda belum diterima",
            counted["n"],
        )
        % {"n": _number(counted["n"])},
        detail=_("tenggat terdekat %(due)s") % {"due": f"{date_format(due, 'j M H.i')} WIB"},
        url=f"{reverse('tasks')}?state=open",
        action=_("Buka"),
    )


def _drafts(viewer: Viewer, at: datetime) -> Iterator[Item]:
    if not (viewer.authorises or viewer.drafts):
        return
    rows = list(Briefing.objects.waiting().order_by("agency__name").values_list(label("agency"), "period"))
    if not rows:
        return
    yield Item(
        tone="high" if viewer.authorises else "medium",
        count=len(rows),
        sentence=ngettext("%(n)s laporan menunggu pengesahan", "%(n)s laporan menunggu pengesahan", len(rows))
        % {"n": _number(len(rows))},
        detail=_names([f"{name} ({period})" for name, period in rows]),
        url=f"{_first('briefings')}?state={BriefingState.DRAFT.value}",
        action=_("Tinjau"),
    )


def _due_briefings(viewer: Viewer, at: datetime) -> Iterator[Item]:
    if not viewer.drafts:
        return
    week = clock.week_of(at)
    made = Briefing.objects.filter(edition=Edition.WEEKLY, period=week.name).values("agency")
    rows = list(
        Schedule.objects.filter(edition=Edition.WEEKLY, active=True)
        .exclude(agency__in=made)
        .order_by("weekday", "hour", "agency__name")
        .values_list(label("agency"), "weekday", "hour")
    )
    if not rows:
        return
    yield Item(
        tone="low",
        count=len(rows),
        sentence=ngettext("%(n)s laporan pekan ini belum disusun", "%(n)s laporan pekan ini belum disusun", len(rows))
        % {"n": _number(len(rows))},
        detail=_names([name for name, _weekday, _hour in rows]),
        url=_first("briefing-new", "briefings"),
        action=_("Susun"),
    )


def _mail(viewer: Viewer, at: datetime) -> Iterator[Item]:
    if not (viewer.drafts or viewer.authorises):
        return
    rows = list(Delivery.objects.troubled().order_by("pk").values_list("recipient", "state"))
    if not rows:
        return
    uncertain = sum(state == "uncertain" for _recipient, state in rows)
    yield Item(
        tone="high",
        count=len(rows),
        sentence=ngettext(
            "%(n)s pengiriman surel gagal atau tidak pasti", "%(n)s pengiriman surel gagal atau tidak pasti", len(rows)
        )
        % {"n": _number(len(rows))},
        detail=_("%(failed)s gagal · %(uncertain)s tidak pasti — %(who)s")
        % {
            "failed": _number(len(rows) - uncertain),
            "uncertain": _number(uncertain),
            "who": _names([recipient for recipient, _state in rows]),
        },
        url=_first("deliveries", "briefings"),
        action=_("Periksa"),
    )


def _jobs(viewer: Viewer, at: datetime) -> Iterator[Item]:
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
        % {"n": _number(counted["n"])},
        detail=_("dalam %(days)d hari terakhir · terakhir %(age)s yang lalu")
        % {"days": JOB_DAYS, "age": timesince(counted["last"], at)},
        url=f"{reverse('jobs')}?{urlencode({'state': JobState.FAILED.value, 'days': str(JOB_DAYS)})}",
        action=_("Periksa"),
    )


def _missing(viewer: Viewer, at: datetime) -> Iterator[Item]:
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
        % {"n": _number(counted["n"])},
        detail=_("menunggu keputusan sejak %(age)s yang lalu") % {"age": timesince(counted["oldest"], at)},
        url=reverse("missing"),
        action=_("Putuskan"),
    )


def _sums(rows: list[dict[str, Any]], key: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row[key]] = sums.get(row[key], 0) + row["n"]
    return sums


def _by_kind(sums: dict[str, int]) -> str:
    labels = dict(Kind.choices)
    worst = sorted(sums.items(), key=lambda pair: -pair[1])
    return " · ".join(f"{_number(count)} {str(labels.get(kind, kind)).lower()}" for kind, count in worst)


def _names(names: list[str]) -> str:
    shown = ", ".join(names[:NAMES])
    return shown + (_(", dan %(n)s lainnya") % {"n": len(names) - NAMES} if len(names) > NAMES else "")


def _first(*names: str) -> str:
    """Give the address of the first page of these that exists."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return reverse("home")


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")

"""What the pages of background work show: rows, rates, logs and filters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.accounts.models import User
from desk.export import Cell
from desk.work import registry
from desk.work.access import may_retry, may_stop
from desk.work.kinds import JobState
from desk.work.models import Job
from desk.work.pace import pace
from desk.work.querysets import JobQuerySet

MOST_DIGITS = 4
WHOLE_FROM = 10  # rows a second from which a decimal says nothing
HEADER = (
    *("pekerjaan", "jenis", "status", "dikerjakan", "seluruhnya", "percobaan", "diminta_oleh"),
    *("diminta_wib", "mulai_wib", "berakhir_wib", "keterangan"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; unknown values ask for nothing."""

    state: str
    kinds: tuple[str, ...]
    days: int | None
    mine: bool

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> "Wanted":
        """Read the address."""
        state, days = str(query.get("state", "")), str(query.get("days", ""))
        kinds = query.getlist("kind") if hasattr(query, "getlist") else []
        return cls(
            state=state if state in JobState.values else "",
            kinds=tuple(kind for kind in kinds if kind and "\0" not in kind)[:50],
            days=int(days) if days.isascii() and days.isdigit() and len(days) <= MOST_DIGITS else None,
            mine=query.get("mine") == "1",
        )

    def base(self, jobs: JobQuerySet, user: User, at: datetime) -> JobQuerySet:
        """Narrow by what has no counts of its own."""
        rows = jobs.since(at - timedelta(days=self.days)) if self.days is not None else jobs
        return rows.filter(requested_by=user.pk) if self.mine else rows

    def of_kinds(self, jobs: JobQuerySet) -> JobQuerySet:
        """Keep the chosen kinds."""
        return jobs.filter(kind__in=self.kinds) if self.kinds else jobs

    def of_state(self, jobs: JobQuerySet) -> JobQuerySet:
        """Keep the chosen state."""
        return jobs.filter(state=self.state) if self.state else jobs


def kind_filter(counts: Mapping[str, int], chosen: tuple[str, ...]) -> dict[str, Any]:
    """Give the filter of kinds, each with how many jobs it would show."""
    known = {**dict.fromkeys(chosen, 0), **counts}
    options = [
        {"value": kind, "label": registry.title(kind), "count": count, "selected": kind in chosen}
        for kind, count in known.items()
    ]
    options.sort(key=lambda option: str(option["label"]))
    return {"name": "kind", "label": _("Jenis"), "options": options}


def progress(job: Job, at: datetime) -> dict[str, Any]:
    """Give what a job's line and page say about its progress."""
    running = job.state == JobState.RUNNING
    speed = pace(job.done, job.total, job.started_at, at) if running else pace(0, None, None, at)
    return {
        "job": job,
        "title": job.title,
        "rate": rate(speed.per_second),
        "left": duration(speed.seconds_left),
        "waits_until": job.due_at if job.state == JobState.DUE and job.due_at > at else None,
    }


def row(job: Job, user: User, at: datetime) -> dict[str, Any]:
    """Give one line of the list."""
    page = registry.page_of(job.kind, job.payload)
    stoppable = not job.ended and may_stop(user, job)
    return progress(job, at) | {"page": page, "may_retry": may_retry(user, job), "may_stop": stoppable}


def cells(jobs: JobQuerySet) -> Iterator[tuple[Cell, ...]]:
    """Give the rows of an export."""
    for job in jobs.iterator(chunk_size=500):
        asked = str(job.requested_by) if job.requested_by else _("sistem")
        words = job.explanation if job.state == JobState.FAILED else job.said
        yield (
            *(job.title, job.kind, job.get_state_display(), job.done, job.total, job.attempts, asked),
            *(job.created_at, job.started_at, job.finished_at, words),
        )


def rate(per_second: float | None) -> str:
    """Say rows per second."""
    if per_second is None:
        return ""
    decimals = 0 if per_second >= WHOLE_FROM else 1
    return _("%(number)s per detik") % {"number": number_format(f"{per_second:.{decimals}f}", decimals)}


def duration(seconds: float | None) -> str:
    """Say seconds as seconds or minutes."""
    if seconds is None:
        return ""
    whole = round(seconds)
    if whole < 60:
        return ngettext("%(number)d detik", "%(number)d detik", whole) % {"number": whole}
    minutes = round(whole / 60)
    return ngettext("%(number)d menit", "%(number)d menit", minutes) % {"number": minutes}

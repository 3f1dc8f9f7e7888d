"""The menu: which pages there are, who sees them, and how much waits behind them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.briefings.models import Briefing
from desk.coordination.models import Referral, Task
from desk.work.standing import Standing, columns
from risks.models import Flag
from tps.models import Election


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the name of its URL, its word, its icon, the rights that open it, what its number counts."""

    url_name: str
    label: str | Promise
    icon: str
    rights: tuple[Right, ...]
    counts: str | Promise = ""
    also: tuple[str, ...] = ()  # names of pages elsewhere that belong to it


MAIN = (
    Entry("home", _("Beranda"), "home", (Right.READ,)),
    Entry("map", _("Peta"), "map", (Right.READ,)),
    Entry("risks", _("Risiko"), "risks", (Right.READ,), _("menunggu verifikasi"), ("playbooks",)),
    Entry("tasks", _("Tugas"), "tasks", (Right.READ,), _("lewat tenggat")),
    Entry("tps", _("TPS"), "tps", (Right.READ,)),
    Entry("referrals", _("Rujukan"), "send", (Right.READ,), _("menunggu jawaban")),
    Entry("meetings", _("Rapat"), "meetings", (Right.READ_MEETINGS,)),
    Entry("readiness", _("Kesiapan"), "readiness", (Right.READ,)),
    Entry("recap", _("Rekap"), "recap", (Right.READ,)),
    Entry("briefings", _("Laporan"), "briefings", (Right.READ_BRIEFINGS,), _("menunggu pengesahan")),
    Entry("history", _("Riwayat"), "history", (Right.HISTORY,)),
)
MORE = (
    Entry("imports", _("Impor"), "imports", (Right.IMPORT,)),
    Entry("hazards", _("Zona bahaya"), "flood", (Right.IMPORT,)),
    Entry("jobs", _("Pekerjaan"), "clock", (Right.IMPORT, Right.DRAFT_BRIEFING)),
    Entry("plans", _("Rencana cadangan"), "recap", (Right.READ,)),
    Entry("agencies", pgettext_lazy("daftar", "Instansi"), "agencies", (Right.READ,)),
    Entry("grants", _("NPHD"), "briefings", (Right.GRANTS,)),
    Entry("jurisdictions", _("Wilayah kerja"), "map", (Right.READ,)),
    Entry("stages", _("Tahapan"), "clock", (Right.READ,)),
    Entry("elections", pgettext_lazy("daftar", "Pemilihan"), "elections", (Right.STRUCTURE,)),
    Entry("boundaries", _("Batas wilayah"), "map", (Right.STRUCTURE,)),
    Entry("users", _("Pengguna"), "users", (Right.PEOPLE,)),
)


def elections_with_work(user: User, at: datetime) -> list[Election]:
    """Give all elections, each with the numbers of what waits for this person in it (none is None).

    The numbers ride on the query that the election switcher needs anyway, so that the menu costs no query of its own;
    so does how background work stands.
    """
    rights = tuple(user.may_somewhere(right) for right in _COUNTED)
    key = (user.pk, user.role, user.remit, user.agency_id, rights)
    if key not in _statements:
        if len(_statements) >= MOST_STATEMENTS:
            _statements.clear()
        _statements[key] = _with_work(user, _NOON).query.sql_with_params()
    sql, values = _statements[key]
    moved = [at + (value - _NOON) if isinstance(value, datetime) else value for value in values]
    return list(Election.objects.raw(sql, moved))


# Writing this statement costs a page more than running it does, so its text is kept for a person and their rights.
# Every moment in it stands at some distance from the moment of the page; it is written for this one and moved.
_NOON = datetime(2000, 1, 1, 12, tzinfo=UTC)
_COUNTED = (Right.JUDGE_RISK, Right.TASKS, Right.AUTHORISE_BRIEFING)
_statements: dict[tuple[Any, ...], tuple[str, tuple[Any, ...]]] = {}
MOST_STATEMENTS = 500


def _with_work(user: User, at: datetime) -> QuerySet[Election]:
    waiting: dict[str, QuerySet[Any]] = {}
    this = OuterRef("pk")
    if user.may_somewhere(Right.JUDGE_RISK):
        waiting["risks"] = Flag.objects.filter(election=this).waiting().within(_reach(user, Right.JUDGE_RISK))
    if user.scope(Right.ANSWER_TASK) is Scope.AGENCY and user.agency_id:
        waiting["tasks"] = Task.objects.filter(election=this).overdue(at).owned_by(user.agency_id)
        waiting["referrals"] = Referral.objects.filter(election=this).waiting().to_agency(user.agency_id)
    elif user.may_somewhere(Right.TASKS):
        reach = _reach(user, Right.TASKS)
        waiting["tasks"] = Task.objects.filter(election=this).overdue(at).within(reach)
        silent = Referral.objects.filter(election=this).unanswered(at, settings.DESK_REFERRAL_DAYS)
        waiting["referrals"] = silent.within(reach)
    if user.may_somewhere(Right.AUTHORISE_BRIEFING):
        waiting["briefings"] = Briefing.objects.filter(election=this).waiting()
    numbers = {f"waiting_{name}": _count(rows) for name, rows in waiting.items()}
    return Election.objects.annotate(**numbers, **columns(user, at))


def entries(
    user: User, path: str, found: tuple[Entry, ...], election: Election | None, work: Standing | None = None
) -> list[dict[str, Any]]:
    """Give the entries whose page exists and that the person may open; `path` marks the current one."""
    shown = []
    for entry in found:
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        if any(user.may_somewhere(right) for right in entry.rights):
            shown.append(
                {
                    "name": entry.url_name,
                    "url": url,
                    "label": entry.label,
                    "icon": entry.icon,
                    "current": path == url
                    or (url != "/" and path.startswith((url, *(reverse(each) for each in entry.also)))),
                    "badge": getattr(election, f"waiting_{entry.url_name}", None),
                    "badge_label": entry.counts,
                }
            )
            if entry.url_name == "jobs" and work is not None:
                shown[-1] |= _of_work(work)
    return shown


def _of_work(work: Standing) -> dict[str, Any]:
    if work.failed:
        return {"badge": work.failed, "badge_label": _("pekerjaan gagal dalam tujuh hari")}
    return {"badge": work.active, "badge_label": _("pekerjaan menunggu atau berjalan"), "badge_calm": True}


def _reach(user: User, right: Right) -> str:
    # Who covers the whole province is not narrowed: nothing lies outside, and what has no place is theirs too.
    return "" if user.scope(right) is Scope.ALL or user.covers("") else user.remit


def _count(rows: QuerySet[Any]) -> Subquery:
    counted = rows.order_by().values("election").annotate(number=Count("pk")).values("number")
    return Subquery(counted, output_field=IntegerField())

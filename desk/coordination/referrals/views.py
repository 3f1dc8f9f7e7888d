"""Pages that show referrals: the list and its files, one referral, and the panel for the page of a risk."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.coordination.access import visible_to as visible_tasks
from desk.coordination.models import Referral
from desk.coordination.owners import unreachable
from desk.coordination.referrals import rules
from desk.coordination.referrals.access import ends_of, may_refer, visible_to
from desk.coordination.referrals.filters import Wanted, bar, tab_counts
from desk.coordination.referrals.forms import AskForm, ReplyForm
from desk.coordination.referrals.querysets import ReferralQuerySet
from desk.coordination.referrals.reading import chain
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment, wants_fragment
from desk.listing import listing
from risks.scope import readable_flags
from tps.middleware import election_for

SORTS = {
    "next": ("ended", "asked_at", "pk"),
    "number": ("pk",),
    "to": ("to__name", "asked_at", "pk"),
    "state": ("state", "asked_at", "pk"),
    "severity": ("rank", "-asked_at", "pk"),
    "asked": ("asked_at", "pk"),
    "due": ("answer_by", "pk"),
}
HEADER = (
    *("nomor", "risiko", "jenis", "keparahan", "kode_tps", "wilayah", "kode_wilayah", "instansi_tujuan"),
    *("atas_permintaan", "status", "prioritas", "pertanyaan", "dirujuk_wib", "ditanyakan_terakhir_wib"),
    *("jawaban_diharapkan_wib", "dijawab_wib", "ditutup_wib", "hari_tanpa_jawaban", "dirujuk_oleh", "terusan_dari"),
)


@require_safe
@needs(Right.READ)
def referral_list(request: HttpRequest) -> HttpResponse:
    """List the referrals that a person may read."""
    user, now = person(request), clock.now()
    rows = of_election(request)
    wanted = Wanted.of(request.GET, settings.DESK_REFERRAL_DAYS)
    base = wanted.base(rows, agency_id=user.agency_id, at=now)
    found = listing(wanted.rows(base).with_rank().for_table(), request.GET, sorts=SORTS, default="next")
    counts = tab_counts(rows, agency_id=user.agency_id, at=now, silence=wanted.silence)
    context = {
        "page": found.page,
        "count": found.count,
        "at": now,
        "tabs": _tabs(wanted, counts, user),
        "filters": bar(wanted, base, user.reading_place or ""),
        "search": {"name": "q", "label": _("Cari desa, isi, RJ-0012, R-0244"), "value": wanted.text},
        "narrowed": wanted.narrowed or wanted.tab not in {"open", "all"},
        "may_refer": user.may_somewhere(Right.TASKS),
    }
    return page_or_fragment(request, "referrals/list.html", "referrals/_list.html", context)


@require_safe
@needs(Right.READ)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the filtered referrals as a CSV or XLSX file."""
    user, now = person(request), clock.now()
    wanted = Wanted.of(request.GET, settings.DESK_REFERRAL_DAYS)
    rows = wanted.rows(wanted.base(of_election(request), agency_id=user.agency_id, at=now)).for_table()
    cells = (_cells(row, now) for row in rows.order_by("asked_at", "pk").iterator(chunk_size=500))
    name = f"rujukan-{timezone.localtime(now):%Y%m%d-%H%M}"
    return csv_response(name, HEADER, cells) if form == "csv" else xlsx_response(name, HEADER, cells)


@require_safe
@needs(Right.READ)
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one referral, as a page or in the side panel."""
    return referral_page(request, get_object_or_404(visible_to(person(request)).for_table(), pk=pk))


def referral_page(
    request: HttpRequest,
    found: Referral,
    *,
    reply: ReplyForm | None = None,
    onward: AskForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw one referral with what this person may do with it; a refused form comes back as it was typed."""
    user, now = person(request), clock.now()
    ends = ends_of(user, found)
    may_ask = found.open and may_refer(user, found.place)
    context = {
        "referral": found,
        "at": now,
        "days": (now - found.asked_at).days,
        "late": found.late(now),
        "answers": found.answers.select_related("author__agency", "file").order_by("written_at", "pk"),
        "chain": chain(found, visible_to(user)),
        "moves": rules.moves_from(found.state, ends),
        "reply_form": (reply or ReplyForm()) if ends and found.open else None,
        "forward_form": (onward or AskForm(at=now, prefix="forward")) if may_ask else None,
        "forward_open": onward is not None,
        "may_task": may_ask and found.task is None,
        "task": visible_tasks(user).filter(pk=found.task_id).first() if found.task_id else None,
        "unreachable": unreachable(found.to, now) if user.may_somewhere(Right.CONTACTS) and found.waiting else "",
        "refusal": refusal,
    }
    template = "referrals/_panel.html" if wants_fragment(request) else "referrals/detail.html"
    return render(request, template, context, status=status)


@require_safe
@needs(Right.READ)
def of_flag(request: HttpRequest, flag_id: int) -> HttpResponse:
    """Show the referrals of one risk, for the risk's page; a liaison sees only the own agency's."""
    user = person(request)
    flag = get_object_or_404(readable_flags(user).select_related("station", "region"), pk=flag_id)
    rows = visible_to(user).filter(flag=flag).with_rank().for_table().order_by("ended", "asked_at", "pk")
    context = {
        "flag": flag,
        "referrals": rows,
        "at": clock.now(),
        "may_refer": flag.open and may_refer(user, flag.place),
        "own_only": user.role == Role.LIAISON,
    }
    return page_or_fragment(request, "referrals/of.html", "referrals/_of.html", context)


def of_election(request: HttpRequest) -> ReferralQuerySet:
    """Give the referrals of the page's election that its person may read."""
    election = election_for(request)
    return visible_to(person(request)).of(election.pk if election else 0)


def _tabs(wanted: Wanted, counts: dict[str, int], user: User) -> list[dict[str, Any]]:
    days = wanted.silence
    labels = {
        "open": _("Terbuka"),
        "waiting": _("Menunggu jawaban"),
        "silent": ngettext("Tanpa jawaban %(n)d hari", "Tanpa jawaban %(n)d hari", days) % {"n": days},
        "mine": _("Untuk instansi saya"),
        "answered": _("Sudah dijawab"),
        "all": _("Semua"),
    }
    if user.agency_id is None:
        del labels["mine"]
    return [
        {"url": f"?tab={name}", "label": label, "count": counts[name], "current": wanted.tab == name}
        for name, label in labels.items()
    ]


def _cells(row: Referral, at: datetime) -> tuple[Cell, ...]:
    flag = row.flag
    return (
        row.number,
        flag.number,
        flag.get_kind_display(),
        flag.get_severity_display(),
        flag.station.code if flag.station else None,
        str(flag.station or flag.region),
        flag.place,
        row.to.name,
        row.by.name if row.by else None,
        row.get_state_display(),
        row.get_priority_display(),
        row.question,
        row.created_at,
        row.asked_at,
        row.answer_by,
        row.answered_at,
        row.closed_at,
        (at - row.asked_at).days if row.waiting else None,
        str(row.asked_by) if row.asked_by else None,
        f"RJ-{row.before_id:04d}" if row.before_id else None,
    )

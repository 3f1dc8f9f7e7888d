"""Pages that show reminders: the ladders, who will hear what of one thing, and the ledger of what was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.coordination.access import visible_to
from desk.coordination.models import Reminder
from desk.coordination.referrals.access import visible_to as visible_referrals
from desk.coordination.reminders import reading, referrals, tasks
from desk.coordination.reminders.kinds import Fate
from desk.coordination.reminders.ladders import Ladders, rules_row
from desk.coordination.reminders.things import Thing
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import listing

SORTS = {"when": ("spoken_at", "pk"), "title": ("title", "pk"), "agency": ("agency__name", "-spoken_at", "pk")}
HEADER = ("waktu_wib", "perihal", "kode_instansi", "tenggat_wib", "langkah", "kepada", "hasil", "sebab", "surel")
WEEK = timedelta(days=7)


@require_safe
@needs(Right.CONTACTS)
def ladders(request: HttpRequest) -> HttpResponse:
    """Show everybody's ladder, the agencies' own ones, the hours, and where nobody stands."""
    now, found = clock.now(), Ladders.read()
    row, rules = rules_row(), reading.now_rules()
    empty = reading.holes(found, now)
    own = {step.agency_id: step.agency for step in found.all if step.agency}
    context = {
        "usual": reading.shown(found.steps.get(None, ()), empty),
        "own": [
            {"agency": own[pk], "steps": reading.shown(found.steps[pk], empty)}
            for pk in sorted(own, key=lambda pk: str(own[pk]))
        ],
        "rules": row,
        "mode": reading.mode(rules, now),
        "fallen": Reminder.objects.fallen(now - WEEK).count(),
        "agencies": Agency.objects.active().exclude(pk__in=own).order_by("level", "name"),
        "may_change": person(request).may_somewhere(Right.PEOPLE),
        "holes": len(empty),
    }
    return render(request, "reminders/ladders.html", context)


@require_safe
@needs(Right.CONTACTS)
def preview(request: HttpRequest) -> HttpResponse:
    """Show who will hear what and when for `?task=T-0012`, or of a referral for `?task=RJ-0012`."""
    now, asked = clock.now(), request.GET.get("task", "")[:20]
    found = _numbered(person(request), asked)
    context = {
        "asked": asked,
        "thing": found.thing if found else None,
        "chased": found is not None and found.chased,
        "plan": reading.plan(found.thing, now) if found else [],
        "at": now,
        "mode": reading.mode(reading.now_rules(), now),
    }
    return render(request, "reminders/preview.html", context)


@require_safe
@needs(Right.READ)
def of_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show what was said about one task, to whom, and what comes next; for the task's page."""
    return _of(request, _task(person(request), task_id))


@require_safe
@needs(Right.READ)
def of_referral(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was said about one referral, to whom, and what comes next; for the referral's page."""
    return _of(request, _referral(person(request), pk))


@dataclass(frozen=True, slots=True)
class _Found:
    """A thing, and whether its agency still has to do something about it."""

    thing: Thing
    chased: bool


def _task(user: User, pk: int) -> _Found | None:
    task = visible_to(user).filter(pk=pk).select_related("owner", "assignee", "election").first()
    return _Found(tasks.thing_of(task), task.chased) if task else None


def _referral(user: User, pk: int) -> _Found | None:
    referral = visible_referrals(user).filter(pk=pk).select_related("to", "election").first()
    return _Found(referrals.thing_of(referral), referral.waiting) if referral else None


def _numbered(user: User, text: str) -> _Found | None:
    """Find what people call T-0012 or RJ-0012; a bare number is a task's."""
    pk = int("".join(each for each in text if each in "0123456789")[:18] or 0)
    return _referral(user, pk) if text.strip().upper().startswith("RJ") else _task(user, pk)


def _of(request: HttpRequest, found: _Found | None) -> HttpResponse:
    if found is None:
        raise Http404
    now = clock.now()
    chased = found.chased and found.thing.running
    plan = reading.plan(found.thing, now) if chased else []
    context = {
        "thing": found.thing,
        "chased": chased,
        "said": reading.said(found.thing),
        "coming": [each for each in plan if each.spoken is None and each.when is not None],
        "any": bool(plan),
        "at": now,
        "shows_addresses": person(request).may_somewhere(Right.CONTACTS),
    }
    return page_or_fragment(request, "reminders/of.html", "reminders/_of.html", context)


@require_safe
@needs(Right.CONTACTS)
def reminders(request: HttpRequest) -> HttpResponse:
    """List what was said to whom, or (`?fate=passed`, `?fate=lost`) what did not reach its own step."""
    found = listing(_rows(request), request.GET, sorts=SORTS, default="-when")
    text, fates = request.GET.get("q", ""), request.GET.getlist("fate")
    agencies = Agency.objects.filter(pk__in=Reminder.objects.order_by().values("agency")).order_by("name")
    context = {
        "listing": found,
        "filters": [
            {
                "name": "fate",
                "label": _("Hasil"),
                "options": [
                    {"value": value, "label": label, "selected": value in fates} for value, label in Fate.choices
                ],
            },
            {
                "name": "agency",
                "label": _("Instansi"),
                "options": [
                    {"value": each.code, "label": each.label, "selected": each.code in request.GET.getlist("agency")}
                    for each in agencies
                ],
            },
        ],
        "search": {"name": "q", "label": _("Cari nomor atau judul"), "value": text},
        "narrowed": bool(text or fates or request.GET.getlist("agency")),
    }
    return page_or_fragment(request, "reminders/list.html", "reminders/_list.html", context)


@require_safe
@needs(Right.CONTACTS)
def reminders_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the filtered ledger as CSV or XLSX."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    return answer("pengingat", HEADER, _cells(_rows(request).order_by("-spoken_at", "-pk")))


def _rows(request: HttpRequest) -> QuerySet[Reminder]:
    rows: QuerySet[Reminder] = Reminder.objects.for_table()
    fates = [each for each in request.GET.getlist("fate") if each in Fate.values]
    agencies = [each.lower()[:40] for each in request.GET.getlist("agency") if each.isprintable()]
    text = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    since = request.GET.get("days", "")
    if fates:
        rows = rows.filter(fate__in=fates)
    if agencies:
        rows = rows.filter(agency__code__in=agencies)
    if text:
        rows = rows.filter(title__icontains=text)
    if since.isascii() and since.isdigit() and len(since) < 4:
        rows = rows.filter(spoken_at__gte=clock.now() - timedelta(days=int(since)))
    return rows


def _cells(rows: QuerySet[Reminder]) -> Iterator[tuple[Cell, ...]]:
    for row in rows.iterator(chunk_size=500):
        heard: list[Any] = list(row.heard.all())
        yield (
            row.spoken_at,
            row.title,
            row.agency.code,
            row.due_at,
            f"{reading.distance(row.step.hours)}: {row.step.who}",
            "; ".join(each.name for each in heard) or None,
            str(row.get_fate_display()),
            str(row.get_hole_display()) or None,
            "; ".join(str(each.standing) for each in heard) or None,
        )

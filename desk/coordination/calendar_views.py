"""The calendar: a month on a page, and the secret address that other calendars read."""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models import Count, Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.coordination import ics
from desk.coordination.access import visible_to
from desk.coordination.actions import tasks_people
from desk.coordination.calendar_month import month, month_of
from desk.coordination.filters import Wanted
from desk.coordination.kinds import TaskState
from desk.coordination.meetings.access import meetings_of
from desk.coordination.meetings.kinds import MeetingState
from desk.coordination.meetings.querysets import MeetingQuerySet
from desk.coordination.models import CalendarFeed
from desk.coordination.querysets import TaskQuerySet
from desk.coordination.views import of_election
from desk.htmx import page_or_fragment
from tps.models import Election
from tps.stages import reading
from tps.stages.views import calendar_file

MINUTE = 60
FETCHED_AT_MOST = 6  # times a minute for one calendar; well-behaved ones ask every quarter of an hour
GUESSED_AT_MOST = 30  # unknown secrets from one address in a minute
MOST_TASKS = 1000


@require_safe
@needs(Right.READ)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what is due in `?month=2026-11`, as a grid of days or (`?as=list`) as a list."""
    user, now = person(request), clock.now()
    wanted = Wanted.of(request.GET)
    tasks = wanted.rows(wanted.base(of_election(request), user_id=user.pk, agency_id=user.agency_id, at=now))
    context = {
        "month": month(tasks, month_of(request.GET.get("month", ""), now)),
        "today": clock.local(now).date(),
        "as_list": request.GET.get("as") == "list",
        "wanted": wanted,
        "agency": user.agency,
        "view": "calendar",
        "at": now,
        "feed": CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).first(),
        "may_give": user.may_somewhere(Right.TASKS),
    }
    return page_or_fragment(request, "coordination/calendar.html", "coordination/_calendar.html", context)


@require_POST
@needs(Right.READ)
def feed_address(request: HttpRequest) -> HttpResponse:
    """Make a new secret address and show it this once, or (`revoke`) take it back."""
    user, now = person(request), clock.now()
    if "revoke" in request.POST:
        tasks_people.close_feed(user, at=now)
        messages.success(request, _("Alamat kalender dicabut; aplikasi yang memakainya tidak lagi mendapat apa-apa."))
        return redirect("tasks-calendar")
    secret = tasks_people.open_feed(user, at=now)
    address = settings.SITE_URL + reverse("tasks-ics", args=[secret])
    response = render(request, "coordination/feed.html", {"address": address})
    patch_cache_control(response, no_store=True)
    return response


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Give one person's tasks to a calendar that knows the secret; 304 when unchanged, 429 when asked too often."""
    key = tasks_people.hashed(secret)
    if _too_often(f"ics-{key}", FETCHED_AT_MOST):
        return _plain(_("Terlalu sering. Ambil lagi satu menit kemudian."), 429)
    found = CalendarFeed.objects.filter(secret_hash=key, revoked_at__isnull=True).select_related("user__agency").first()
    if found is None or not found.user.may_somewhere(Right.READ):
        if _too_often(f"ics-from-{ratelimit.get_ip(request)}", GUESSED_AT_MOST):
            return _plain(_("Terlalu sering. Ambil lagi satu menit kemudian."), 429)
        return _plain(_("Alamat kalender ini tidak ada atau sudah dicabut. Buat yang baru di halaman Kalender."), 404)
    if cache.add(f"ics-seen-{key}", 1, MINUTE):
        CalendarFeed.objects.filter(pk=found.pk).update(fetched_at=clock.now())
    if request.GET.get("as") == "stages":
        running = Election.objects.running().first()
        rows = reading.rows(reading.of(running), "", clock.local(clock.now()).date()) if running else []
        return calendar_file(request, [row.stage for row in rows if row.holds])
    todo = request.GET.get("as") == "todo"
    tasks = tasks_of(found.user)
    meetings = meetings_for(found.user)
    facts = tasks.aggregate(Count("pk"), Max("changed_at"), Sum("pk"))
    held = meetings.aggregate(Count("pk"), Max("changed_at"), Sum("pk"))
    etag = f'"{tasks_people.hashed(f"{found.pk} {todo} {sorted(facts.items())} {sorted(held.items())}")[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        latest = tasks.for_table().order_by("-due_at", "-pk")[:MOST_TASKS]
        asked = meetings.for_table().order_by("-starts_at", "-pk")[:MOST_TASKS]
        content = ics.render(latest, asked, site=settings.SITE_URL, todo=todo)
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="tugas.ics"'
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=MINUTE)
    return response


def tasks_of(user: User) -> TaskQuerySet:
    """Give what a person's calendar holds: what the person does, gave or follows, and the agency's; none cancelled."""
    mine = visible_to(user).concerning(user.pk, user.agency_id or 0)
    return mine.exclude(state=TaskState.CANCELLED)


def meetings_for(user: User) -> MeetingQuerySet:
    """Give the meetings in a person's calendar: those that went out; a cancelled one stays, as cancelled."""
    return meetings_of(user).exclude(state=MeetingState.PLANNED)


def _too_often(key: str, at_most: int) -> bool:
    if cache.add(key, 1, MINUTE):
        return False
    try:
        return cache.incr(key) > at_most
    except ValueError:  # the minute ended between the two questions
        return False


def _plain(text: str, status: int) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    if status == 429:
        response["Retry-After"] = str(MINUTE)
    patch_cache_control(response, no_store=True)
    return response

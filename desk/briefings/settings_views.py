"""Who receives an agency's briefings, and when they are drafted."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.briefings.forms import DailyForm, LetterheadForm, RecipientForm, ScheduleForm
from desk.briefings.kinds import Edition
from desk.briefings.models import Recipient, Schedule
from desk.context import acting
from desk.paper.actions import letterhead_of


@require_safe
@needs(Right.STRUCTURE)
def overview(request: HttpRequest) -> HttpResponse:
    """List the agencies with their recipients and schedule."""
    require(person(request).may(Right.STRUCTURE))
    agencies = Agency.objects.active().order_by("name").prefetch_related("recipients", "schedules")
    rows = [
        {
            "agency": agency,
            "recipients": [each for each in agency.recipients.all() if each.active],
            "schedule": next((each for each in agency.schedules.all() if each.edition == Edition.WEEKLY), None),
            "daily": next((each for each in agency.schedules.all() if each.edition == Edition.DAILY), None),
        }
        for agency in agencies
    ]
    rows.sort(key=lambda row: (not row["recipients"], row["schedule"] is None))
    return render(request, "briefings/recipients.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show an agency's recipients and schedule; a POST adds a recipient or sets the schedule."""
    require(person(request).may(Right.STRUCTURE))
    agency = get_object_or_404(Agency.objects.active(), code=code)
    standing = {each.edition: each for each in Schedule.objects.filter(agency=agency)}
    adding = request.POST.get("form") == "recipient"
    setting = {"schedule": Edition.WEEKLY, "daily": Edition.DAILY}.get(request.POST.get("form", ""))
    recipient_form = RecipientForm(request.POST if adding else None, agency=agency)
    if adding and recipient_form.is_valid():
        recipient = recipient_form.save(commit=False)
        recipient.agency = agency
        with acting(person(request), "recipient.add", agency=agency.code, place=agency.region_code):
            recipient.save()
        messages.success(request, _("%(address)s menerima laporan mulai terbitan berikutnya.") % {"address": recipient})
        return redirect("briefing-recipients", code)
    with editing.alone(request, standing.get(setting) if setting else None):
        weekly, daily = (
            form(
                request.POST if setting == edition else None,
                instance=standing.get(edition) or Schedule(agency=agency, edition=edition, weekday=1, hour=6),
                auto_id=f"{prefix}_%s",
            )
            for edition, form, prefix in (
                (Edition.WEEKLY, ScheduleForm, "schedule"),
                (Edition.DAILY, DailyForm, "daily"),
            )
        )
        schedule_form = daily if setting == Edition.DAILY else weekly
        if setting and schedule_form.is_valid():
            with acting(person(request), "schedule.set", agency=agency.code, place=agency.region_code):
                schedule_form.save()
            messages.success(request, _("Jadwal disimpan."))
            editing.tell_merged(request, schedule_form)
            return redirect("briefing-recipients", code)
    context = {
        "agency": agency,
        "recipients": Recipient.objects.filter(agency=agency, active=True),
        "recipient_form": recipient_form,
        "schedule_form": weekly,
        "daily_form": daily,
        "schedule": standing.get(Edition.WEEKLY),
        "daily": standing.get(Edition.DAILY),
    }
    status = 422 if adding else editing.status(schedule_form)
    return render(request, "briefings/recipient.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def letterhead(request: HttpRequest) -> HttpResponse:
    """Show and change how official paper of this province looks; issued papers stay as they are."""
    require(person(request).may(Right.STRUCTURE))
    head = letterhead_of(settings.DESK_PROVINCE)
    with editing.alone(request, head):
        form = LetterheadForm(request.POST or None, request.FILES or None, instance=head)
        if request.method == "POST" and form.is_valid():
            with acting(person(request), "letterhead.set", place=settings.DESK_PROVINCE):
                form.save()
            messages.success(request, _("Kop surat disimpan. Laporan yang sudah terbit tidak berubah."))
            editing.tell_merged(request, form)
            return redirect("briefing-letterhead")
    return render(request, "briefings/letterhead.html", {"form": form, "head": head}, status=editing.status(form))


@require_POST
@needs(Right.STRUCTURE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a recipient off the list; what was sent stays on record."""
    require(person(request).may(Right.STRUCTURE))
    recipient = get_object_or_404(Recipient.objects.select_related("agency"), pk=pk)
    agency = recipient.agency
    with acting(person(request), "recipient.remove", agency=agency.code, place=agency.region_code):
        recipient.delete()
    messages.success(request, _("%(address)s tidak lagi menerima laporan.") % {"address": recipient.address})
    return redirect("briefing-recipients", agency.code)

"""The pages of plan sheets: which kecamatan have stations without signal, asking for their PDF, and the PDF."""

import uuid

from django.contrib import messages
from django.db.models import Count, F, Q
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.recap.models import PlanSheets
from desk.recap.plans import access, actions
from desk.recap.plans.kinds import PlanState
from desk.recap.plans.querysets import blank_spots, with_plan
from desk.work.access import may_stop
from tps.kinds import Level
from tps.middleware import election_for
from tps.models import Region

DISTRICT = 8  # characters of a dotted code
RECENT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.CONTACTS)
def sheets(request: HttpRequest) -> HttpResponse:
    """List the kecamatan with stations without signal; a POST asks for the sheets of one."""
    user, election = person(request), election_for(request)
    if request.method == "POST" and election:
        code = request.POST.get("region", "").replace("\x00", "")
        region = Region.objects.filter(code=code, level=Level.DISTRICT).first()
        if region is None:
            messages.error(request, _("Pilih kecamatan dari daftar."))
            return redirect("plan-sheets")
        require(access.may_print(user, region.code))
        row = actions.ask_sheets(election, region, actor=user, at=clock.now(), client_id=_uuid(request))
        return redirect("plan-sheet", pk=row.pk)
    election_id = election.pk if election else 0
    counted = (
        with_plan(blank_spots(election_id).within(user.reading_place or ""))
        .order_by()
        .annotate(district=Left("region_id", DISTRICT))
        .values("district")
        .annotate(
            stations=Count("pk"),
            complete=Count("pk", filter=Q(plan_state=PlanState.COMPLETE)),
        )
        .order_by("district")
    )
    rows = list(counted)
    names = Region.objects.select_related("parent").in_bulk([each["district"] for each in rows])
    recent = PlanSheets.objects.filter(election=election_id).select_related("region__parent", "job", "asked_by")
    context = {
        "rows": [{**each, "region": names.get(each["district"]), "client_id": uuid.uuid4()} for each in rows],
        "recent": recent.annotate(region_name=F("region__name"))[:RECENT],
    }
    return render(request, "recap/plans/sheets.html", context)


@require_safe
@needs(Right.CONTACTS)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far the sheets of a kecamatan are, and the PDF once it is there."""
    row = get_object_or_404(PlanSheets.objects.select_related("region__parent", "job", "file", "election"), pk=pk)
    require(access.may_print(person(request), row.region_id))
    context = {"row": row, "may_stop": row.job is not None and may_stop(person(request), row.job)}
    return render(request, "recap/plans/sheet.html", context)


def _uuid(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return uuid.uuid4()

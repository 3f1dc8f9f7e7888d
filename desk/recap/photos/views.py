"""Photos of result forms: they show votes, so only who may enter sightings at the place brings and sees them."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.recap.models import FormSighting
from desk.recap.photos import actions
from desk.recap.photos.forms import PhotoForm
from desk.recap.photos.reading import JPEG
from desk.recap.plans.views import station_of
from desk.recap.rules import Refused
from tps.models import Race


@require_safe
@needs(Right.LOG_RECAP)
@cache_control(private=True, no_store=True)
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """Send the photo of a sighting; a PDF is only downloaded. What was taken back is not shown any more."""
    rows = FormSighting.objects.filter(evidence__isnull=False, taken_back_at__isnull=True)
    row = get_object_or_404(rows.select_related("station", "evidence"), pk=pk)
    require(person(request).may(Right.LOG_RECAP, place=row.station.region_id))
    assert row.evidence is not None
    try:
        content = row.evidence.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("Foto ini tercatat tetapi isinya tidak ada lagi di penyimpanan.")) from error
    shown = row.evidence.content_type == JPEG
    kind = JPEG if shown else "application/octet-stream"
    response = FileResponse(content, as_attachment=not shown, filename=row.evidence.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.LOG_RECAP)
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Take a photo of one form of a station, as a sighting of its own."""
    station, user, at = station_of(request, code), person(request), clock.now()
    require(user.may(Right.LOG_RECAP, place=station.region_id))
    races = list(Race.objects.filter(election=station.election_id).order_by("order", "code"))
    wanted = next((each.pk for each in races if each.code == request.GET.get("race", "")), None)
    form = PhotoForm(
        request.POST or None, request.FILES or None, races=races, initial={"race": wanted, "seen_at": clock.local(at)}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.sight(
                data["photo"], election=station.election, station=station, races=[data["race"]], state=data["state"],
                seen_at=data["seen_at"], note=data["note"], client_id=data["client_id"], actor=user, at=at,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Foto dan keadaan formulirnya tercatat."))
            return redirect("recap-of-station", code=code)
    context = {"form": form, "station": station}
    return render(request, "recap/photos/new.html", context, status=422 if form.errors else 200)

"""A view of the map on paper: the page to print, the same as PDF and as PNG."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.charts.svg import svg
from desk.coordination.access import visible_to
from desk.coordination.jurisdiction_kinds import Body
from desk.map.filters import LEVELS, Unclear, read_box, read_filters, read_measure
from desk.map.layers.kinds import Layer
from desk.map.picture import drawing
from desk.map.picture.situation import Situation, View, fitted, level_for, situation
from tps.middleware import election_for

USUAL = {"bbox": "105.0,-7.05,106.85,-5.8", "zoom": "9"}  # Banten, where a link says nothing of a view
TYPES = {"pdf": "application/pdf", "png": "image/png"}


@require_safe
@needs(Right.READ)
def picture(request: HttpRequest) -> HttpResponse:
    """Show a view as it will be printed, with the figures of its regions as a table."""
    try:
        found = _situation(request)
    except Unclear as problem:
        return render(request, "map/picture.html", {"problem": str(problem)}, status=400)
    description = f"{found.as_of}. {' · '.join(found.narrowed)}"
    context = {
        "found": found,
        "heading": drawing.heading(found),
        "foot": drawing.foot(found),
        "drawn": svg(drawing.on_page(found), key="map", title=drawing.heading(found), description=description),
        "query": request.GET.urlencode(),
        "now": clock.now(),
    }
    return render(request, "map/picture.html", context)


@require_safe
@needs(Right.READ)
def picture_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Give a view as a file: PDF (A4, landscape) or PNG."""
    if kind not in TYPES:
        raise Http404
    try:
        found = _situation(request)
    except Unclear as problem:
        return HttpResponse(str(problem), status=400, content_type="text/plain; charset=utf-8")
    made = drawing.png(found) if kind == "png" else drawing.pdf(found, _("Desk Pemilu"))
    response = HttpResponse(made, content_type=TYPES[kind])
    name = f"peta-{clock.local(clock.now()):%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _situation(request: HttpRequest) -> Situation:
    """Read the view of an address; Http404 without an election, Unclear for what cannot be drawn."""
    election = election_for(request)
    if election is None:
        raise Http404
    user, at = person(request), clock.now()
    query = request.GET.copy()
    for name, value in USUAL.items():
        query.setdefault(name, value)
    box, zoom = read_box(query)
    try:
        filters = read_filters(query, user.reading_place or "", today=clock.local(at).date())
    except PermissionDenied as problem:
        raise Unclear(str(problem)) from None
    chosen = query.get("level") or query.get("shown", "")
    if chosen and chosen not in LEVELS:
        raise Unclear(_("Tingkat wilayah (level) harus province, regency, district, atau village."))
    view = View(
        fitted(box),
        zoom,
        read_measure(query),
        level_for(zoom, chosen, filters.place),
        layers=tuple(each for each in Layer.values if each in query.getlist("layer")),
        bodies=tuple(each for each in Body.values if each in query.getlist("body")),
        place=user.reading_place or "",
    )
    return situation(election, filters, view, tasks=visible_to(user), at=at)

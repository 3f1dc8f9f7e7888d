"""The layers of the map as GeoJSON for the page."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.coordination.jurisdiction_kinds import Body
from desk.map import outlines
from desk.map.answers import answer, json_text, refusal
from desk.map.filters import Unclear, read_zoom
from desk.map.layers.kinds import Layer
from desk.map.layers.reading import Asked, laid
from tps.middleware import election_for


@require_safe
@needs(Right.READ)
def layer_json(request: HttpRequest, layer: str) -> HttpResponseBase:
    """Give one layer with its source and as of when; `body` narrows jurisdictions, `zoom` says how fine it is drawn."""
    if layer not in Layer.values:
        return refusal(_("Lapisan peta tidak dikenal: %s.") % layer[:40], 404)
    bodies = tuple(sorted({word for each in request.GET.getlist("body") for word in each.split(",") if word}))
    if unknown := [each for each in bodies if each not in Body.values]:
        return refusal(_("Jenis wilayah kerja tidak dikenal: %s.") % unknown[0][:40])
    try:
        band = outlines.band_of(read_zoom(request.GET))
    except Unclear as problem:
        return refusal(str(problem))
    election = election_for(request)
    at = clock.now()
    place = person(request).reading_place or ""
    found = laid(layer, Asked(election.pk if election else 0, place, band, clock.local(at).date(), at, bodies))
    facts = {
        "key": layer,
        "label": str(Layer(layer).label),
        "source": found.source,
        "note": found.note,
        "undrawn": found.undrawn,
    }
    return answer(request, json_text({"type": "FeatureCollection", "layer": facts, "features": found.features}))

"""Tiles of a local file, for people who are signed in."""

import hashlib
import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.accounts.access import needs
from desk.accounts.roles import Right
from desk.map.tiles import reading
from desk.map.tiles.formats import LAST_ZOOM, Unserved

KEPT = 24 * 60 * 60  # seconds; the address names the file's version, so a day is never too long

log = logging.getLogger(__name__)


@require_safe
@needs(Right.READ)
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponseBase:
    """Give one raster tile: 204 where the file has none, 404 where none can be."""
    if not settings.TILE_FILE or z > LAST_ZOOM or max(x, y) >= 1 << z:
        raise Http404(_("Ubin peta ini tidak ada."))
    try:
        found = reading.tile(z, x, y)
    except Unserved as problem:
        log.warning("DESK_TILE_FILE %s: %s", settings.TILE_FILE, problem)
        raise Http404(str(problem)) from problem
    if found is None:
        response: HttpResponseBase = HttpResponse(status=204)
    else:
        data, kind = found
        etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        whole = HttpResponse(data, content_type=kind)
        whole["ETag"] = etag
        response = get_conditional_response(request, etag=etag, response=whole) or whole
    patch_cache_control(response, private=True, max_age=KEPT)
    return response

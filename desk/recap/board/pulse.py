"""How watchers learn cheaply that something changed: the election's pulse, and an ETag made of it.

The pulse is sixteen small rows. A page that asks again is answered from them, or from the cache for two seconds, and
reads nothing else when nothing changed.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from desk.recap.models import Pulse

MOST = 300  # seconds after which a picture is drawn anew even without a sighting: risks and plans change too


def version(election_id: int) -> int:
    """Give the election's pulse as it stands now."""
    return Pulse.objects.filter(election=election_id).aggregate(beats=Sum("version"))["beats"] or 0


def lagging(election_id: int) -> int:
    """Give the pulse as it stood at most DESK_RECAP_LAG seconds ago, so that many watchers share one answer."""
    if not settings.DESK_RECAP_LAG:
        return version(election_id)
    key = f"recap.pulse.{election_id}"
    found = cache.get(key)
    if found is None:
        found = version(election_id)
        cache.set(key, found, settings.DESK_RECAP_LAG)
    return found


def tag(at: datetime, *parts: object) -> str:
    """Give the ETag of a picture: what it is made of, and the five minutes in which it was drawn."""
    text = "|".join(str(part) for part in (*parts, int(at.timestamp()) // MOST))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def unless_seen(request: HttpRequest, etag: str, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer 304 to who has this picture already, else draw it; a private picture that is always asked for again."""
    seen = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    response = HttpResponse(status=304) if etag in seen else draw()
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response

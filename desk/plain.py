"""What comes in and goes out plain: no body without bounds, no NUL, no reach into a device but for its position."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, QueryDict


class BodyLimitMiddleware:
    """Refuses a body that is larger than any page takes before a byte of it is read, a stranger's too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Trust the announced length: no more than that is ever read."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length[:20]) > settings.LARGEST_REQUEST_BYTES:
            raise RequestDataTooBig(f"A body of {length[:20]} bytes")
        return self.get_response(request)


class DeviceMiddleware:
    """Lets pages ask a browser for where it is (the map's "my position"), and for nothing else of the device."""

    POLICY = "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), serial=()"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say so with every answer."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        return response


class PlainTextMiddleware:
    """Takes NUL out of what is asked and typed, so that no view meets it; an address with one does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Clean the query before anybody reads it."""
        if "\0" in request.path:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        while "%00" in query or "\0" in query:  # again, for "%%0000"
            query = query.replace("%00", "").replace("\0", "")
            request.META["QUERY_STRING"] = query
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Clean a form's texts; its files are left as they are."""
        if request.method == "POST" and any("\0" in text for _name, texts in request.POST.lists() for text in texts):
            clean = QueryDict(mutable=True, encoding=request.POST.encoding)
            for name, texts in request.POST.lists():
                clean.setlist(name, [text.replace("\0", "") for text in texts])
            clean._mutable = False
            request.POST = clean  # type: ignore[assignment]  # the stubs know no setter

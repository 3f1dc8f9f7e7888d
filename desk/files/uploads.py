"""Uploads on a server whose disk is full: a page with a sentence instead of a broken request."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from desk.files.room import NoRoom, is_full, room


class RoomyUploadHandler(TemporaryFileUploadHandler):
    """Writes big uploads to the disk; when that is full the file is let go and the request is marked."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece of the upload, or note that there is no room for it."""
        try:
            with room():
                self.file.write(raw_data)
        except NoRoom as full:
            self.file.truncate(0)
            self._mark()
            raise SkipFile from full

    def file_complete(self, file_size: int) -> Any:
        """Give the whole file; what a buffer still held may be the piece that finds no room."""
        try:
            with room():
                self.file.flush()
        except NoRoom:
            self._mark()
        return super().file_complete(file_size)

    def _mark(self) -> None:
        if self.request is not None:
            self.request.no_room = True  # type: ignore[attr-defined]


class RoomMiddleware:
    """Answers with what to do, and 507, when a full disk kept a request from being done; nothing is kept by halves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Let no view see a request whose file was let go; its body has been read by now."""
        if getattr(request, "no_room", False):
            return self._sorry(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Recognise a full disk in whatever a view raised."""
        return self._sorry(request) if is_full(error) else None

    def _sorry(self, request: HttpRequest) -> HttpResponse:
        return render(request, "507.html", {"sentence": str(NoRoom())}, status=507)

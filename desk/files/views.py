"""Handing stored files out: always as a download, never drawn by the browser."""

import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from desk.accounts.access import person, require
from desk.files.access import may_open
from desk.files.models import StoredFile


@require_safe
@cache_control(private=True, no_store=True)
def download(request: HttpRequest, file_id: uuid.UUID) -> FileResponse:
    """Send a file to who may open it; a foreign file's own type is not trusted."""
    stored = get_object_or_404(StoredFile, pk=file_id)
    require(may_open(person(request), stored))
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("Berkas ini tercatat tetapi isinya tidak ada lagi di penyimpanan.")) from error
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response

"""An issue for a messenger: the text to copy and the picture of its first page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.accounts.access import needs
from desk.accounts.roles import Right
from desk.briefings import issuing
from desk.briefings.sharing import picture
from desk.briefings.sharing.text import text_of
from desk.briefings.views import readable_or_404


@require_safe
@needs(Right.READ_BRIEFINGS)
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text of an issue, ready to be copied, and its first page."""
    briefing = readable_or_404(request, pk)
    if briefing.document is None or not briefing.situation:
        raise Http404
    later = getattr(briefing.document, "superseded_by", None)
    context = {
        "briefing": briefing,
        "text": text_of(briefing, briefing.document, later),
        "later": later,
    }
    return render(request, "briefings/share.html", context)


@require_safe
@needs(Right.READ_BRIEFINGS)
def first_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the first page of an issue as a picture; it never changes."""
    briefing = readable_or_404(request, pk)
    if briefing.document is None:
        raise Http404
    response = HttpResponse(picture.first_page(bytes(briefing.document.content)), content_type="image/png")
    name = issuing.filename(briefing, "png")
    response["Content-Disposition"] = f'{"attachment" if "download" in request.GET else "inline"}; filename="{name}"'
    response["Cache-Control"] = "private, max-age=86400"
    return response

"""The search page and the suggestions of the top bar's search box."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from desk.accounts.access import needs
from desk.accounts.roles import Right
from desk.htmx import page_or_fragment


@require_safe
@needs(Right.READ)
def search(request: HttpRequest) -> HttpResponse:
    """Search stations, regions, risks, tasks and agencies."""
    return page_or_fragment(request, "search/page.html", "components/suggestions.html", {"items": [], "groups": []})

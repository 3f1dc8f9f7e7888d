"""Beranda: first what needs somebody, then the state of the province."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.accounts.access import person


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show Beranda; a person without a role is told whom to ask."""
    if person(request).reading_place is None:
        return render(request, "home/outsider.html", status=403)
    return render(request, "home/page.html", {})

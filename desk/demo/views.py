"""The demo's mailbox: what the desk has sent, readable without a mail program. It exists only in the demo."""

from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from desk.accounts.access import person, require
from desk.accounts.roles import Role
from desk.demo import mail

PER_PAGE = 50


@require_safe
@never_cache
def mail_list(request: HttpRequest) -> HttpResponse:
    """List the caught mails."""
    folder = _folder(request)
    page = Paginator(mail.names(folder), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "demo/mail_list.html", {"page": page, "mails": mail.heads(folder, list(page))})


@require_safe
@never_cache
def mail_read(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail: its text, and its HTML as source that no browser runs."""
    found = mail.read(_folder(request), name)
    if found is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": found})


@require_safe
@never_cache
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Give a mail's HTML for the frame on its page: no script, no form, nothing from elsewhere."""
    found = mail.read(_folder(request), name)
    if found is None or not found.html:
        raise Http404
    response = HttpResponse(found.html)
    styles = " ".join(mail.style_sources(found.html))
    response["Content-Security-Policy"] = (
        f"sandbox; default-src 'none'; style-src {styles}; img-src data:; frame-ancestors 'self'"
    )
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_safe
@never_cache
def mail_attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Download one attachment."""
    found = mail.attachment(_folder(request), name, number)
    if found is None:
        raise Http404
    filename, content = found
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _folder(request: HttpRequest) -> Path:
    if not settings.DEMO:
        raise Http404
    require(person(request).role == Role.ADMIN)
    return Path(settings.VAR) / "mail"

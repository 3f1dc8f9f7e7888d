"""The public page that answers for a document: by its code, or by the sha256 of a file."""

from typing import Any
from urllib.parse import urlencode

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from desk.paper.models import Document
from desk.paper.querysets import is_digest, tidy_code

ASKED_AT_MOST = 60  # questions from one address in a minute; a code has 30^8 possibilities
MINUTE = 60


@login_not_required
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Show the field for a verification code, go to the one typed in, or answer for a file by its sha256."""
    code, digest = tidy_code(request.GET.get("code", "")), request.GET.get("sha256", "").strip()
    if is_digest(code):  # a digest that was reckoned by hand, in the field for the code
        return redirect(f"{request.path}?{urlencode({'sha256': code.lower()})}")
    if digest:
        return _for_file(request, digest)
    if code[:12].isalnum():
        return redirect("verify", code[:12])
    return render(request, "paper/verify.html", {"asked": ""})


@login_not_required
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a document was issued, superseded, or is not known; needs no sign-in."""
    if _too_often(request):
        return _later(request, {"asked": code[:12]})
    return _answer(request, Document.objects.by_code(code[:20]).for_checking().first(), {"asked": code[:20]})


def _for_file(request: HttpRequest, digest: str) -> HttpResponse:
    """Answer for the file of a digest: it is what was issued, byte by byte, or it is not known."""
    if _too_often(request):
        return _later(request, {"by_file": True})
    found = Document.objects.by_digest(digest).for_checking().first() if is_digest(digest) else None
    return _answer(request, found, {"by_file": True})


def _answer(request: HttpRequest, document: Document | None, context: dict[str, Any]) -> HttpResponse:
    context |= {"document": document, "later": getattr(document, "superseded_by", None)}
    response = render(request, "paper/verify.html", context, status=200 if document else 404)
    add_never_cache_headers(response)
    return response


def _later(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "paper/verify.html", context | {"too_often": True}, status=429)


def _too_often(request: HttpRequest) -> bool:
    key = f"verify-{ratelimit.get_ip(request)}"  # of the visitor, not of the proxy before us
    if cache.add(key, 1, MINUTE):
        return False
    try:
        return cache.incr(key) > ASKED_AT_MOST
    except ValueError:  # the minute ended between the two questions
        return False

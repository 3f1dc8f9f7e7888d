"""The public page that answers for a document."""

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from desk.paper.models import Document
from desk.paper.querysets import tidy_code

ASKED_AT_MOST = 60  # questions from one address in a minute; a code has 30^8 possibilities
MINUTE = 60


@login_not_required
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Show the field for a verification code, or go to the one typed in."""
    code = tidy_code(request.GET.get("code", ""))[:12]
    if code.isalnum():
        return redirect("verify", code)
    return render(request, "paper/verify.html", {"asked": ""})


@login_not_required
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a document was issued, superseded, or is not known; needs no sign-in."""
    if _too_often(request):
        return render(request, "paper/verify.html", {"asked": code[:12], "too_often": True}, status=429)
    document = (
        Document.objects.by_code(code[:20])
        .without_bytes()
        .select_related("superseded_by", "supersedes")
        .defer("superseded_by__content", "supersedes__content")
        .first()
    )
    context = {"asked": code[:20], "document": document, "later": getattr(document, "superseded_by", None)}
    response = render(request, "paper/verify.html", context, status=200 if document else 404)
    add_never_cache_headers(response)
    return response


def _too_often(request: HttpRequest) -> bool:
    key = f"verify-{ratelimit.get_ip(request)}"  # of the visitor, not of the proxy before us
    if cache.add(key, 1, MINUTE):
        return False
    try:
        return cache.incr(key) > ASKED_AT_MOST
    except ValueError:  # the minute ended between the two questions
        return False

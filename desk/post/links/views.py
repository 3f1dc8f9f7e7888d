"""The public page behind a secure link: what it leads to, and the files for who asks with a press of a button.

Programs that read mail open every address they find; only the press of the button counts as an opening.
"""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from desk import clock
from desk.paper.models import Document
from desk.post.links import actions, tokens
from desk.post.models import Attachment, SecureLink


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def secure_link(request: HttpRequest, pk: UUID, signature: str) -> HttpResponse:
    """Show what a link leads to; a POST gives the chosen file and notes the opening. 410 once it holds no more."""
    link = _found(pk, signature)
    document = link.delivery.document
    if document is None:
        raise Http404
    at = clock.now()
    over = "revoked" if link.revoked_at else "expired" if link.expires_at <= at else ""
    files = {str(each.pk): each for each in link.delivery.mail.attachments.defer("content")}
    if request.method == "POST" and not over:
        return _private(_file(request, link, document, files, at))
    later = Document.objects.without_bytes().filter(supersedes=document).first()
    context = {"link": link, "document": document, "files": files, "over": over, "later": later}
    return _private(render(request, "post/secure_link.html", context, status=410 if over else 200))


def _found(pk: UUID, signature: str) -> SecureLink:
    rows = SecureLink.objects.select_related("delivery__document", "delivery__mail")
    link = rows.defer("delivery__document__content").filter(pk=pk).first()
    if link is None or not tokens.genuine(pk, signature):
        raise Http404
    return link


def _file(
    request: HttpRequest, link: SecureLink, document: Document, files: dict[str, Attachment], at: datetime
) -> HttpResponse:
    wanted = request.POST.get("file", "")
    if wanted and wanted not in files:
        raise Http404
    if wanted:
        name, kind, content = files[wanted].name, files[wanted].content_type, bytes(files[wanted].content)
    else:
        name, kind, content = document.filename, document.content_type, bytes(document.content)
    actions.note_opening(link, name, at=at)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address out of caches, of search engines and of other sites' logs."""
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

"""The mails that a person must look at: what failed and what nobody knows, each with its way on."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from desk.accounts.access import needs
from desk.accounts.roles import Right
from desk.htmx import page_or_fragment
from desk.listing import listing
from desk.post.models import Delivery

SORTS = {"newest": ("-pk",), "recipient": ("recipient", "-pk"), "state": ("state", "-pk")}


@require_safe
@needs(Right.DRAFT_BRIEFING, Right.AUTHORISE_BRIEFING)
def troubled(request: HttpRequest) -> HttpResponse:
    """List the deliveries that failed or are uncertain; a briefing's own page decides about them."""
    rows = Delivery.objects.troubled().select_related("mail__briefing__agency")
    found = listing(rows, request.GET, sorts=SORTS, default="newest")
    context = {"page": found.page, "count": found.count}
    return page_or_fragment(request, "home/deliveries.html", "home/_deliveries.html", context)

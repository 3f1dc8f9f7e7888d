"""The mails that a person must look at: what failed, what nobody knows, what waits; each with its way on."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs
from desk.accounts.roles import Right
from desk.attention_reminders import PATIENCE
from desk.htmx import page_or_fragment
from desk.listing import listing
from desk.post.models import Delivery

SORTS = {"newest": ("-pk",), "recipient": ("recipient", "-pk"), "state": ("state", "-pk")}


@require_safe
@needs(Right.DRAFT_BRIEFING, Right.AUTHORISE_BRIEFING)
def troubled(request: HttpRequest) -> HttpResponse:
    """List the deliveries that failed or are uncertain, or (`?state=waiting`) have waited for the relay for an hour.

    A briefing's own page decides about its deliveries.
    """
    waiting = request.GET.get("state") == "waiting"
    deliveries = Delivery.objects.waiting_since(clock.now() - PATIENCE) if waiting else Delivery.objects.troubled()
    found = listing(deliveries.select_related("mail__briefing__agency"), request.GET, sorts=SORTS, default="newest")
    context = {"page": found.page, "count": found.count, "waiting": waiting}
    return page_or_fragment(request, "home/deliveries.html", "home/_deliveries.html", context)

"""What was said about a courier leg, to whom, and what comes next; a panel of the leg's page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs
from desk.accounts.roles import Right
from desk.coordination.reminders import reading
from desk.htmx import page_or_fragment
from desk.recap.legs.kinds import LegState
from desk.recap.legs.views import leg_of
from desk.recap.reminding.legs import things_of


@require_safe
@needs(Right.CONTACTS)
def of_leg(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the reminders of a leg to those who may see who hears them."""
    found, now = leg_of(request, pk), clock.now()
    thing = next(iter(things_of([found], now)), None)
    chased = thing is not None and thing.running and found.standing in {LegState.PLANNED, LegState.UNDER_WAY}
    plan = reading.plan(thing, now) if thing and chased else []
    context = {
        "leg": found,
        "thing": thing,
        "chased": chased,
        "said": reading.said(thing) if thing else [],
        "coming": [each for each in plan if each.spoken is None and each.when is not None],
        "any": bool(plan),
        "at": now,
        "shows_addresses": True,
        "unnumbered": True,
    }
    return page_or_fragment(request, "recap/legs/reminders.html", "recap/legs/_reminders.html", context)

"""The page of the board."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.coordination.access import sides_of
from desk.coordination.board import columns
from desk.coordination.filters import Wanted
from desk.coordination.rules import moves_from
from desk.coordination.views import of_election
from desk.htmx import page_or_fragment
from tps.kinds import Level
from tps.models import Region


@require_safe
@needs(Right.READ)
def board(request: HttpRequest) -> HttpResponse:
    """Show the tasks in columns by state; a card is moved by its buttons."""
    user, now = person(request), clock.now()
    wanted = Wanted.of(request.GET)
    tasks = wanted.rows(wanted.base(of_election(request), user_id=user.pk, agency_id=user.agency_id, at=now))
    found = columns(tasks)
    for column in found:
        for card in column.cards:
            # What needs words is done on the task's own page.
            moves = moves_from(card.task.state, sides_of(user, card.task))
            card.moves = [move for move in moves if not move.needs_text]
    context = {
        "columns": found,
        "at": now,
        "view": "board",
        "wanted": wanted,
        "filters": _bar(wanted, user),
        "search": {"name": "q", "label": _("Cari tugas, desa, T-0012"), "value": wanted.text},
        "back": request.get_full_path(),
        "may_give": user.may_somewhere(Right.TASKS),
    }
    return page_or_fragment(request, "coordination/board.html", "coordination/_board.html", context)


def _bar(wanted: Wanted, user: User) -> list[dict[str, Any]]:
    agencies = Agency.objects.active().order_by("name").values_list("code", "name")
    regencies = Region.objects.within(user.reading_place or "").at_level(Level.REGENCY).order_by("code")
    return [
        _one("owner", _("Instansi"), agencies, wanted.owners[0] if wanted.owners else ""),
        _one("region", _("Kabupaten/kota"), regencies.values_list("code", "name"), wanted.region),
    ]


def _one(name: str, label: str, rows: Any, chosen: str) -> dict[str, Any]:
    options = [("", _("Semua")), *rows]
    return {
        "name": name,
        "label": label,
        "single": True,
        "options": [
            {"value": value, "label": text, "selected": value == chosen, "count": None} for value, text in options
        ],
    }

"""The filters of the list of agreements: from an address to rows, and back to the filter bar."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.coordination.grants.kinds import Standing
from desk.coordination.grants.querysets import GrantQuerySet


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks the list for; unknown values are left out."""

    text: str = ""
    states: tuple[str, ...] = ()
    givers: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    elections: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Read an address."""

        def words(name: str) -> tuple[str, ...]:
            return tuple(each[:40] for each in query.getlist(name) if each and each.isprintable())

        return cls(
            text=query.get("q", "").replace("\x00", "")[:100],
            states=tuple(each for each in query.getlist("state") if each in Standing.values),
            givers=words("giver"),
            receivers=words("receiver"),
            elections=words("vote"),
        )

    def rows(self, rows: GrantQuerySet, on: date) -> GrantQuerySet:
        """Keep what the address asks for, with the figures of a day and all that a row shows."""
        found = rows.matching(self.text).with_figures(on)
        if self.givers:
            found = found.filter(giver_id__in=self.givers)
        if self.receivers:
            found = found.filter(receiver__code__in=self.receivers)
        if self.elections:
            found = found.filter(election__code__in=self.elections)
        if self.states:
            keys = [found.standing(state).values("pk") for state in self.states]
            some = found.none()
            for each in keys:
                some = some | found.filter(pk__in=each)
            found = some
        return found.select_related("giver", "receiver", "current", "election")

    def bar(self, rows: GrantQuerySet) -> list[dict[str, Any]]:
        """Give the filter bar over all rows that the person may read."""
        givers = rows.order_by("giver_id").values_list("giver_id", "giver__name").annotate(n=Count("pk"))
        receivers = rows.order_by("receiver__name").values_list("receiver__code", "receiver__name")
        votes = rows.order_by("election__polling_date").values_list("election__code", "election__name")
        groups = [
            _group("state", _("Keadaan"), [(v, capfirst(str(w)), None) for v, w in Standing.choices], self.states),
            _group("giver", _("Pemberi"), list(givers), self.givers),
            _group("receiver", _("Penerima"), list(receivers.annotate(n=Count("pk"))), self.receivers),
            _group("vote", _("Pemilihan"), list(votes.annotate(n=Count("pk"))), self.elections),
        ]
        return [group for group in groups if len(group["options"]) > 1]


def _group(name: str, label: str, options: list[Any], chosen: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "options": [
            {"value": value, "label": word, "count": count, "selected": value in chosen}
            for value, word, count in options
        ],
    }

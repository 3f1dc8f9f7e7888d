"""Which risks need care, for a viewer at a moment: stale, review due, mine, nobody's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from desk import clock
from risks import policy
from risks.querysets import belongs_to, review_due, stale, unowned

STALE, REVIEW, MINE, UNOWNED = "stale", "review", "mine", "unowned"
CHOICES = (
    (STALE, _("Terlalu lama tanpa langkah")),
    (REVIEW, _("Waktunya ditinjau")),
    (MINE, _("Tanggung jawab saya")),
    (UNOWNED, _("Tanpa penanggung jawab")),
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and when: what is "mine" and what is stale depend on it."""

    person_id: int
    agency_id: int | None
    at: datetime

    def condition(self, care: str) -> Q:
        """Give the condition of one choice; stale and due ones are open by their nature."""
        match care:
            case "stale":
                return stale(policy.limits().moments(self.at))
            case "review":
                return review_due(clock.local(self.at).date())
            case "mine":
                return belongs_to(self.person_id, self.agency_id)
            case _:
                return unowned()

    def counts(self) -> dict[str, Any]:
        """Give the counts of all choices, for one grouped query."""
        return {care: Count("pk", filter=self.condition(care)) for care, _label in CHOICES}

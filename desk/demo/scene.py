"""What the rows of the demo hang on: its election, its moment, its agencies and its people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.accounts.models import User
from desk.agencies.models import Agency
from tps.models import Election


@dataclass(frozen=True, slots=True)
class Scene:
    """What the demo's rows hang on; `at` is the moment before which all of it happened."""

    election: Election
    at: datetime
    agencies: dict[str, Agency]
    people: dict[str, User]

    def ago(self, days: float) -> datetime:
        """Give the moment so many days before."""
        return self.at - timedelta(days=days)

    def operator(self, place: str) -> User:
        """Give who works for a place."""
        names = {"36.02": "operator.lebak", "36.01": "operator.pandeglang"}
        return self.people[names.get(place[:5], "operator.banten")]

"""When a risk has stood still for too long, pure: each open status has a limit, counted from its own beginning."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from risks.kinds import Status


@dataclass(frozen=True, slots=True)
class Limits:
    """Hours for which a risk may stay reported, verified, or in mitigation."""

    reported: int = 24
    verified: int = 72
    mitigating: int = 168

    def hours(self) -> Mapping[str, int]:
        """Give the hours of each open status."""
        return {
            Status.REPORTED: self.reported,
            Status.VERIFIED: self.verified,
            Status.MITIGATING: self.mitigating,
        }

    def moments(self, at: datetime) -> dict[str, datetime]:
        """Give for each open status the moment at or before which a risk must have entered it to be stale."""
        return {status: at - timedelta(hours=hours) for status, hours in self.hours().items()}


def stale(status: str, since: datetime | None, at: datetime, limits: Limits) -> bool:
    """Tell whether a risk has been in its status for too long; a closed one, or one of unknown age, never is."""
    limit = limits.moments(at).get(status)
    return limit is not None and since is not None and since <= limit

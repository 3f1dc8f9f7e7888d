"""What an action on many risks did: how many were changed, and how many left, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from risks.models import Batch


class Reason(StrEnum):
    """Why a risk was left as it was."""

    GONE = "gone"  # no such risk
    OUTSIDE = "outside"  # not in the person's remit
    MOVED = "moved"  # changed since it was seen, or the step is not legal from where it stands
    OWN = "own"  # high or critical, and reported by the person themselves
    CLASH = "clash"  # another one is open for that place and kind
    STATION = "station"  # lies at a station, whose region is settled
    OTHER = "other"  # of another kind or election than the one it would be merged into
    PERSON = "person"  # outside the remit of the person it would be given to
    HELD = "held"  # an agency has been asked about it and is not done
    SAME = "same"  # stands as asked already


@dataclass(frozen=True, slots=True)
class BulkResult:
    """How many risks were changed and how many left by reason; `again` when the click was carried out before."""

    done: int
    batch: Batch
    left: Mapping[str, int] = field(default_factory=dict)
    again: bool = False

    @property
    def skipped(self) -> int:
        """Count what was left as it was."""
        return sum(self.left.values())

    @property
    def outside(self) -> int:
        """Count what lies outside the remit."""
        return self.left.get(Reason.OUTSIDE, 0)

    @property
    def moved(self) -> int:
        """Count what was changed meanwhile, or stands where the step is not legal."""
        return self.left.get(Reason.MOVED, 0)

    @property
    def own(self) -> int:
        """Count the grave ones that the person reported themselves."""
        return self.left.get(Reason.OWN, 0)

    @property
    def clash(self) -> int:
        """Count those whose place has another open risk of the kind."""
        return self.left.get(Reason.CLASH, 0)

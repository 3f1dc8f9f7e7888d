"""Simultaneous edits: a form knows what stood when it was opened, and merges what others saved meanwhile.

The form carries a sealed copy of the values that it showed. When it comes back, under a lock on its row, each field is
looked at in three ways: as it was shown, as it stands now, as this person wants it. What only one of the two touched
is kept by itself; what both touched is a `Clash`, which the page shows with all texts and a person decides.
"""

from desk.editing.forms import MINE, SEEN, THEIRS, Clash, Row, Seal, Unit, Versioned
from desk.editing.texts import Values
from desk.editing.views import alone, status, tell_merged

__all__ = [
    "MINE",
    "SEEN",
    "THEIRS",
    "Clash",
    "Row",
    "Seal",
    "Unit",
    "Values",
    "Versioned",
    "alone",
    "status",
    "tell_merged",
]

"""The places that a text names or a code stands for: bounded lists of region codes, and conditions on codes."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Case, IntegerField, Q, Value, When

from tps import codes
from tps.kinds import Level
from tps.models import PlaceName, Region, RegionAlias
from tps.querysets import lies_within
from tps.search_text import Word

MOST_PLACES = 400
MOST_TERMS = 300
HIGHER = 8  # of so many regions above villages the villages are listed


def tiers(names: Sequence[Word], within: str) -> Iterator[list[str]]:
    """Give the codes of the places that a text names, best first: by whole words alone, then by all that fit.

    Every word fits the place's own name or one above it, and at least one its own. Without names: one empty tier.
    """
    if not names:
        yield []
        return
    places = PlaceName.objects.filter(lies_within(within))
    before: list[str] = []
    for rows in (places.holding(names).holding_own(names), places.named_own(names, MOST_TERMS)):
        found = list(rows.best_first(names).values_list("region_id", flat=True)[:MOST_PLACES])
        if found != before:
            yield found
        before = found


def down_to_villages(places: Sequence[str], within: str) -> list[str]:
    """Give the villages among the places, then those below the others, up to MOST_PLACES."""
    villages = [code for code in places if codes.level(code) == Level.VILLAGE]
    higher = [code for code in places if codes.level(code) != Level.VILLAGE][:HIGHER]
    room = MOST_PLACES - len(villages)
    if not higher or room <= 0:
        return villages
    rows = Region.objects.at_level(Level.VILLAGE).within(within).filter(within_any(higher, "code"))
    below = rows.exclude(code__in=villages).order_by(_as_listed(higher), "code").values_list("code", flat=True)[:room]
    return [*villages, *below]


def within_any(places: Iterable[str], path: str = "region_id") -> Q:
    """Give the condition that a region-code column lies in one of some dotted codes."""
    found = Q(pk__in=[])
    for code in places:
        found |= lies_within(code, path)
    return found


def begins(digits: str) -> Q:
    """Give the condition that a station's code begins with some digits."""
    # Between two texts of digits, not LIKE: so the index of (election, code) serves it under any collation.
    after = str(int(digits) + 1).zfill(len(digits))
    return Q(code__gte=digits, code__lt=after) if len(after) == len(digits) else Q(code__gte=digits)


def dotted_beginning(digits: str) -> str:
    """Give the dotted spelling of the first digits of a region code."""
    parts = [digits[:2], digits[2:4], digits[4:6], digits[6:]]
    return ".".join(part for part in parts if part)


def today(code: str) -> list[str]:
    """Give a dotted code and the codes of today that replaced it."""
    return [code, *RegionAlias.objects.filter(old_code=code).values_list("region_id", flat=True)]


def _as_listed(places: Sequence[str]) -> Case:
    whens = [When(code__startswith=f"{code}.", then=Value(place)) for place, code in enumerate(places)]
    return Case(*whens, default=Value(len(places)), output_field=IntegerField())

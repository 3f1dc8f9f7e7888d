"""Words of a search that name a kind of risk ("banjir kanekes"). Pure."""

import re

from risks.kinds import Kind

_KINDS = {
    "banjir": Kind.FLOOD,
    "genangan": Kind.FLOOD,
    "flood": Kind.FLOOD,
    "sinyal": Kind.BLANK_SPOT,
    "blankspot": Kind.BLANK_SPOT,
    "blank-spot": Kind.BLANK_SPOT,
    "konflik": Kind.CONFLICT,
    "conflict": Kind.CONFLICT,
    "logistik": Kind.LOGISTICS,
    "logistics": Kind.LOGISTICS,
    "akses": Kind.ACCESS,
    "access": Kind.ACCESS,
}
_BESIDE = frozenset({"tanpa", "risiko", "rawan", "kerawanan", "di"})


def risk_query(text: str) -> tuple[list[str], str]:
    """Give the kinds of risk that a text names, and what is left of it: places, numbers, words of notes."""
    words = re.sub(r"\bblank\s+spot\b", "blank-spot", text, flags=re.IGNORECASE).split()
    kinds = [_KINDS[word.lower()].value for word in words if word.lower() in _KINDS]
    if not kinds:
        return [], text
    rest = [word for word in words if word.lower() not in _KINDS and word.lower() not in _BESIDE]
    return list(dict.fromkeys(kinds)), " ".join(rest)

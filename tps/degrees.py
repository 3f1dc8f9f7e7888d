"""Degrees as people write them: decimal with a point or a comma, or degrees, minutes and seconds. Pure."""

import math
import re

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−–—", "-"),
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys("′’‘´`", "'"),
        **dict.fromkeys("″”“", '"'),
        **dict.fromkeys("\u200b\u200e\u200f\ufeff", ""),
    }
)
# Hemispheres in Indonesian and English for each axis, with the sign that they give.
_NORTHING = {"S": -1, "LS": -1, "N": 1, "U": 1, "LU": 1}
_EASTING = {"E": 1, "T": 1, "BT": 1, "W": -1, "B": -1, "BB": -1}
_WORDED = re.compile(r"^(?P<before>[A-Z]{1,2})?(?P<number>.*?)(?P<after>[A-Z]{1,2})?$")
_DECIMAL = re.compile(r"^\d{1,3}(?:\.\d*)?$")
_PARTS = re.compile(
    r"""^(?P<degrees>\d{1,3})(?:°\s*|\s+)(?P<minutes>\d{1,2}(?:\.\d+)?)(?:'\s*|\s+|$)
    (?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:"|'')?)?$""",
    re.VERBOSE,
)


def latitude(text: str) -> float:
    """Give a latitude in degrees WGS 84, south negative ("6°35'14\" LS", "-6,58"); ValueError if it is none."""
    return _parse(text, _NORTHING)


def longitude(text: str) -> float:
    """Give a longitude in degrees WGS 84, west negative ("106°12'52\" BT", "106,21"); ValueError if it is none."""
    return _parse(text, _EASTING)


def _parse(text: str, hemispheres: dict[str, int]) -> float:
    plain = " ".join(text.translate(_SIGNS).replace(",", ".").upper().split())
    found = _WORDED.match(plain)
    if not found or (found["before"] and found["after"]):
        raise ValueError(text)
    word = found["before"] or found["after"] or ""
    if word and word not in hemispheres:
        raise ValueError(text)
    number = found["number"].strip()
    minus = number.startswith("-")
    value = _size(number.lstrip("-").strip() if minus else number.removeprefix("+"), text)
    if word and minus and hemispheres[word] > 0:
        raise ValueError(text)
    return -value if minus or (word and hemispheres[word] < 0) else value


def _size(number: str, text: str) -> float:
    bare = number.removesuffix("°").strip()
    if _DECIMAL.match(bare):
        return float(bare)
    found = _PARTS.match(number)
    if not found:
        raise ValueError(text)
    minutes, seconds = float(found["minutes"]), float(found["seconds"] or 0)
    if minutes >= 60 or seconds >= 60 or (found["seconds"] and not minutes.is_integer()):
        raise ValueError(text)
    size = int(found["degrees"]) + minutes / 60 + seconds / 3600
    return math.floor(size * 1e7 + 0.5) / 1e7  # a centimetre

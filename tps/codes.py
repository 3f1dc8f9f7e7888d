"""Region and station codes: dotted and undotted spellings, levels, parents. Pure functions on strings."""

import re

_PARTS = re.compile(r"^(\d{2})(?:\.?(\d{2})(?:\.?(\d{2})(?:\.?(\d{4}))?)?)?$")
LEVELS = ("province", "regency", "district", "village")


def dotted(code: str) -> str:
    """Give the dotted spelling of a region code ("3602062001" → "36.02.06.2001"); ValueError if it is none."""
    found = _PARTS.match(code.strip())
    if not found:
        raise ValueError(f"{code!r} is not a region code")
    return ".".join(part for part in found.groups() if part)


def plain(code: str) -> str:
    """Give the undotted spelling of a region code, as KPU writes it."""
    return code.replace(".", "")


def level(code: str) -> str:
    """Give the level of a dotted code: province, regency, district or village."""
    return LEVELS[code.count(".")]


def parent(code: str) -> str | None:
    """Give the dotted code one level up, or None for a province."""
    head, _, _ = code.rpartition(".")
    return head or None


def ancestors(code: str) -> list[str]:
    """Give the codes above a dotted code, highest first."""
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def station(village: str, number: int) -> str:
    """Give the 13-digit station code of a village (either spelling) and a number from 1 to 999."""
    return f"{plain(village)}{number:03d}"


def split_station(code: str) -> tuple[str, int]:
    """Give the dotted village code and the number of a 13-digit station code; ValueError if it is none."""
    digits = code.strip().replace(".", "").replace(" ", "").replace("-", "")
    if len(digits) != 13 or not digits.isascii() or not digits.isdigit() or digits[10:] == "000":
        raise ValueError(f"{code!r} is not a station code")
    return dotted(digits[:10]), int(digits[10:])

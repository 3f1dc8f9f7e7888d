"""Names of regions for remits; the app that knows regions registers itself here, because it stands above."""

import re
from collections.abc import Callable, Sequence

Finder = Callable[[Sequence[str]], dict[str, str]]
_CODE = re.compile(r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$")
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Take the function that gives the names of dotted region codes; for no codes at all it gives the upper levels."""
    _finders[:] = [finder]


def names(codes: Sequence[str]) -> dict[str, str]:
    """Give the names of those dotted codes that are known."""
    return _finders[0](codes) if _finders and codes else {}


def choices() -> dict[str, str]:
    """Give the codes and names of the province and its regencies."""
    return _finders[0](()) if _finders else {}


def dotted(code: str) -> str:
    """Write a region code with dots, from either spelling; ValueError when it is none."""
    digits = re.sub(r"[.\s]", "", code)
    parts = [digits[start:end] for start, end in ((0, 2), (2, 4), (4, 6), (6, None)) if digits[start:end]]
    result = ".".join(parts)
    if not _CODE.match(result):
        raise ValueError(code)
    return result

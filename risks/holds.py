"""What hangs on a risk and speaks against closing it unseen; upper apps say so, because this one cannot look up."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hold:
    """One thing that is still open about a risk: its name and state in words, and where it is."""

    words: str
    url: str


Reader = Callable[[Collection[int]], Mapping[int, list[Hold]]]
_readers: dict[str, Reader] = {}


def register(name: str, reader: Reader) -> None:
    """Take what an upper app knows of risks, by their ids; a name again takes the place of the first."""
    _readers[name] = reader


def on(flag_ids: Collection[int]) -> dict[int, list[Hold]]:
    """Give what is still open about each of these risks; those without anything are left out."""
    found: dict[int, list[Hold]] = {}
    for read in _readers.values():
        for flag_id, holds in read(flag_ids).items():
            found.setdefault(flag_id, []).extend(holds)
    return found

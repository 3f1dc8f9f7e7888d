"""Chance that repeats itself: the same words always draw the same number. Pure."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key")
Thing = TypeVar("Thing")
_NAMESPACE = uuid.UUID("5f0c3c52-9a4f-4b0e-9d6b-2f6a5f1f3c11")
_WHOLE = 1 << 64


def fraction(*words: object) -> float:
    """Give a number in [0, 1) that depends on the words alone."""
    digest = hashlib.blake2b("\x1f".join(map(str, words)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / _WHOLE


def identifier(*words: object) -> uuid.UUID:
    """Give a UUID that depends on the words alone."""
    return uuid.uuid5(_NAMESPACE, "\x1f".join(map(str, words)))


def share_out(total: int, weights: Mapping[Key, float]) -> dict[Key, int]:
    """Split a whole number by weights, the largest remainders first, so that the parts add up to it exactly."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    exact = {key: total * weight / whole for key, weight in weights.items()}
    parts = {key: int(value) for key, value in exact.items()}
    missing = total - sum(parts.values())
    by_remainder = sorted(exact, key=lambda key: (parts[key] - exact[key], str(key)))
    for key in by_remainder[:missing]:
        parts[key] += 1
    return parts


def pick(things: Sequence[Thing], number: int, *words: object) -> list[Thing]:
    """Choose so many of the things, spread over all of them, in the order that the words draw."""
    order = sorted(range(len(things)), key=lambda index: fraction(*words, index))
    return [things[index] for index in order[: max(number, 0)]]

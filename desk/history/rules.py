"""How history is sealed: bytes in, digests out. Pure; the form is part of the promise and never changes silently."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence

LEAF = 16  # bytes kept of a leaf, a token and a key: 128 bits stand against a second text with the same digest
FORM = b"desk-pemilu-seal-1"
NONE = bytes(LEAF)  # stands where a key was let go


def leaf(kind: str, row: str, context: str, tokens: bytes = b"") -> bytes:
    """Give the sixteen bytes of one event: its kind, row and context (PostgreSQL's jsonb texts), and tokens."""
    digest = hashlib.sha256(FORM)
    for part in (kind.encode(), row.encode(), context.encode(), tokens):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()[:LEAF]


def token(key: bytes, field: str, value: str) -> bytes:
    """Give the sixteen bytes that stand for a personal field: without the key they tell nothing of the value."""
    return hmac.new(key, f"{field}\0{value}".encode(), hashlib.sha256).digest()[:LEAF]


def part_digest(kind: str, after: int, upto: int, columns: Sequence[str], ids: Iterable[int], leaves: bytes) -> str:
    """Give the digest of one part in hexadecimal."""
    digest = hashlib.sha256(FORM)
    head = f"{kind}\n{after}\n{upto}\n{','.join(columns)}\n{','.join(map(str, ids))}\n".encode()
    digest.update(len(head).to_bytes(8, "big"))
    digest.update(head)
    digest.update(leaves)
    return digest.hexdigest()


def root(number: int, previous: str, digests: Iterable[str]) -> str:
    """Give the root of a seal in hexadecimal: its number, the root before it, and its parts in their order."""
    lines = [FORM.decode(), str(number), previous, *digests]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def pieces(data: bytes | memoryview, size: int = LEAF) -> list[bytes]:
    """Cut bytes into pieces of one size."""
    whole = bytes(data)
    return [whole[start : start + size] for start in range(0, len(whole), size)]

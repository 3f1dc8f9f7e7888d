"""Recomputes the chain of seals from the events themselves and names the first thing that does not fit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from desk.history import registry, rules, sealed
from desk.history.models import Seal, SealPart


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that is not as it was sealed: the seal's number, the kind and event (0: the seal itself), and why."""

    seal: int
    kind: str
    event_id: int
    reason: str


@dataclass(slots=True)
class Tally:
    """What a verification has looked at."""

    seals: int = 0
    events: int = 0
    forgotten: int = 0  # events of which a personal field was deleted, as the law asks
    unreadable: list[str] = field(default_factory=list)  # parts with columns that a migration took away
    unsealed: int = 0
    root: str = ""


def verify(tally: Tally, printed: dict[int, str] | None = None) -> Iterator[Misfit]:
    """Give all misfits in the order of the chain; `printed` holds roots (or their beginnings) read off paper."""
    previous, number, reached = "", 0, dict[str, int]()
    for seal in Seal.objects.filter(sealed_at__isnull=False).order_by("number"):
        number += 1
        tally.seals += 1
        if seal.number != number or seal.previous != previous:
            yield Misfit(seal.number, "", 0, _("tidak menyambung ke meterai sebelumnya"))
            number = seal.number
        parts = list(seal.parts.order_by("kind", "after"))
        for part in parts:
            if part.after != reached.get(part.kind, 0):
                yield Misfit(
                    seal.number, part.kind, part.after, _("ada perubahan yang terlewati di antara dua meterai")
                )
            reached[part.kind] = part.upto
            yield from _part(part, tally)
        if seal.root != rules.root(seal.number, seal.previous, [part.digest for part in parts]):
            yield Misfit(seal.number, "", 0, _("sidik meterai tidak sesuai dengan isinya"))
        expected = (printed or {}).get(seal.number, "")
        if not seal.root.startswith(expected):
            yield Misfit(seal.number, "", 0, _("sidik meterai tidak sama dengan yang tercetak"))
        previous = tally.root = seal.root
    for wanted in sorted(set(printed or {}) - set(range(1, number + 1))):
        yield Misfit(wanted, "", 0, _("meterai yang tercetak tidak ada di basis data"))
    tally.unsealed = sum(
        registry.event_models()[kind].objects.filter(pgh_id__gt=reached.get(kind, 0)).count()
        for kind in sealed.last_events()
    )


def _part(part: SealPart, tally: Tally) -> Iterator[Misfit]:
    if part.digest != rules.part_digest(part.kind, part.after, part.upto, part.columns, part.ids, bytes(part.leaves)):
        yield Misfit(part.seal_id, part.kind, part.after, _("daftar meterai ini sendiri telah diubah"))
        return
    gone = sealed.missing(part.kind, [*part.columns, *part.personal])
    if gone:
        tally.unreadable.append(f"#{part.seal_id} {part.kind}: {', '.join(gone)}")
        return
    known = dict(zip(part.ids, range(len(part.ids)), strict=True))
    leaves, tokens = rules.pieces(part.leaves), bytes(part.tokens)
    keys = rules.pieces(part.keys) or [rules.NONE] * len(part.ids)
    width = len(part.personal) * rules.LEAF
    rows = sealed.events(part.kind, part.after, part.upto, part.columns, part.personal)
    for event in _with_gaps(rows, part.ids):
        if isinstance(event, int):
            yield Misfit(part.seal_id, part.kind, event, _("perubahan ini telah dihapus"))
            continue
        place = known.get(event.event_id)
        if place is None:
            yield Misfit(part.seal_id, part.kind, event.event_id, _("perubahan ini disisipkan kemudian"))
            continue
        tally.events += 1
        own = tokens[place * width : (place + 1) * width]
        if event.leaf(part.kind, own) != leaves[place]:
            yield Misfit(part.seal_id, part.kind, event.event_id, _("perubahan ini tidak lagi seperti saat dimeterai"))
        elif part.personal:
            yield from _personal(part, event, keys[place], rules.pieces(own), tally)


def _personal(part: SealPart, event: sealed.Sealed, key: bytes, own: list[bytes], tally: Tally) -> Iterator[Misfit]:
    forgotten = False
    for name, value, kept in zip(part.personal, event.personal, own, strict=True):
        if key != rules.NONE and rules.token(key, name, value) == kept:
            continue
        if value:
            yield Misfit(part.seal_id, part.kind, event.event_id, _("data pribadi pada perubahan ini telah diganti"))
            return
        forgotten = True
    tally.forgotten += forgotten


def _with_gaps(rows: Iterable[sealed.Sealed], ids: list[int]) -> Iterator[sealed.Sealed | int]:
    """Give the rows, and before each the ids that should have stood there and do not."""
    wanted = iter(ids)
    following = next(wanted, None)
    for row in rows:
        while following is not None and following < row.event_id:
            yield following
            following = next(wanted, None)
        if following == row.event_id:
            following = next(wanted, None)
        yield row
    while following is not None:
        yield following
        following = next(wanted, None)

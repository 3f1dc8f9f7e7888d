"""The rules of the recap, pure: which sighting is the current one, what contradicts it, and what is refused.

The current state of a form is that of its sighting with the newest `seen_at`; of two seen at the same moment the one
recorded later counts, then the later row. Nothing is merged: people who contradict each other are told apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from desk.recap.kinds import LADDER, ON_SCREEN, FormState, Online

SKEW = timedelta(minutes=2)  # a clock may run ahead by this much and is then taken as "now"
CLOSE = timedelta(minutes=5)  # two people who see different states within this time contradict each other
AN_HOUR = (timedelta(minutes=50), timedelta(minutes=70))
_UNSAVED = 2**63
PERMISSION = 100  # characters of a permission's number at most


class Refused(Exception):
    """A sighting that cannot be written down; the text says why and what to do, `field` which part of it is wrong."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Sighting(Protocol):
    """What the rule needs to know of a sighting."""

    pk: int
    state: str
    seen_at: datetime
    recorded_at: datetime
    recorded_by_id: int | None
    source_id: int | None
    how: str


@dataclass(frozen=True, slots=True)
class Derived:
    """What all sightings of one form together say; moments are zone-aware, None where nobody saw it."""

    state: str
    online: str
    sighting: int
    seen_at: datetime
    recorded_at: datetime
    number: int
    back: bool
    disputed: bool
    counted_at: datetime | None
    visible_at: datetime | None


def derive(sightings: Iterable[Sighting]) -> Derived | None:
    """Give what the sightings of one form say that nobody took back; None when there are none."""
    rows = sorted(sightings, key=_order)
    if not rows:
        return None
    last = rows[-1]
    screen = next((each.state for each in reversed(rows) if each.state in ON_SCREEN), "")
    highest = max(LADDER[each.state] for each in rows)
    return Derived(
        state=last.state,
        online=screen if screen in {Online.SENT, Online.VISIBLE} else Online.NO,
        sighting=last.pk,
        seen_at=last.seen_at,
        recorded_at=last.recorded_at,
        number=len(rows),
        back=LADDER[last.state] < highest,
        disputed=bool(contradictions(rows)),
        counted_at=next((each.seen_at for each in rows if each.state == FormState.COUNTED), None),
        visible_at=next((each.seen_at for each in rows if each.state == FormState.VISIBLE), None),
    )


def contradictions(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Give the last words of other people that contradict the current state, newest first.

    Another person contradicts it who saw the form higher up before, or something else within five minutes; "not known"
    contradicts nobody. It ends when they see the same, or when the form is seen further on later.
    """
    rows = sorted(sightings, key=_order)
    if not rows or rows[-1].state == FormState.NOT_KNOWN:
        return []
    last = rows[-1]
    found: list[Sighting] = []
    heard = {speaker(last)}
    for each in reversed(rows):
        if speaker(each) in heard:
            continue
        heard.add(speaker(each))
        if each.state in {last.state, FormState.NOT_KNOWN}:
            continue
        if LADDER[each.state] > LADDER[last.state] or last.seen_at - each.seen_at <= CLOSE:
            found.append(each)
    return found


def speaker(sighting: Sighting) -> tuple[int | None, int | None, str]:
    """Tell whose word a sighting is: a person's for a source, or a feed's."""
    return sighting.recorded_by_id, sighting.source_id, "" if sighting.recorded_by_id else sighting.how


def goes_back(state: str, current: str) -> bool:
    """Tell whether a state lies below the current one on the ladder ("" is below all)."""
    return bool(current) and LADDER[state] < LADDER[current]


def settled_moment(seen_at: datetime, at: datetime, earliest: datetime) -> datetime:
    """Give when a form was seen; a moment just ahead of our clock is now, other impossible ones are refused.

    All three are zone-aware; `earliest` is when polling day begins in the province's zone.
    """
    ahead = seen_at - at
    if ahead > SKEW:
        if AN_HOUR[0] <= ahead <= AN_HOUR[1]:
            raise Refused(
                _(
                    "Waktu dilihat kira-kira satu jam di depan jam desk. Jam perangkat mungkin memakai WITA; "
                    "betulkan jamnya atau isi waktu dalam WIB."
                ),
                "seen_at",
            )
        raise Refused(_("Waktu dilihat ada di masa depan; isi waktu saat formulir itu dilihat."), "seen_at")
    if seen_at < earliest:
        raise Refused(_("Waktu dilihat lebih awal dari hari pemungutan suara pemilihan ini."), "seen_at")
    return min(seen_at, at)


def check_words(state: str, note: str, permission_number: str, current: str) -> None:
    """Refuse a manual recap without the number of its permission, and a step back without a note."""
    if state not in LADDER:
        raise Refused(_("Keadaan “%(state)s” tidak dikenal.") % {"state": state}, "state")
    if state == FormState.MANUAL and not permission_number.strip():
        raise Refused(_("Rekap manual memerlukan nomor izin. Tulis nomor surat izinnya."), "permission_number")
    if state != FormState.MANUAL and permission_number.strip():
        raise Refused(_("Nomor izin hanya untuk rekap manual."), "permission_number")
    if goes_back(state, current) and not note.strip():
        raise Refused(
            _("Formulir ini sudah “%(current)s”. Tulis catatan mengapa keadaannya mundur menjadi “%(state)s”.")
            % {"current": FormState(current).label, "state": FormState(state).label},
            "note",
        )


def _order(each: Sighting) -> tuple[datetime, datetime, int]:
    # Rows of the same message have no id yet; they come after all that have one, in their own order.
    return each.seen_at, each.recorded_at, each.pk or _UNSAVED

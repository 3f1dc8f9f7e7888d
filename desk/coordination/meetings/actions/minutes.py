"""The words of change for minutes: several people write, and nobody's words are lost."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.coordination.actions import Refused
from desk.coordination.meetings.actions.meetings import closed
from desk.coordination.meetings.kinds import MeetingState
from desk.coordination.meetings.parser import plain
from desk.coordination.meetings.rules import MOST_LINES, MOST_RAW, MOST_TEXT, Merged, merge
from desk.coordination.models import Meeting, Minutes, MinutesVersion


@dataclass(frozen=True, slots=True)
class Saved:
    """How a text was kept: what stands now, its version, and the version that holds the sender's own words."""

    text: str
    version: int
    mine: int
    merged: bool = False


class Overtaken(Refused):
    """Two people changed the same lines. Both texts are kept; `stands` is the present one, `both` holds both."""

    def __init__(self, text: str, minutes: Minutes, words: str, merged: Merged, mine: int) -> None:
        super().__init__(text)
        self.minutes, self.words, self.both, self.mine = minutes, words, merged.text, mine


def save(item_id: int, text: str, *, actor: User, at: datetime, base: int) -> Saved:
    """Keep somebody's words about an item, written on version `base` of its minutes (0 is the empty one).

    Words that somebody else saved meanwhile are merged in line by line; Overtaken when both changed the same lines:
    the words are then kept aside. Markup of word processors is stripped. Refused for a text that is too long.
    """
    words = bounded(text)
    refused: Overtaken | None = None
    with transaction.atomic():
        # The row of the words is locked first and the state read after it; approving locks all of these rows.
        minutes = Minutes.objects.select_for_update(of=("self",)).select_related("changed_by").get(item_id=item_id)
        meeting = Meeting.objects.get(items=item_id)
        if meeting.state != MeetingState.HELD:
            raise Refused(closed(meeting))
        if words == minutes.text:
            return Saved(words, minutes.version, minutes.version)
        ground = minutes.text if base == minutes.version else _words_of(minutes, base)
        merged = merge(ground, words, minutes.text)
        if merged.text == minutes.text:
            # Nothing of it is new: an old page that came late.
            return Saved(merged.text, minutes.version, _keep(minutes, words, actor, at), merged=True)
        if base == minutes.version or (merged.clean and merged.text == words):
            return _stand(minutes, words, actor, at)
        mine = _keep(minutes, words, actor, at, aside=not merged.clean)
        if merged.clean and len(merged.text) <= MOST_TEXT:
            stands = _stand(minutes, merged.text, actor, at)
            return Saved(stands.text, stands.version, mine, merged=True)
        refused = Overtaken(
            _("%(who)s mengubah baris yang sama. Kedua tulisan disimpan; gabungkan di bawah, lalu simpan lagi.")
            % {"who": minutes.changed_by or _("Orang lain")},
            minutes,
            words,
            merged,
            mine,
        )
    raise refused


def bounded(text: str) -> str:
    """Give a text as plain words; Refused with its length when it is too long to keep."""
    if len(text) > MOST_RAW:
        raise Refused(
            _("Tempelan ini %(n)s karakter; paling banyak %(most)s. Tempel sebagian demi sebagian, atau sebagai teks.")
            % {"n": _number(len(text)), "most": _number(MOST_RAW)}
        )
    words = plain(text)
    if len(words) > MOST_TEXT or words.count("\n") >= MOST_LINES:
        raise Refused(
            _("Notulen butir ini %(n)s karakter; paling banyak %(most)s atau %(lines)s baris. Bagi ke butir lain.")
            % {"n": _number(len(words)), "most": _number(MOST_TEXT), "lines": _number(MOST_LINES)}
        )
    return words


def _words_of(minutes: Minutes, version: int) -> str:
    if version == 0:
        return ""
    found = MinutesVersion.objects.filter(minutes=minutes, version=version).values_list("text", flat=True).first()
    if found is None:
        raise Refused(_("Halaman ini sudah usang. Muat ulang; tulisan Anda masih ada di kotak ini."))
    return found


def _keep(minutes: Minutes, words: str, actor: User, at: datetime, aside: bool = False) -> int:
    """Keep words as a version that does not stand; the counter goes on, so that no number means two texts."""
    last = MinutesVersion.objects.filter(minutes=minutes).order_by("-version").values_list("version", flat=True).first()
    number = max(last or 0, minutes.version) + 1
    MinutesVersion.objects.create(minutes=minutes, version=number, text=words, aside=aside, saved_at=at, saved_by=actor)
    return number


def _stand(minutes: Minutes, words: str, actor: User, at: datetime) -> Saved:
    minutes.text, minutes.version = words, _keep(minutes, words, actor, at)
    minutes.changed_at, minutes.changed_by = at, actor
    minutes.save(update_fields=["text", "version", "changed_at", "changed_by"])
    return Saved(words, minutes.version, minutes.version)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")

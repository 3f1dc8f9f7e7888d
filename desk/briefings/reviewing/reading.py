"""A briefing as its reviewers left it: the situation that was read, less what was struck, and what was added."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from desk.briefings.kinds import Change, Confidence
from desk.briefings.models import Amendment, Briefing
from desk.briefings.reviewing.rules import without
from desk.briefings.situation import Situation, from_json


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What paper, page and mail show: `added` are points for the agency, `remarks` sentences about the review."""

    situation: Situation
    added: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def reviewed(briefing: Briefing, amendments: Sequence[Amendment] | None = None) -> Reviewed:
    """Give a briefing's situation with its review, in the language that is active; `amendments` are those standing."""
    situation = from_json(briefing.situation)
    found = list(briefing.amendments.standing()) if amendments is None else amendments
    struck = [each for each in found if each.kind == Change.STRIKE]
    added = tuple(
        _("%(point)s (ditambahkan peninjau)") % {"point": each.text} for each in found if each.kind == Change.ADD
    )
    numbers = tuple(each.number for each in struck)
    remarks = [*_trust(briefing), *_left_out(struck)]
    return Reviewed(without(situation, numbers), added, numbers, tuple(remarks))


def _trust(briefing: Briefing) -> list[str]:
    if not briefing.confidence:
        return []
    words = {"level": Confidence(briefing.confidence).label, "why": briefing.confidence_note.rstrip(" .")}
    return [_("Keyakinan atas isi laporan: %(level)s (%(why)s).") % words]


def _left_out(struck: Sequence[Amendment]) -> list[str]:
    if not struck:
        return []
    named = "; ".join(f"{each.number} ({each.reason})" for each in struck)
    return [_("Tidak dicantumkan atas tinjauan: %(named)s. Jumlah tetap menghitungnya.") % {"named": named}]

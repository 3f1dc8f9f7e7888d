"""What may be done with a referral in which state, and from which end. Pure facts."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from desk.coordination.referrals.kinds import ANSWERED, OPEN, WAITING, ReferralState


class End(StrEnum):
    """The two ends of a referral: the agency that is asked, and those who ask."""

    ASKED = "asked"
    ASKING = "asking"


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a referral's way: from which states to which, from which end, and whether words are needed."""

    name: str
    label: Any
    sources: tuple[ReferralState, ...]
    target: ReferralState
    end: End
    needs_text: bool = False
    prompt: Any = ""
    icon: str = "done"
    tone: str = ""


_S = ReferralState
MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("accept", _("Sanggupi"), WAITING, _S.ACCEPTED, End.ASKED, icon="check", tone="primary"),
        Move(
            "act",
            _("Sedang ditindaklanjuti"),
            (*WAITING, _S.ACCEPTED),
            _S.ACTING,
            End.ASKED,
            needs_text=True,
            prompt=_("Tulis apa yang sedang dikerjakan."),
            icon="refresh",
        ),
        Move(
            "advise",
            _("Beri saran"),
            (*WAITING, _S.ACCEPTED, _S.ACTING),
            _S.ADVISED,
            End.ASKED,
            needs_text=True,
            prompt=_("Tulis saran atau jawaban Anda."),
            icon="comment",
        ),
        Move(
            "decline",
            _("Tolak"),
            (*WAITING, _S.ACCEPTED, _S.ACTING),
            _S.DECLINED,
            End.ASKED,
            needs_text=True,
            prompt=_("Tulis alasan penolakan, dan bila tahu instansi mana yang tepat."),
            icon="undo",
        ),
        Move("receive", _("Tandai sudah dibaca"), (_S.SENT,), _S.RECEIVED, End.ASKED, icon="eye"),
        Move("close", _("Tutup rujukan"), ANSWERED, _S.CLOSED, End.ASKING, icon="shield", tone="primary"),
        Move(
            "ask-again",
            _("Tanyakan lagi"),
            ANSWERED,
            _S.SENT,
            End.ASKING,
            needs_text=True,
            prompt=_("Tulis apa yang masih perlu dijawab."),
            icon="send",
        ),
        Move(
            "withdraw",
            _("Tarik rujukan"),
            OPEN,
            _S.WITHDRAWN,
            End.ASKING,
            needs_text=True,
            prompt=_("Tulis alasan rujukan ini ditarik."),
            icon="stop",
            tone="danger",
        ),
    )
}
# Needs another agency besides words, so it has a form of its own.
FORWARD = Move("forward", _("Teruskan ke instansi lain"), OPEN, _S.FORWARDED, End.ASKING, needs_text=True, icon="send")


def moves_from(state: str, ends: frozenset[End]) -> list[Move]:
    """Give the moves that these ends may make in a state, in their usual order; one of them stands out."""
    moves = [move for move in MOVES.values() if state in move.sources and move.end in ends]
    first = next((move for move in moves if move.tone == "primary"), None)
    return [replace(move, tone="") if move.tone == "primary" and move is not first else move for move in moves]

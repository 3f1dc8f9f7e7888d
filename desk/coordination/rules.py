"""What may be done with a task in which state, and by which side. Pure facts."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from desk.coordination.kinds import UNFINISHED, TaskState


class Side(StrEnum):
    """Who moves a task: the agency that does it, or those who asked for it."""

    OWNER = "owner"
    REQUESTER = "requester"


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a task's way: its name, from which states to which, by whom, and whether words are needed."""

    name: str
    label: Any
    sources: tuple[TaskState, ...]
    target: TaskState
    side: Side
    needs_text: bool = False
    prompt: Any = ""
    icon: str = "done"
    tone: str = ""


_S = TaskState
MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("accept", _("Terima tugas"), (_S.OPEN,), _S.ACCEPTED, Side.OWNER, icon="check", tone="primary"),
        Move("start", _("Mulai kerjakan"), (_S.OPEN, _S.ACCEPTED), _S.IN_PROGRESS, Side.OWNER, icon="refresh"),
        Move(
            "done",
            _("Laporkan selesai"),
            (_S.OPEN, _S.ACCEPTED, _S.IN_PROGRESS),
            _S.DONE,
            Side.OWNER,
            needs_text=True,
            prompt=_("Tulis apa yang sudah dikerjakan sebelum melaporkan selesai."),
            tone="primary",
        ),
        Move(
            "return",
            _("Kembalikan"),
            (_S.OPEN, _S.ACCEPTED, _S.IN_PROGRESS),
            _S.RETURNED,
            Side.OWNER,
            needs_text=True,
            prompt=_("Tulis alasan tugas ini dikembalikan."),
            icon="undo",
        ),
        Move(
            "confirm", _("Konfirmasi selesai"), (_S.DONE,), _S.CONFIRMED, Side.REQUESTER, icon="shield", tone="primary"
        ),
        Move(
            "redo",
            _("Minta dilengkapi"),
            (_S.DONE,),
            _S.IN_PROGRESS,
            Side.REQUESTER,
            needs_text=True,
            prompt=_("Tulis apa yang masih kurang."),
            icon="undo",
        ),
        Move(
            "reopen",
            _("Berikan lagi"),
            (_S.RETURNED,),
            _S.OPEN,
            Side.REQUESTER,
            needs_text=True,
            prompt=_("Tulis mengapa tugas ini diberikan lagi."),
            icon="send",
            tone="primary",
        ),
        Move(
            "cancel",
            _("Batalkan tugas"),
            (*UNFINISHED, _S.DONE),
            _S.CANCELLED,
            Side.REQUESTER,
            needs_text=True,
            prompt=_("Tulis alasan pembatalan."),
            icon="stop",
            tone="danger",
        ),
    )
}


def moves_from(state: str, sides: frozenset[Side]) -> list[Move]:
    """Give the moves that these sides may make with a task in a state, in their usual order; one of them stands out."""
    moves = [move for move in MOVES.values() if state in move.sources and move.side in sides]
    first = next((move for move in moves if move.tone == "primary"), None)
    return [replace(move, tone="") if move.tone == "primary" and move is not first else move for move in moves]

"""What may be done with a task in which state, and by which side. Pure facts."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from desk.coordination.kinds import UNFINISHED, Every, TaskState


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


def due_of(every: str, first: datetime, turn: int) -> datetime:
    """Give the due moment of a turn (0 is the first) by the clock of the zone that `first` carries.

    A month without the first one's day takes its last day instead, and the next longer month has the day again.
    """
    if every == Every.MONTHLY:
        year, month = divmod(first.year * 12 + first.month - 1 + turn, 12)
        day = min(first.day, monthrange(year, month + 1)[1])
        return first.replace(year=year, month=month + 1, day=day)
    return first + timedelta(days=turn * (7 if every == Every.WEEKLY else 1))


def chain(edges: Iterable[tuple[int, int]], start: int, goal: int) -> list[int]:
    """Give the shortest chain of tasks from `start` to `goal` along (task, blocker) edges; empty when there is none."""
    waits: dict[int, list[int]] = {}
    for task, blocker in edges:
        waits.setdefault(task, []).append(blocker)
    came: dict[int, int | None] = {start: None}
    row = [start]
    while row and goal not in came:
        following = []
        for task in row:
            for blocker in waits.get(task, []):
                if blocker not in came:
                    came[blocker] = task
                    following.append(blocker)
        row = following
    found: list[int] = []
    step: int | None = goal if goal in came else None
    while step is not None:
        found.append(step)
        step = came[step]
    return found[::-1]

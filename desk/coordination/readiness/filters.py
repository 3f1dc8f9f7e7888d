"""The filters of readiness: from an address to what is counted, and back to the filter bar."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.coordination.readiness.kinds import Shown, Subject
from desk.coordination.readiness.reading import Cell
from desk.coordination.readiness.rules import Item
from tps import codes

UNSEEN = "unseen"  # faded or never said: both are unknown
DIFFERS = "differs"
LATE, SOON, FAR = "late", "soon", "far"
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for; unknown values are left out."""

    region: str = ""
    subjects: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    due: str = ""
    text: str = ""

    @classmethod
    def of(cls, query: QueryDict, within: str = "") -> "Wanted":
        """Read an address; a region outside `within`, where the person may not read, becomes `within`."""
        return cls(
            region=_region(query.get("region", ""), within),
            subjects=tuple(each for each in query.getlist("subject") if each in Subject.values),
            states=tuple(each for each in query.getlist("state") if each in (*Shown.values, UNSEEN, DIFFERS)),
            sources=tuple(each.lower()[:40] for each in query.getlist("source") if each and each.isprintable()),
            stages=tuple(
                each
                for each in query.getlist("stage")
                if each == "none" or (each.isascii() and each.isdigit() and len(each) < 19)
            ),
            due=query.get("due", "") if query.get("due") in {LATE, SOON, FAR} else "",
            text=query.get("q", "").replace("\x00", "")[:100],
        )

    def items(self, items: Iterable[Item], *, polling_day: date, today: date) -> tuple[Item, ...]:
        """Keep the items that subject, stage, day and text ask for."""
        return tuple(
            item
            for item in items
            if (not self.subjects or item.subject in self.subjects)
            and (not self.stages or str(item.stage_id or "none") in self.stages)
            and (not self.due or _due(item.wanted_on(polling_day), today) == self.due)
            and all(word in f"{item.title} {item.code}".lower() for word in self.text.lower().split())
        )

    def keeps(self, cell: Cell) -> bool:
        """Tell whether the states that are asked for include how a cell stands."""
        return not self.states or any(fits(cell, state) for state in self.states)


def fits(cell: Cell, state: str) -> bool:
    """Tell whether a cell is in a state of the filter."""
    if state == UNSEEN:
        return cell.state in {Shown.STALE, Shown.UNKNOWN}
    return cell.differs if state == DIFFERS else cell.state == state


def bar(
    wanted: Wanted,
    items: Sequence[Item],
    cells: Sequence[Cell],
    sources: Sequence[tuple[str, str]],
    regions: Sequence[tuple[str, str]],
) -> list[dict[str, Any]]:
    """Give the filter bar; `cells` are those that all filters but the states leave."""
    counts = Counter(cell.state.value for cell in cells)
    counts[UNSEEN] = counts["stale"] + counts["unknown"]
    counts[DIFFERS] = sum(cell.differs for cell in cells)
    states = [*Shown.choices, (UNSEEN, _("tidak diketahui (termasuk kedaluwarsa)")), (DIFFERS, _("keterangan berbeda"))]
    stages = {str(item.stage_id): item.stage_name for item in items if item.stage_id}
    dues = (("", _("semua")), (LATE, _("sudah lewat")), (SOON, _("dalam 7 hari")), (FAR, _("lebih dari 7 hari")))
    groups = [
        _group("region", _("Wilayah"), [("", _("semua")), *regions], (wanted.region,), single=True),
        _group(
            "subject", _("Bidang"), [(value, capfirst(str(word))) for value, word in Subject.choices], wanted.subjects
        ),
        _group("state", _("Keadaan"), [(value, capfirst(str(word))) for value, word in states], wanted.states, counts),
        _group("due", _("Tenggat butir"), list(dues), (wanted.due,), single=True),
        _group("source", _("Menurut"), list(sources), wanted.sources),
    ]
    if stages:
        none = [("none", _("tanpa tahapan"))]
        groups.insert(3, _group("stage", _("Tahapan"), [*stages.items(), *none], wanted.stages))
    return [group for group in groups if len(group["options"]) > 1 or (group["name"] == "source" and group["options"])]


def _group(
    name: str,
    label: str,
    options: Iterable[tuple[str, Any]],
    chosen: tuple[str, ...],
    counts: Counter[str] | None = None,
    single: bool = False,
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "single": single,
        "options": [
            {
                "value": value,
                "label": word,
                "count": counts[value] if counts is not None else None,
                "selected": value in chosen,
            }
            for value, word in options
        ],
    }


def _region(text: str, within: str) -> str:
    try:
        code = codes.dotted(text)
    except ValueError:
        return within
    if codes.level(code) == "village":
        code = codes.parent(code) or ""
    return code if not within or code == within or code.startswith(f"{within}.") else within


def _due(day: date | None, today: date) -> str:
    if day is None:
        return ""
    if day < today:
        return LATE
    return SOON if day <= today + timedelta(days=SOON_DAYS) else FAR

"""A comparison in words: what each figure, list and fact is called, and how its values are written."""

from typing import Any

from django.utils.translation import gettext as _

from desk.briefings import words
from desk.briefings.archive.rules import Change, Comparison, Figure, Lists
from desk.coordination.kinds import TaskState


def told(found: Comparison) -> dict[str, Any]:
    """Give a comparison as a page shows it."""
    return {
        "figures": [_figure(each, _name(each.key)) for each in found.figures],
        "regencies": [_figure(each, each.key) for each in found.regencies],
        "lists": [_list(each) for each in found.lists],
    }


def _figure(figure: Figure, label: str) -> dict[str, Any]:
    both = figure.before is not None and figure.after is not None
    return {
        "label": label,
        "before": figure.before,
        "after": figure.after,
        "change": words.change(figure.after or 0, figure.before) if both else None,
        "moved": figure.moved,
    }


def _name(key: str) -> str:
    if key.startswith("kind-"):
        return _("Risiko terbuka: %(kind)s") % {"kind": words.kind(key.removeprefix("kind-"))}
    return {
        "stations": _("TPS terdaftar"),
        "at_risk": _("TPS dengan risiko terbuka"),
        "tasks": _("Tugas instansi ini"),
        "overdue": _("Tugas lewat tenggat, semua instansi"),
    }[key]


def _list(found: Lists) -> dict[str, Any]:
    return {
        "title": {"risks": _("Risiko"), "tasks": _("Tugas")}[found.key],
        "new": found.new,
        "gone": found.gone,
        "moved": [{"change": each, "steps": _steps(each)} for each in found.moved],
        "cut": found.cut,
    }


def _steps(change: Change) -> str:
    return "; ".join(
        f"{_field(step.field)}: {_value(step.field, step.before)} → {_value(step.field, step.after)}"
        for step in change.steps
    )


def _field(name: str) -> str:
    return {
        "severity": _("keparahan"),
        "status": _("status"),
        "state": _("status"),
        "owner": _("penanggung jawab"),
        "due": _("tenggat"),
    }[name]


def _value(name: str, value: str) -> str:
    if not value:
        return words.NO_DATA_MARK
    match name:
        case "severity":
            return words.severity(value)
        case "status":
            return words.status(value)
        case "state":
            return str(TaskState(value).label) if value in TaskState.values else value
        case "due":
            return words.short_day(value) or value
    return value

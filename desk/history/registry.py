"""What history knows of each kind of record; upper apps are described here from above (desk.subjects)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models.expressions import Combinable
from pghistory.models import Event


@dataclass(frozen=True, slots=True)
class Subject:
    """How one tracked model is narrowed, named and found; what is not said here is shown to nobody but ALL.

    `place`, `agency` and `own` are paths from the event to a dotted region code, an agency's code and a person's
    id. `internal` fields are for those who may see contacts; `url` is (name of the URL, event column it takes).
    `personal` fields may have to be forgotten one day: they are sealed in a way that allows it.
    """

    kind: str
    place: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    number: str = ""
    url: tuple[str, str] | None = None
    internal: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    everyone: bool = True
    contacts: bool = False


@dataclass(slots=True)
class _Known:
    subjects: dict[str, Subject] = field(default_factory=dict)
    names: dict[str, Combinable] = field(default_factory=dict)


_known = _Known()


def register(*subjects: Subject) -> None:
    """Take the descriptions of tracked models."""
    _known.subjects |= {subject.kind: subject for subject in subjects}


def register_names(names: dict[str, Combinable]) -> None:
    """Take, for kinds of records, the SQL expression that gives a record's name as text."""
    _known.names |= names


def subject(kind: str) -> Subject:
    """Give what is known of a kind; an unknown one can be seen only by who may see everything."""
    return _known.subjects.get(kind) or Subject(kind, everyone=False)


def described(kind: str) -> bool:
    """Tell whether somebody said who may see a kind."""
    return kind in _known.subjects


def name_expression(kind: str) -> Combinable | None:
    """Give the SQL expression for the names of a kind."""
    return _known.names.get(kind)


@cache
def event_models() -> dict[str, type[Any]]:
    """Give the event model of each tracked kind, the kinds in order."""
    found = {
        kind_of(model.pgh_tracked_model): model
        for model in cast("list[Any]", apps.get_models())
        if issubclass(model, Event) and model.pgh_tracked_model is not None
    }
    return dict(sorted(found.items()))


def kind_of(model: type[models.Model]) -> str:
    """Give the name of a kind: app and model in lower case, like risks.flag."""
    return model._meta.label_lower


def tracked(kind: str) -> type[models.Model]:
    """Give the model of a kind; KeyError when it is not tracked."""
    return event_models()[kind].pgh_tracked_model


def kinds() -> Iterable[str]:
    """Give all tracked kinds."""
    return event_models().keys()


def model_of(kind: str) -> type[models.Model]:
    """Give the model of any kind, tracked or not."""
    return apps.get_model(kind)

"""Runs migrations without rendering all models anew for each table, trigger, index and constraint.

Django renders a model, and all that are related to it, again whenever an operation changes its state; here nearly all
tables are related through people, elections and regions, so that an empty database took minutes. Less is done instead.
A new model is rendered alone, as nobody refers to it yet, and one with a new field only together with those that refer
to it. Triggers, indexes and constraints change only options, which no rendered model is asked for until one of its
fields is changed; they are caught up with before a migration that does so. The tables come out the same, which
tests/trial holds against Django's own way.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db.migrations.migration import Migration
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
)
from pgtrigger.migrations import AddTrigger, RemoveTrigger

OPTIONS_ONLY: tuple[Any, ...] = (AddConstraint, RemoveConstraint, AddIndex, RemoveIndex, AddTrigger, RemoveTrigger)
# After these alone nobody misses what was put off.
HARMLESS: tuple[Any, ...] = (*OPTIONS_ONLY, CreateModel, AddField)
PUT_OFF = "_desk_put_off"


@contextmanager
def lightly() -> Iterator[None]:
    """Let migrations that run inside render no more than they need."""
    with ExitStack() as stack:
        stack.enter_context(_replaced(CreateModel, "state_forwards", _with(CreateModel.state_forwards, _alone)))
        stack.enter_context(_replaced(AddField, "state_forwards", _with(AddField.state_forwards, _with_referrers)))
        for operation in OPTIONS_ONLY:
            forwards = _with(operation.state_forwards, _later)
            stack.enter_context(_replaced(operation, "state_forwards", forwards))
        stack.enter_context(_replaced(Migration, "apply", _catching_up(Migration.apply)))
        yield


def _alone(state: Any, app_label: str, model: str) -> None:
    state.apps.render_multiple([state.models[app_label, model]])


def _with_referrers(state: Any, app_label: str, model: str) -> None:
    asked, found = [(app_label, model)], {(app_label, model)}
    while asked:
        for referrer in state.relations[asked.pop()]:
            if referrer not in found:
                found.add(referrer)
                asked.append(referrer)
    state._reload(found)


def _later(state: Any, app_label: str, model: str) -> None:
    state.__dict__.setdefault(PUT_OFF, set()).add((app_label, model))


def _with(forwards: Callable[..., None], reload: Callable[[Any, str, str], None]) -> Callable[..., None]:
    def state_forwards(operation: Any, app_label: str, state: Any) -> None:
        state.reload_model = lambda app, model, delay=False: reload(state, app, model)
        try:
            forwards(operation, app_label, state)
        finally:
            del state.reload_model

    return state_forwards


def _catching_up(apply: Callable[..., Any]) -> Callable[..., Any]:
    def applied(migration: Any, state: Any, *args: Any, **options: Any) -> Any:
        late: set[tuple[str, str]] = state.__dict__.get(PUT_OFF, set())
        asked = {
            (migration.app_label, str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower())
            for operation in migration.operations
            if not isinstance(operation, HARMLESS)
        }
        wanted = late & asked & set(state.models)
        if wanted and "apps" in state.__dict__:
            late -= wanted
            state.reload_models(wanted)
        return apply(migration, state, *args, **options)

    return applied


@contextmanager
def _replaced(owner: Any, name: str, new: Any) -> Iterator[None]:
    old = owner.__dict__[name]
    setattr(owner, name, new)
    try:
        yield
    finally:
        setattr(owner, name, old)

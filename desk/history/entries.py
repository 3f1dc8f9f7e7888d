"""Turns events into what a person reads: names instead of ids, words instead of codes, WIB instead of UTC."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import TextField, Value
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse
from django.utils import formats
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk import clock
from desk.history import registry, words
from desk.history.events import Event, Run
from desk.history.sight import Sight

USERS = "accounts.user"
NEVER = {"client_id", "changed_at", "cell", "password", "lease_token", "content", "logo", "session_epoch"}
SHOWN = 9  # so many other names are told of a run
Names = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed, in words; None stands for nothing known."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of history as a person reads it."""

    event: Event
    who: str
    done: str
    mark: str
    kind: str
    name: str
    url: str
    reason: str
    changes: list[Change]
    before_known: bool
    count: int = 1
    others: tuple[str, ...] = ()


def told(runs: Iterable[Run], sight: Sight) -> list[Entry]:
    """Put runs into words, each told by its newest event; one query for all names on the page."""
    listed = list(runs)
    names = _names([event for run in listed for event in run.events])
    found = []
    for run in listed:
        newest, *others = run.events
        words_of = tuple(names.get((event.kind, event.object_id)) or _own_name(event) for event in others[:SHOWN])
        found.append(replace(_entry(newest, names, sight), count=run.count, others=words_of))
    return found


def entries(events: Iterable[Event], sight: Sight) -> list[Entry]:
    """Put events into words; one query for all names on the page."""
    listed = list(events)
    names = _names(listed)
    return [_entry(event, names, sight) for event in listed]


def kind_word(kind: str) -> str:
    """Give the word for a kind of record."""
    return capfirst(str(registry.tracked(kind)._meta.verbose_name))


def _entry(event: Event, names: Names, sight: Sight) -> Entry:
    known = registry.subject(event.kind)
    actor = str(event.facts.get("user") or "")
    who = names.get((USERS, actor)) or event.facts.get("username") or _("sistem")
    name = names.get((event.kind, event.object_id)) or _own_name(event)
    inserted, deleted = event.label == "insert", event.label == "delete"
    before = {} if inserted else event.row if deleted else event.before
    after = {} if deleted else event.row
    hidden = NEVER | known.ignored | (frozenset() if sight.contacts else known.internal)
    return Entry(
        event=event,
        who=who,
        done=words.done(event.facts.get("action", ""), event.label),
        mark=words.MARKS.get(event.label, "edit"),
        kind=kind_word(event.kind),
        name=name,
        url="" if deleted else _url(known, event),
        reason=event.facts.get("reason", ""),
        changes=_changes(event.kind, before, after, hidden, names) if before is not None else [],
        before_known=before is not None,
    )


def _changes(
    kind: str, before: dict[str, Any], after: dict[str, Any], hidden: frozenset[str] | set[str], names: Names
) -> list[Change]:
    found = []
    for field in registry.tracked(kind)._meta.concrete_fields:
        column = str(field.column)
        old, new = before.get(column), after.get(column)
        if field.primary_key or field.name in hidden or column not in {*before, *after} or _same(old, new):
            continue
        label = capfirst(words.field_word(field.name, field.verbose_name))
        found.append(Change(label, _word(field, old, names), _word(field, new, names)))
    return found


def _same(old: Any, new: Any) -> bool:
    return old == new or (old in (None, "", {}, []) and new in (None, "", {}, []))


def _word(field: Any, value: Any, names: Names) -> str | None:
    if value is None or value == "":
        return None
    if field.is_relation:
        return names.get((registry.kind_of(field.related_model), str(value)), f"#{value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(value)):
        return moment_word(moment)
    if isinstance(field, models.DateField) and (day := parse_date(value)):
        return formats.date_format(day, "j F Y")
    if isinstance(field, models.TimeField) and (hour := parse_time(value)):
        return hour.strftime("%H.%M")
    if isinstance(field, models.FloatField):
        return formats.number_format(round(value, 6), use_l10n=True)
    if isinstance(value, int):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    if isinstance(value, dict | list):
        return _("data terstruktur")
    return str(value)


def moment_word(at: datetime) -> str:
    """Write a moment in the province's zone."""
    there = clock.local(at)
    return f"{formats.date_format(there, 'j M Y')} {there.strftime('%H.%M')} WIB"


def _own_name(event: Event) -> str:
    for column in ("name", "title", "number", "username", "role", "address", "code"):
        value = event.row.get(column)
        if isinstance(value, str) and value:
            return value
    return f"#{event.object_id}"


def _url(known: registry.Subject, event: Event) -> str:
    if known.url is None:
        return ""
    name, column = known.url
    try:
        return reverse(name, args=[event.row.get(column)])
    except NoReverseMatch:
        return ""


def _names(events: list[Event]) -> Names:
    wanted: dict[str, set[str]] = {}
    for event in events:
        wanted.setdefault(event.kind, set()).add(event.object_id)
        if event.facts.get("user"):
            wanted.setdefault(USERS, set()).add(str(event.facts["user"]))
        for field in registry.tracked(event.kind)._meta.concrete_fields:
            if field.is_relation and field.related_model is not None:
                column = str(field.column)
                ids = {str(row[column]) for row in (event.row, event.before or {}) if row.get(column)}
                wanted.setdefault(registry.kind_of(field.related_model), set()).update(ids)
    streams = [rows for kind, ids in sorted(wanted.items()) if (rows := _named(kind, ids)) is not None]
    if not streams:
        return {}
    first, *others = streams
    return {(kind, key): label for kind, key, label in (first.union(*others, all=True) if others else first)}


def _named(kind: str, ids: set[str]) -> models.QuerySet[Any] | None:
    expression = registry.name_expression(kind)
    if expression is None or not ids:
        return None
    model = registry.model_of(kind)
    return (
        model._base_manager.filter(pk__in=sorted(ids))
        .order_by()
        .annotate(
            kind_word=Value(kind, output_field=TextField()),
            key_word=Cast("pk", TextField()),
            name_word=Cast(expression, TextField()),
        )
        .values_list("kind_word", "key_word", "name_word")
    )

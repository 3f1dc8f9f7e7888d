"""Field values as a browser sends them and as people read them, for desk.editing; no request, no row, no clock."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

Values = list[str]


def takes_part(known: forms.Field) -> bool:
    """Tell whether a field is one that a person fills in and a browser gives back."""
    return not (known.disabled or known.widget.is_hidden or isinstance(known, forms.FileField))


def written(bound: BoundField) -> Values:
    """Give what a field shows, as a browser would send it back untouched."""
    value, widget = bound.field.prepare_value(bound.initial), bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    found = widget.format_value(value)
    if isinstance(found, list | tuple):
        return [str(each) for each in found]
    return [] if found is None else [str(found)]


def plain(values: Values) -> Values:
    """Give values without what a browser does to them: other line ends, empty ones, spaces around."""
    bare = ("\n".join(each.splitlines()).strip() for each in values)
    return [each for each in bare if each]


def words(known: forms.Field, values: Values) -> str:
    """Give values as people read them: choices by their labels, days and hours in the zone in force."""
    if isinstance(known.widget, forms.CheckboxInput):
        return _("ya") if values else _("tidak")
    values = plain(values)
    if isinstance(known, forms.ModelChoiceField):
        name = known.to_field_name or "pk"
        try:
            rows = list(known.queryset.filter(**{f"{name}__in": values})) if known.queryset is not None else []
        except (ValueError, ValidationError):
            rows = []
        return ", ".join(str(known.label_from_instance(row)) for row in rows) or ", ".join(values)
    if isinstance(known, forms.ChoiceField):
        labels = {str(value): str(label) for value, label in _flat(known.choices)}
        return ", ".join(labels.get(value, value) for value in values)
    text = "".join(values)
    try:
        found = known.to_python(text) if text else None
    except ValidationError:
        return text
    if isinstance(found, datetime):
        return date_format(timezone.localtime(found) if timezone.is_aware(found) else found, "j F Y H.i")
    if isinstance(found, date):
        return date_format(found, "j F Y")
    return found.strftime("%H.%M") if isinstance(found, time) else text


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label

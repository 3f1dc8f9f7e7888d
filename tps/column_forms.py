"""The choice of a column for each field of a file, whatever sort of file it is."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tps import columns
from tps.columns import Column, Words


class ColumnForm(forms.Form):
    """Which column of a file each field of `words` is taken from."""

    words: ClassVar[Words] = columns.ROSTER

    def __init__(
        self,
        report: Mapping[str, Any],
        mapping: Mapping[str, Column],
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, Any],
    ) -> None:
        self.header: list[str] = report.get("header", [])
        self.values: list[list[str]] = report.get("values", [])
        self.chosen: dict[str, int] = {}
        taken = mapping or report.get("places") or columns.guess(self.header, words=self.words).places
        places = {f"column_{field}": str(place) for field, place in taken.items() if place is not None}
        super().__init__(data, initial={**initial, **places})
        offered = [("", _("tidak dipakai"))]
        offered += [(str(place), self._offer(place)) for place in range(len(self.header))]
        for field in self.words.fields:
            self.fields[f"column_{field}"] = forms.ChoiceField(
                label=self.words.labels[field],
                choices=offered,
                required=False,
                widget=forms.Select(attrs={"data-column": ""}),
                error_messages={"invalid_choice": gettext_lazy("Kolom ini tidak ada di berkas.")},
            )

    def _offer(self, place: int) -> str:
        """Give a column's name with its first value: a name alone may say nothing."""
        name = columns.column_name(self.header, place)
        first = next((each for each in self.values[place] if each), "") if place < len(self.values) else ""
        return f"{name} ({first})" if first else name

    @property
    def taken(self) -> int:
        """Give how many fields have a column."""
        return sum(bool(self[f"column_{field}"].value()) for field in self.words.fields)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Give for each field its choice of columns beside the first values of the column that is chosen."""
        found = []
        for field in self.words.fields:
            bound = self[f"column_{field}"]
            chosen = str(bound.value() or "")
            place = int(chosen) if chosen.isdigit() else -1
            examples = self.values[place] if 0 <= place < len(self.values) else []
            found.append({"field": bound, "examples": [each for each in examples if each]})
        return found

    @property
    def examples_json(self) -> str:
        """Give the first values of every column, for the script that follows a changed choice."""
        return json.dumps([" · ".join(each for each in column if each) for column in self.values], ensure_ascii=False)

    @property
    def ignored(self) -> list[str]:
        """Give the columns from which nothing is taken."""
        used = {str(self[f"column_{field}"].value() or "") for field in self.words.fields}
        names = range(len(self.header))
        return [columns.column_name(self.header, place) for place in names if str(place) not in used]

    def clean(self) -> dict[str, Any]:
        """Give `places` (None: take nothing) and keep the chosen ones; a column serves one field only."""
        data = super().clean() or self.cleaned_data
        chosen = {field: data.get(f"column_{field}") or "" for field in self.words.fields}
        places = {field: int(place) if place else None for field, place in chosen.items()}
        self.chosen = {field: place for field, place in places.items() if place is not None}
        first: dict[int, str] = {}
        for field, place in self.chosen.items():
            if place in first:
                sentence = _("Kolom ini sudah dipakai untuk %(field)s.") % {"field": self.words.labels[first[place]]}
                self.add_error(f"column_{field}", sentence)
            first.setdefault(place, field)
        data["places"] = places
        return data

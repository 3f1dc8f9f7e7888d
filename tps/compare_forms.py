"""The choice of two lists to compare."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from tps.kinds import ImportState
from tps.models import Election, RosterImport

READ = (ImportState.CHECKED, ImportState.APPLYING, ImportState.APPLIED, ImportState.UNDONE, ImportState.CANCELLED)
NEWEST = 200  # imports that the choice offers
ROSTER, STATIONS = "import-", "stations-"


class CompareForm(forms.Form):
    """Two different lists: kept imports, or the stations of an election as they stand now for the second."""

    first = forms.ChoiceField(label=gettext_lazy("Daftar pertama"))
    second = forms.ChoiceField(label=gettext_lazy("Daftar kedua"))
    client_id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {}).setdefault("client_id", uuid.uuid4())
        super().__init__(*args, **options)
        kept = (
            RosterImport.objects.filter(read__gt=0, state__in=READ).for_table().order_by("-uploaded_at", "-pk")[:NEWEST]
        )
        self.imports = {f"{ROSTER}{each.pk}": each for each in kept}
        self.elections = {f"{STATIONS}{each.code}": each for each in Election.objects.order_by("-polling_date", "code")}
        files = [(value, _label(each)) for value, each in self.imports.items()]
        empty = ("", _("Pilih daftar"))
        self.fields["first"].choices = [empty, *files]  # type: ignore[attr-defined]
        stations = [(value, _("TPS sekarang: %s") % each.name) for value, each in self.elections.items()]
        self.fields["second"].choices = [  # type: ignore[attr-defined]
            empty,
            (_("TPS sebagaimana tercatat sekarang"), stations),
            (_("Berkas yang diimpor"), files),
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a list beside itself."""
        given = super().clean() or {}
        if given.get("first") and given.get("first") == given.get("second"):
            self.add_error("second", _("Pilih daftar lain: sebuah daftar selalu sama dengan dirinya sendiri."))
        return given

    @property
    def lists(self) -> tuple[RosterImport, RosterImport | Election]:
        """Give the two lists that were chosen."""
        second = self.cleaned_data["second"]
        other = self.imports[second] if second in self.imports else self.elections[second]
        return self.imports[self.cleaned_data["first"]], other


def _label(roster: RosterImport) -> str:
    day = clock.local(roster.uploaded_at)
    return f"{roster.file.name} · {roster.election.name} · {day:%d-%m-%Y %H.%M} · {roster.standing_label}"

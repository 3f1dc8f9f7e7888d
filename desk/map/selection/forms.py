"""The form of one statement about many stations at once."""

import uuid
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.agencies.models import Agency
from risks.actions.said_of_many import Said
from risks.kinds import GRADES, Grade, Kind


class StatementForm(forms.Form):
    """Who states what of every chosen station, as of which day; a liaison speaks for their own agency only."""

    source = forms.ModelChoiceField(
        label=gettext_lazy("Sumber"),
        queryset=Agency.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Pilih instansi yang menyatakan"),
        error_messages={"required": gettext_lazy("Pilih instansi yang menyatakan isi daftar ini.")},
    )
    grade = forms.ChoiceField(
        label=gettext_lazy("Yang diamati"),
        help_text=gettext_lazy("Berlaku untuk setiap TPS yang dipilih."),
        error_messages={"required": gettext_lazy("Pilih apa yang diamati.")},
    )
    day = forms.DateField(
        label=gettext_lazy("Tanggal pengamatan"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Tulis tanggal seperti 2024-01-25.")},
    )
    hour = forms.TimeField(
        label=gettext_lazy("Jam pengamatan"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Boleh kosong: awal hari itu."),
        error_messages={"invalid": gettext_lazy("Tulis jam seperti 14:30.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Keterangan"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, user: User, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at
        sources = Agency.objects.active()
        if user.role == Role.LIAISON and user.agency is not None:
            sources = sources.filter(pk=user.agency.pk)
            self.fields["source"].initial = user.agency.code
            self.fields["source"].empty_label = None  # type: ignore[attr-defined]
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        self.fields["day"].initial = clock.local(at).date()
        groups = [
            (kind.label, [(f"{kind.value}|{each.value}", Grade(each).label) for each in GRADES[kind]])
            for kind in Kind
            if GRADES[kind]
        ]
        self.fields["grade"].choices = [("", _("Pilih jenis dan tingkat")), *groups]  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["day"]
        if day > clock.local(self.at).date():
            raise forms.ValidationError(_("Tanggal ini belum tiba."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse an hour that has not come."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("day") and data.get("hour") and self._seen() > self.at:
            self.add_error("hour", _("Jam ini belum tiba."))
        return data

    @property
    def said(self) -> Said:
        """Give what a valid form states of every station."""
        kind, _bar, grade = self.cleaned_data["grade"].partition("|")
        seen = min(self._seen(), self.at)
        return Said(kind, grade, self.cleaned_data["day"], seen, self.cleaned_data["note"])

    def _seen(self) -> datetime:
        hour: time = self.cleaned_data.get("hour") or time.min
        return datetime.combine(self.cleaned_data["day"], hour, tzinfo=clock.zone())

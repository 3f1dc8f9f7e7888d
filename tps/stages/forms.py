"""The form that shifts a stage."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tps.forms import DayInput


class ShiftForm(forms.Form):
    """Other days for a stage, with the reason; `seen` is the mark of the preview that the person read."""

    starts_on = forms.DateField(label=gettext_lazy("Mulai"), widget=DayInput())
    ends_on = forms.DateField(label=gettext_lazy("Selesai"), widget=DayInput())
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        help_text=gettext_lazy("Misalnya nomor peraturan atau keputusan. Tercatat di riwayat."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Hold the days to their order."""
        data = super().clean() or self.cleaned_data
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("Tahapan tidak dapat selesai sebelum mulai."))
        return data

"""The form that turns an election's vote totals on or off."""

from django import forms
from django.utils.translation import gettext_lazy


class SwitchForm(forms.Form):
    """Which way, and why."""

    on = forms.TypedChoiceField(
        choices=[("1", ""), ("0", "")], coerce=lambda value: value == "1", widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan dan dasar"),
        min_length=8,
        max_length=300,
        help_text=gettext_lazy("Misalnya nomor disposisi ketua desk. Tercatat di riwayat bersama nama Anda."),
    )

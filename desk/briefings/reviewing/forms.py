"""Forms of a review: what to strike or add and why, and how far the desk trusts the issue."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.briefings.kinds import Confidence
from desk.briefings.models import Briefing
from desk.briefings.reviewing.rules import Item
from desk.editing import Versioned


class _AmendForm(forms.Form):
    reason = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_id", uuid.uuid4())


class StrikeForm(_AmendForm):
    """Which numbered items leave the lists, and why; the reason is printed."""

    number = forms.ChoiceField(label=_("Butir yang dicoret"), help_text=_("Jumlah pada laporan tetap menghitungnya."))
    field_order = ("number", "reason")

    def __init__(self, *args: Any, choices: tuple[Item, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["number"]
        field.choices = [("", _("Pilih butir")), *((each.number, f"{each.number} · {each.label}") for each in choices)]


class AddForm(_AmendForm):
    """A point that is asked of the agency beside what the data says, and why; the paper marks it as the reviewer's."""

    text = forms.CharField(label=_("Butir tambahan"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("text", "reason")


class JudgeForm(Versioned, forms.Form):
    """How far the desk trusts the issue, and on what grounds."""

    TOGETHER = (("confidence", "note"),)

    confidence = forms.ChoiceField(
        label=_("Keyakinan atas isi"), choices=[("", _("tidak dinyatakan")), *Confidence.choices], required=False
    )
    note = forms.CharField(
        label=_("Dasar keyakinan"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Dicetak pada laporan, misalnya: dua dari tiga sumber memeriksa lapangan pekan ini."),
    )

    @staticmethod
    def standing(briefing: Briefing) -> dict[str, str]:
        """Give what stands in a briefing."""
        return {"confidence": briefing.confidence, "note": briefing.confidence_note}

    def clean(self) -> dict[str, Any]:
        """Ask for grounds where a judgement is given."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("confidence") and not str(found.get("note", "")).strip():
            raise ValidationError({"note": _("Tuliskan dasar keyakinan; dasar itu dicetak pada laporan.")})
        return found

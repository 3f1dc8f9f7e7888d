"""Forms of courier legs."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.editing import Versioned
from desk.recap.legs.kinds import Side
from desk.recap.models import CourierLeg, HandOver
from desk.recap.plans.forms import MomentInput


class LegForm(Versioned, forms.ModelForm):
    """A planned leg."""

    TOGETHER = (("leaves_at", "arrives_at"), ("to_place", "to_latitude", "to_longitude"))
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = CourierLeg
        fields = (
            "mode",
            "cargo",
            "from_place",
            "to_place",
            "leaves_at",
            "arrives_at",
            "position",
            "to_latitude",
            "to_longitude",
            "note",
        )
        widgets = {"leaves_at": MomentInput(), "arrives_at": MomentInput()}
        help_texts = {
            "from_place": gettext_lazy("Kosongkan bila berangkat dari TPS."),
            "position": gettext_lazy("1 untuk perjalanan pertama dari TPS, 2 berikutnya."),
            "to_latitude": gettext_lazy("Derajat, selatan bertanda minus. Untuk garis di peta."),
            "note": gettext_lazy("Jangan menulis nama atau nomor pribadi."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {}).setdefault("client_id", uuid.uuid4())
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """Hold hours in order and a goal to both of its halves."""
        data = super().clean() or self.cleaned_data
        leaves, arrives = data.get("leaves_at"), data.get("arrives_at")
        if leaves and arrives and arrives <= leaves:
            self.add_error("arrives_at", _("Rencana tiba harus sesudah rencana berangkat."))
        north, east = data.get("to_latitude"), data.get("to_longitude")
        if (north is None) != (east is None):
            self.add_error("to_longitude", _("Isi lintang dan bujur, atau kosongkan keduanya."))
        elif north is not None and east is not None and not (-90 <= north <= 90 and -180 <= east <= 180):
            self.add_error("to_latitude", _("Lintang antara −90 dan 90, bujur antara −180 dan 180."))
        return data


class MomentForm(forms.Form):
    """When a leg left or arrived."""

    when = forms.DateTimeField(label=gettext_lazy("Jam (WIB)"), widget=MomentInput())


class HandOverForm(forms.ModelForm):
    """A hand-over with the signatures on its paper."""

    signed = forms.MultipleChoiceField(
        label=gettext_lazy("Yang sudah menandatangani"),
        choices=Side.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Penguasaan baru berpindah bila keduanya menandatangani."),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = HandOver
        fields = ("cargo", "giver", "receiver", "happened_at", "place", "note")
        widgets = {"happened_at": MomentInput()}

    field_order = ("cargo", "giver", "receiver", "happened_at", "place", "signed", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {}).setdefault("client_id", uuid.uuid4())
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """Ask for two different roles."""
        data = super().clean() or self.cleaned_data
        if data.get("giver") and data.get("giver") == data.get("receiver"):
            self.add_error("receiver", _("Yang menyerahkan dan yang menerima harus dua pihak yang berbeda."))
        return data

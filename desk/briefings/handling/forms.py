"""The form of an agency's rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.briefings.models import Handling
from desk.editing import Versioned


class HandlingForm(Versioned, forms.ModelForm):
    """How long a draft may wait, who hears of it, what happens then, and how the paper travels."""

    TOGETHER = (("by_link", "link_days"),)

    class Meta:
        model = Handling
        fields = [
            "authorise_hours",
            "escalate_hours",
            "escalate_to",
            "auto_issue",
            "missed",
            "by_link",
            "link_days",
        ]
        help_texts = {
            "authorise_hours": _("Dihitung sejak konsep disusun; 0 berarti seketika. Sesudahnya pejabat diingatkan."),
            "escalate_hours": _("Dihitung sejak batas pengesahan; admin dan pejabat diberi tahu, di luar jam tenang."),
            "escalate_to": _("Boleh kosong, misalnya alamat ajudan Sekda."),
            "auto_issue": _("Pada batas pengesahan laporan terbit tanpa pengesah, dan laporan menyebutkannya."),
            "by_link": _("Tiap penerima mendapat tautan sendiri; pengambilan berkas dicatat."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("authorise_hours", 168), ("escalate_hours", 168), ("link_days", 90)):
            self.fields[name].widget.attrs |= {"max": most, "inputmode": "numeric"}

"""The form that brings a photo of one station's form."""

import uuid
from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.recap.kinds import FormState
from desk.recap.plans.forms import MomentInput
from tps.models import Race

ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"
# "Not known" shows nothing, and a manual recap needs a number that the page of entry asks for.
SHOWN = [each for each in FormState if each not in {FormState.NOT_KNOWN, FormState.MANUAL}]


class PhotoInput(forms.FileInput):
    """A file button for a photo or a PDF."""

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ACCEPT})


class PhotoForm(forms.Form):
    """Which form, what it shows of its way, when it was seen so, and the photo."""

    race = forms.ModelChoiceField(label=gettext_lazy("Jenis surat suara"), queryset=Race.objects.none())
    state = forms.ChoiceField(
        label=gettext_lazy("Keadaan formulir saat difoto"),
        choices=lambda: [(each.value, capfirst(str(each.label))) for each in SHOWN],
        initial=FormState.PHOTOGRAPHED.value,
    )
    seen_at = forms.DateTimeField(label=gettext_lazy("Dilihat (WIB)"), widget=MomentInput())
    photo = forms.FileField(
        label=gettext_lazy("Foto atau PDF"),
        widget=PhotoInput(),
        help_text=gettext_lazy("JPEG, PNG, WebP, atau PDF, paling besar 10 MB. Tanpa wajah orang."),
    )
    note = forms.CharField(label=gettext_lazy("Catatan"), max_length=500, required=False)
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, races: list[Race], **options: Any) -> None:
        super().__init__(*args, **options)
        choice = cast("forms.ModelChoiceField", self.fields["race"])
        choice.queryset = Race.objects.filter(pk__in=[each.pk for each in races]).order_by("order", "code")
        choice.empty_label = None if len(races) == 1 else _("Pilih jenis surat suara")

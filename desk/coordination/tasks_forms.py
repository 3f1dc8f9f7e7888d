"""Small forms for what hangs on a task."""

import re

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.coordination.kinds import Every
from risks.models import Flag
from tps import codes
from tps.models import PollingStation, Region

_TASK = re.compile(r"^\s*[Tt]?\s*-?\s*0*(\d{1,9})\s*$")
_FLAG = re.compile(r"^\s*[Rr]\s*-?\s*0*(\d{1,9})\s*$")


class ChecklistForm(forms.Form):
    """Lines to add to a checklist."""

    items = forms.CharField(
        label=gettext_lazy("Tambah butir"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Satu butir di setiap baris."),
    )


class LinkForm(forms.Form):
    """One more thing that a task is about, by its number or code."""

    what = forms.CharField(
        label=gettext_lazy("Kaitkan dengan"),
        max_length=40,
        help_text=gettext_lazy("Nomor risiko (R-0012), kode TPS, atau kode wilayah."),
    )

    def thing(self, election_id: int) -> Flag | PollingStation | Region:
        """Give the risk, station or region of what was typed; ValidationError with what to type instead."""
        text = self.cleaned_data["what"].strip()
        number = _FLAG.match(text)
        found: Flag | PollingStation | Region | None = None
        if number:
            found = Flag.objects.of(election_id).filter(pk=int(number[1])).select_related("station").first()
        elif len(_digits(text)) == 13 and "." not in text:
            found = PollingStation.objects.of(election_id).filter(code=text).first()
        if found is None and not number:
            found = _region(text)
        if found is None:
            raise forms.ValidationError(
                _("“%(text)s” tidak ditemukan. Tulis R-0012, 13 angka kode TPS, atau kode wilayah seperti 36.02.06.")
                % {"text": text}
            )
        return found


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isascii() and each.isdigit())


def _region(text: str) -> Region | None:
    try:
        return Region.objects.filter(pk=codes.dotted(text)).first()
    except ValueError:
        return None


class WaitForm(forms.Form):
    """The number of a task that has to be done before."""

    number = forms.CharField(
        label=gettext_lazy("Menunggu tugas"), max_length=12, help_text=gettext_lazy("Nomor tugas, seperti T-0012.")
    )

    def clean_number(self) -> int:
        """Give the number as a key."""
        found = _TASK.match(self.cleaned_data["number"])
        if not found:
            raise forms.ValidationError(_("Tulis nomor tugas seperti T-0012."))
        return int(found[1])


class RepeatForm(forms.Form):
    """How often a task comes again, and until when."""

    every = forms.ChoiceField(
        label=gettext_lazy("Berulang"), choices=lambda: [(each.value, capfirst(str(each.label))) for each in Every]
    )
    until = forms.DateField(
        label=gettext_lazy("Sampai hari"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

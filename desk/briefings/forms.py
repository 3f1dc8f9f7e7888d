"""Forms of briefings: which to draft, the cover note, reasons, recipients, schedule."""

import hashlib
import io
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from PIL import Image

from desk import clock
from desk.agencies.models import Agency
from desk.briefings import words
from desk.briefings.kinds import Edition
from desk.briefings.models import WEEKDAYS, Recipient, Schedule
from desk.editing import Values, Versioned
from desk.paper.models import MOST_LOGO_BYTES, Letterhead

USUAL = ("kpu", "bawaslu", "forkopimda")
WEEKS_BACK = 4
MOST_LOGO_SIDE = 2000


class DraftForm(forms.Form):
    """Which agencies get a draft, and for which window."""

    period = forms.ChoiceField(label=_("Periode"))
    agencies = forms.MultipleChoiceField(label=_("Instansi"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, agencies: list[Agency], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weeks = [clock.week_of(at - timedelta(days=7 * back)).name for back in range(WEEKS_BACK)]
        day = clock.day_of(at)
        days = [(day - timedelta(days=back)).isoformat() for back in range(2)]
        self._field("period").choices = [
            (_("Mingguan"), [(name, capfirst(words.period(name))) for name in weeks]),
            (_("Harian"), [(name, words.period(name)) for name in days]),
        ]
        self._field("agencies").choices = [(each.code, each.name) for each in agencies]
        self.initial.setdefault("period", weeks[0])
        self.initial.setdefault("agencies", [code for code in USUAL if any(each.code == code for each in agencies)])

    def edition(self) -> str:
        """Give the edition that the chosen window means."""
        return Edition.WEEKLY if "W" in self.cleaned_data["period"] else Edition.DAILY

    def _field(self, name: str) -> Any:
        return self.fields[name]


class CoverForm(Versioned, forms.Form):
    """The words that stand before the summary."""

    cover_note = forms.CharField(
        label=_("Pengantar"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Dicetak sebelum ringkasan. Angka dan daftar tidak dapat diubah di sini."),
    )


class ReasonForm(forms.Form):
    """Why something is done; kept in history."""

    reason = forms.CharField(label=_("Alasan"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class RecipientForm(forms.ModelForm):
    """One mailbox of an agency."""

    class Meta:
        model = Recipient
        fields = ["address", "role", "line"]

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency

    def clean_role(self) -> str:
        """Keep the role on one line: it stands before the address in the head of a mail."""
        return " ".join(self.cleaned_data["role"].split())

    def clean_address(self) -> str:
        """Refuse an address that stands there already, in any spelling."""
        address: str = self.cleaned_data["address"]
        if Recipient.objects.filter(agency=self.agency, address__iexact=address).exists():
            raise ValidationError(_("Alamat ini sudah menerima laporan instansi tersebut."))
        return address


class LetterheadForm(Versioned, forms.ModelForm):
    """How official paper looks; the coat of arms comes as a PNG file and stays when none is chosen."""

    picture = forms.FileField(
        label=_("Lambang (PNG)"),
        required=False,
        help_text=_("Paling besar 1 MB dan 2.000 piksel. Kosongkan untuk mempertahankan yang ada."),
    )

    class Meta:
        model = Letterhead
        fields = [
            "government",
            "office",
            "address",
            "city",
            "number_pattern",
            "classification",
            "destination",
            "opening",
            "closing",
            "signatory_position",
            "signatory_name",
            "signatory_nip",
            "copies_to",
        ]
        widgets = {
            "copies_to": forms.Textarea(attrs={"rows": 3}),
            "opening": forms.Textarea(attrs={"rows": 2}),
            "closing": forms.Textarea(attrs={"rows": 2}),
            "signatory_position": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "number_pattern": _("Bagian yang dikenal: {sequence:03d}, {series}, {year}, {month} (Romawi)."),
            "signatory_name": _("Kosongkan bila nama ditulis tangan."),
            "opening": _("Dicetak sebelum ringkasan; boleh kosong."),
            "closing": _("Dicetak sebelum tanda tangan; boleh kosong."),
        }

    def stands(self) -> dict[str, Values]:
        """Give what stands, with a mark of the coat of arms, which the form does not show."""
        logo = bytes(self.instance.logo or b"")
        mark = [_("lambang terpasang (%(mark)s)") % {"mark": hashlib.sha256(logo).hexdigest()[:8]}] if logo else []
        return super().stands() | {"picture": [str(each) for each in mark]}

    def clean_picture(self) -> bytes:
        """Give the bytes of a PNG that can be drawn; anything else is refused with a sentence."""
        chosen = self.cleaned_data.get("picture")
        if not chosen:
            return b""
        if chosen.size > MOST_LOGO_BYTES:
            raise ValidationError(_("Lambang lebih besar dari 1 MB. Perkecil gambarnya; lambang lama tetap dipakai."))
        content: bytes = chosen.read()
        try:
            with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
                wide, high = picture.size
                picture.verify()
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            raise ValidationError(_("Berkas ini bukan gambar PNG yang utuh; lambang lama tetap dipakai.")) from None
        if max(wide, high) > MOST_LOGO_SIDE:
            raise ValidationError(_("Lambang lebih dari 2.000 piksel. Perkecil gambarnya; lambang lama tetap dipakai."))
        return content

    def save(self, commit: bool = True) -> Letterhead:
        """Take the new coat of arms over, if one was chosen."""
        if self.cleaned_data["picture"]:
            self.instance.logo = self.cleaned_data["picture"]
        saved: Letterhead = super().save(commit)
        return saved


class ScheduleForm(Versioned, forms.ModelForm):
    """When the draft of an agency's weekly briefing is made."""

    TOGETHER = (("weekday", "hour"),)

    weekday = forms.TypedChoiceField(label=_("Hari"), choices=list(WEEKDAYS.items()), coerce=int)
    hour = forms.TypedChoiceField(
        label=_("Jam (WIB)"), choices=[(hour, f"{hour:02d}.00") for hour in range(24)], coerce=int
    )

    class Meta:
        model = Schedule
        fields = ["weekday", "hour", "active"]


class DailyForm(Versioned, forms.ModelForm):
    """When the draft of an agency's daily edition is made; the morning's looks back on the day before."""

    TOGETHER = (("hour", "active"),)

    hour = forms.TypedChoiceField(
        label=_("Jam (WIB)"), choices=[(hour, f"{hour:02d}.00") for hour in range(24)], coerce=int
    )

    class Meta:
        model = Schedule
        fields = ["hour", "active"]

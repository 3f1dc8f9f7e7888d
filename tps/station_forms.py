"""Forms by which a person sets a station's position, or corrects what its roster says."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.editing import SEEN, Values, Versioned
from tps import degrees
from tps.corrections import BY_HAND, COLUMNS
from tps.kinds import PositionSource
from tps.models import PollingStation
from tps.row_cells import MOST_VOTERS

SOUTH, NORTH, WEST, EAST = -11.5, 6.5, 94.5, 141.5  # the box in which Indonesia lies, degrees WGS 84
LONGEST = 24


class Degrees(forms.CharField):
    """Degrees as people write them: with a point or a comma, with a minus of any kind, or with minutes and seconds."""

    def __init__(self, limit: float, parse: Callable[[str], float], **options: Any) -> None:
        self.limit, self.parse = limit, parse
        options.setdefault("max_length", LONGEST)
        super().__init__(**options)
        self.widget.attrs.update(inputmode="text", autocomplete="off", spellcheck="false")

    def clean(self, value: Any) -> Any:
        """Give the degrees as a number; the refusal says how to write them."""
        text = super().clean(value)
        try:
            value = self.parse(text)
        except ValueError:
            value = self.limit * 2
        if not -self.limit <= value <= self.limit:
            raise forms.ValidationError(_("Tulis derajat desimal, misalnya -6,58123 atau 106,21450."))
        return value


class PositionForm(Versioned, forms.Form):
    """Latitude, longitude, where they come from, and why they are set.

    The latitude's own check takes up to 180 degrees, so that swapped numbers reach the sentence about swapping.
    """

    TOGETHER = (("latitude", "longitude", "source"),)

    latitude = Degrees(
        180,
        degrees.latitude,
        label=gettext_lazy("Lintang"),
        help_text=gettext_lazy("Derajat desimal; selatan bertanda minus, misalnya -6,58123."),
    )
    longitude = Degrees(
        180,
        degrees.longitude,
        label=gettext_lazy("Bujur"),
        help_text=gettext_lazy("Derajat desimal, misalnya 106,21450."),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Asal posisi"),
        choices=[(each.value, each.label) for each in (PositionSource.SURVEY, PositionSource.MANUAL)],
        widget=forms.RadioSelect,
        initial=PositionSource.SURVEY,
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Tercatat di riwayat, misalnya: diukur dengan GPS saat kunjungan tanggal 12."),
    )

    def stands(self) -> dict[str, Values]:
        """Give the position that a person has set; the form begins empty, and one from a file is nobody's word."""
        station = cast("PollingStation", self.row)
        if station.position_source not in BY_HAND:
            return {"latitude": [], "longitude": [], "source": []}
        place = {name: [f"{getattr(station, name):.6f}"] for name in ("latitude", "longitude")}
        return place | {"source": [station.position_source]}

    def clean(self) -> dict[str, Any]:
        """Refuse positions outside Indonesia, and say so plainly when the two numbers are swapped."""
        values = super().clean() or {}
        latitude, longitude = values.get("latitude"), values.get("longitude")
        if latitude is None or longitude is None or _inside(latitude, longitude):
            return values
        if _inside(longitude, latitude):
            raise forms.ValidationError(
                _("Lintang dan bujur tampaknya tertukar: lintang Indonesia antara -11 dan 6, bujur antara 95 dan 141.")
            )
        raise forms.ValidationError(
            _("Titik ini di luar Indonesia. Periksa tanda minus pada lintang dan letak komanya; posisi lama tetap.")
        )


def _inside(latitude: float, longitude: float) -> bool:
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST


class Hour(forms.TimeField):
    """A time of the day as people write it: 07.00 or 07:00."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            input_formats=["%H.%M", "%H:%M"],
            widget=forms.TimeInput(format="%H.%M", attrs={"inputmode": "text", "placeholder": "07.00"}),
            error_messages={"invalid": gettext_lazy("Tulis jam seperti 07.00.")},
            **options,
        )


class CorrectionForm(Versioned, forms.ModelForm):
    """What a roster says of a station, corrected by a person, with the reason; only what they changed is written."""

    TOGETHER = (COLUMNS["voters"], COLUMNS["hours"])

    opens_at = Hour(label=gettext_lazy("Jam buka (WIB)"))
    closes_at = Hour(label=gettext_lazy("Jam tutup (WIB)"))
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Tercatat di riwayat, misalnya: menurut berita acara PPS tanggal 3."),
        error_messages={"required": gettext_lazy("Sebutkan mengapa data ini diperbaiki.")},
    )

    class Meta:
        model = PollingStation
        fields = ("voters", "voters_male", "voters_female", "address", "opens_at", "closes_at", "special")
        help_texts = {
            "voters": gettext_lazy("Bilangan bulat tanpa pemisah. Kosongkan bila tidak diketahui; jangan tulis 0."),
            "voters_male": gettext_lazy("Bila laki-laki dan perempuan terisi, jumlahnya harus sama dengan pemilih."),
            "special": gettext_lazy("Misalnya di lembaga pemasyarakatan."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in COLUMNS["voters"]:
            field = cast("forms.IntegerField", self.fields[name])
            field.localize = False
            field.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean_address(self) -> str:
        """Take the address without stray spaces."""
        return " ".join(self.cleaned_data["address"].split())

    def clean(self) -> dict[str, Any]:
        """Hold the figures of voters and the hours together."""
        data = super().clean() or self.cleaned_data
        total, male, female = (data.get(name) for name in COLUMNS["voters"])
        if any(value is not None and value > MOST_VOTERS for value in (total, male, female)):
            self.add_error("voters", _("Jumlah pemilih satu TPS tidak mungkin sebesar ini."))
        elif male is not None and female is not None:
            if total is None:
                data["voters"] = total = male + female
            if total != male + female:
                sentence = _("Jumlah pemilih tidak sama dengan laki-laki ditambah perempuan (%(sum)d).")
                self.add_error("voters", sentence % {"sum": male + female})
        elif total is not None and max(male or 0, female or 0) > total:
            self.add_error("voters", _("Pemilih tidak dapat lebih sedikit daripada laki-laki atau perempuan saja."))
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Jam tutup harus lebih lambat daripada jam buka."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """Give the columns that this person has changed, with their new values."""
        changed = {name for name in self.changed_data if name not in {"reason", SEEN}}
        if {"voters_male", "voters_female"} & changed and self.cleaned_data["voters"] != self.instance.voters:
            changed.add("voters")
        return {name: self.cleaned_data[name] for name in changed}

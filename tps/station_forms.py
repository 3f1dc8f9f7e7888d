"""The form by which a person sets a station's position."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tps.kinds import PositionSource

SOUTH, NORTH, WEST, EAST = -11.5, 6.5, 94.5, 141.5  # the box in which Indonesia lies, degrees WGS 84
LONGEST = 24


class Degrees(forms.CharField):
    """A number of degrees as people write it: with a point or a comma, with a minus sign of any kind."""

    def __init__(self, limit: float, **options: Any) -> None:
        self.limit = limit
        options.setdefault("max_length", LONGEST)
        super().__init__(**options)
        self.widget.attrs.update(inputmode="text", autocomplete="off", spellcheck="false")

    def clean(self, value: Any) -> Any:
        """Give the degrees as a number; the refusal says how to write them."""
        text = super().clean(value)
        plain = text.replace("−", "-").replace("–", "-").replace(",", ".").replace("°", "").replace(" ", "")
        try:
            degrees = float(plain)
        except ValueError:
            degrees = self.limit * 2
        if not -self.limit <= degrees <= self.limit:
            raise forms.ValidationError(_("Tulis derajat desimal, misalnya -6,58123 atau 106,21450."))
        return degrees


class PositionForm(forms.Form):
    """Latitude, longitude, where they come from, and why they are set.

    The latitude's own check takes up to 180 degrees, so that swapped numbers reach the sentence about swapping.
    """

    latitude = Degrees(
        180,
        label=gettext_lazy("Lintang"),
        help_text=gettext_lazy("Derajat desimal; selatan bertanda minus, misalnya -6,58123."),
    )
    longitude = Degrees(
        180, label=gettext_lazy("Bujur"), help_text=gettext_lazy("Derajat desimal, misalnya 106,21450.")
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

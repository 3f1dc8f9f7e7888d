"""The form of fast entry."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from desk.recap.kinds import FormState, How
from desk.recap.photos.forms import PhotoInput
from desk.recap.rules import PERMISSION, Refused
from tps import search
from tps.models import Election, PollingStation, Race

ALL = ""
OFF = timedelta(minutes=5)  # a device's clock that differs by more is told to the person
AN_HOUR = (timedelta(minutes=50), timedelta(minutes=70))
LONGEST = timedelta(hours=12)


class EntryForm(forms.Form):
    """One station, one race or all of them, one state.

    The page sends what its own clock said when the key was pressed (`pressed`) and when it was sent (`sent`), in
    milliseconds since 1970; only their difference counts, so that a wrong clock makes no wrong moment.
    """

    station = forms.CharField(label=_lazy("TPS"), max_length=100)
    race = forms.CharField(label=_lazy("Jenis surat suara"), max_length=20, required=False)
    state = forms.ChoiceField(label=_lazy("Keadaan formulir"), choices=FormState.choices)
    how = forms.ChoiceField(
        label=_lazy("Cara"),
        choices=[(each.value, each.label) for each in (How.PHONE, How.BROWSER, How.SMS)],
        initial=How.PHONE,
    )
    note = forms.CharField(label=_lazy("Catatan"), max_length=500, required=False)
    permission_number = forms.CharField(label=_lazy("Nomor izin"), max_length=PERMISSION, required=False)
    photo = forms.FileField(label=_lazy("Foto formulir"), required=False, widget=PhotoInput())
    client_id = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    pressed = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sent = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, election: Election, races: list[Race], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.election, self.races = election, races
        choices = [(ALL, _("semua jenis surat suara")), *((each.code, each.name) for each in races)]
        self.fields["race"].widget = forms.Select(choices=choices)

    def clean_station(self) -> PollingStation:
        """Find the station by its code, or by a text that fits exactly one."""
        text = self.cleaned_data["station"]
        found = search.find_station(self.election.pk, text)
        if found is None:
            fits = search.look(self.election.pk, search.clean(text), stations=2, regions=0)
            if len(fits.stations) == 1 and not fits.typos:
                found = fits.stations[0]
        if found is None:
            raise forms.ValidationError(_("TPS ini tidak ditemukan di pemilihan ini. Ketik desa dan nomornya."))
        return PollingStation.objects.select_related("region").get(pk=found.pk)

    def clean_race(self) -> list[Race]:
        """Give the races that are meant."""
        code = self.cleaned_data["race"]
        found = [each for each in self.races if code in {ALL, each.code}]
        if not found:
            raise forms.ValidationError(_("Jenis surat suara ini bukan milik pemilihan yang dipilih."))
        return found

    def seen_at(self, at: datetime) -> datetime:
        """Give when the key was pressed by the desk's clock."""
        pressed, sent = self.cleaned_data.get("pressed"), self.cleaned_data.get("sent")
        if pressed is None or sent is None:
            return at
        waited = timedelta(milliseconds=max(sent - pressed, 0)) if sent - pressed < 10**9 else LONGEST
        return at - min(waited, LONGEST)

    def clock_words(self, at: datetime) -> str:
        """Say how far the device's clock is off, "" when it goes right."""
        sent = self.cleaned_data.get("sent")
        if sent is None or not 0 < sent < 10**13:
            return ""
        ahead = datetime.fromtimestamp(sent / 1000, UTC) - at
        if abs(ahead) <= OFF:
            return ""
        minutes = round(abs(ahead).total_seconds() / 60)
        words = (
            _("Jam perangkat ini %(minutes)d menit di depan jam desk.")
            if ahead > OFF
            else _("Jam perangkat ini %(minutes)d menit di belakang jam desk.")
        )
        parts = [words % {"minutes": minutes}, _("Waktu laporan dihitung dengan jam desk.")]
        if AN_HOUR[0] <= abs(ahead) <= AN_HOUR[1]:
            parts.insert(1, _("Mungkin zona waktunya keliru."))
        return " ".join(parts)


def refusal(error: Refused) -> dict[str, str]:
    """Give a refusal as plain data."""
    return {"field": error.field, "sentence": str(error)}

"""The form with which a risk is logged: what somebody saw where."""

import json
import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.agencies.models import Agency
from risks import rules
from risks.details import COMPASS, FARTHEST, LONGEST, Details, Mode, Variable, bearing_of, belonging, problems
from risks.kinds import GRADES, Channel, Grade, Kind
from tps import codes, search
from tps.models import Election, PollingStation, Region

MOST_CANDIDATES = 8
# Imports and feeds name themselves; a person tells how a statement reached the desk.
BY_HAND = (Channel.BROWSER, Channel.LETTER, Channel.PHONE, Channel.WHATSAPP, Channel.SMS)
DATETIME_LOCAL = "%Y-%m-%dT%H:%M"


def grade_choices() -> list[Any]:
    """Give the grades grouped by kind; kinds that share their grades share a group."""
    groups: dict[tuple[Grade, ...], list[str]] = {}
    for kind, grades in GRADES.items():
        if grades:
            groups.setdefault(grades, []).append(str(Kind(kind).label))
    shown = [(" / ".join(kinds), [(each.value, each.label) for each in grades]) for grades, kinds in groups.items()]
    return [("", gettext_lazy("Pilih tingkat")), *shown]


def place_label(place: PollingStation | Region) -> str:
    """Name a station or region in full, so that villages of one name can be told apart."""
    if isinstance(place, PollingStation):
        return f"TPS {place.number:03d} {_chain(place.region)}"
    return _chain(place)


class LogForm(forms.Form):
    """What somebody saw where, in six fields; the rest is hidden or asked only where it matters."""

    place = forms.CharField(
        label=gettext_lazy("TPS atau wilayah"),
        max_length=160,
        help_text=gettext_lazy("Ketik desa dan nomor, misalnya “kanekes 5”, atau kode TPS."),
        error_messages={"required": gettext_lazy("Isi TPS atau wilayah tempat risiko ini.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"),
        choices=[("", gettext_lazy("Pilih jenis")), *Kind.choices],
        error_messages={"required": gettext_lazy("Pilih jenis risiko.")},
    )
    grade = forms.ChoiceField(
        label=gettext_lazy("Tingkat"),
        choices=grade_choices,
        error_messages={"required": gettext_lazy("Pilih tingkat.")},
    )
    metres = forms.IntegerField(
        label=gettext_lazy("Jarak ke tempat bersinyal (meter)"),
        required=False,
        widget=forms.NumberInput(attrs={"min": "1", "max": str(FARTHEST)}),
    )
    bearing = forms.CharField(
        label=gettext_lazy("Arah ke tempat bersinyal"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Arah mata angin, misalnya “timur laut”, atau derajat 0–359."),
        widget=forms.TextInput(attrs={"list": "compass", "autocomplete": "off"}),
    )
    variables = forms.MultipleChoiceField(
        label=gettext_lazy("Variabel TPS rawan (Bawaslu)"),
        required=False,
        choices=Variable.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Moda ke tempat ini"),
        required=False,
        choices=[("", gettext_lazy("Tidak disebut")), *Mode.choices],
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Waktu tempuh (menit)"),
        required=False,
        widget=forms.NumberInput(attrs={"min": "1", "max": str(LONGEST)}),
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("Sumber"),
        queryset=Agency.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Pilih instansi yang menyatakan"),
        error_messages={"required": gettext_lazy("Pilih instansi yang menyatakannya.")},
    )
    observed_at = forms.DateTimeField(
        label=format_lazy("{} ({})", gettext_lazy("Waktu diamati"), settings.TIME_ZONE_LABEL),
        input_formats=[DATETIME_LOCAL, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d-%m-%Y %H.%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=DATETIME_LOCAL),
        error_messages={
            "required": gettext_lazy("Isi waktu keadaan itu dilihat."),
            "invalid": gettext_lazy("Isi tanggal dan jam, misalnya 5-2-2024 14.20."),
        },
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Saluran"),
        required=False,
        choices=[each for each in Channel.choices if each[0] in BY_HAND],
        initial=Channel.BROWSER,
    )
    note = forms.CharField(
        label=gettext_lazy("Keterangan"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place_code = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, user: User, election: Election, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.election, self.at = user, election, at
        self.fields["grade"].required = self.data.get("kind") != Kind.OTHER
        self.candidates: list[PollingStation | Region] = []
        sources = Agency.objects.active()
        if user.role == Role.LIAISON and user.agency is not None:
            sources = sources.filter(pk=user.agency.pk)
            self.fields["source"].initial = user.agency.code
            self.fields["source"].empty_label = None  # type: ignore[attr-defined]
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        self.fields["place"].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})

    @property
    def grades(self) -> str:
        """Give the grades of each kind for the page's script."""
        return json.dumps({kind: [grade.value for grade in grades] for kind, grades in GRADES.items()})

    def clean_place(self) -> PollingStation | Region:
        """Find the one place that is meant; several are offered to choose from."""
        text = self.cleaned_data["place"]
        place = self._exact(self.data.get("place_choice", "")) or self._suggested(text) or self._exact(text)
        if place is None:
            place = self._by_name(text)
        if not self._allowed(place):
            raise forms.ValidationError(
                _("%(place)s di luar wilayah tugas Anda.") % {"place": place_label(place)}, code="outside"
            )
        return place

    def clean(self) -> dict[str, Any]:
        """Hold kind, grade and time against each other."""
        data = super().clean() or {}
        kind, grade = data.get("kind"), data.get("grade", "")
        if kind and "grade" not in self.errors:
            self._refuse("grade", lambda: rules.check_grade(kind, grade))
        observed_at = data.get("observed_at")
        if observed_at:
            self._refuse("observed_at", lambda: rules.settled_moment(observed_at, self.at))
        if kind:
            self._hold_details(data, kind, grade)
        data["channel"] = data.get("channel") or Channel.BROWSER
        return data

    @property
    def compass(self) -> tuple[Any, ...]:
        """Give the compass words that are offered for a bearing."""
        return COMPASS

    def clean_bearing(self) -> int | None:
        """Read a compass word or degrees."""
        try:
            return bearing_of(self.cleaned_data["bearing"])
        except ValueError:
            raise forms.ValidationError(
                _("Isi arah mata angin, misalnya “timur laut”, atau derajat antara 0 dan 359.")
            ) from None

    def _hold_details(self, data: dict[str, Any], kind: str, grade: str) -> None:
        # What another kind asked for and the page has hidden since is not said.
        given = Details(
            data.get("metres"),
            data.get("bearing"),
            tuple(data.get("variables") or ()),
            data.get("mode", ""),
            data.get("minutes"),
        )
        data["details"] = belonging(kind, grade, given)
        for name, sentence in problems(kind, grade, data["details"]).items():
            self.add_error(name, sentence)

    def _refuse(self, name: str, check: Any) -> None:
        try:
            check()
        except rules.Refused as refusal:
            self.add_error(name, str(refusal))

    def _suggested(self, text: str) -> PollingStation | Region | None:
        """Give the place that was chosen from the list, unless the text was changed afterwards."""
        place = self._exact(self.data.get("place_code", ""))
        return place if place is not None and place_label(place) == text else None

    def _exact(self, code: str) -> PollingStation | Region | None:
        if not code:
            return None
        station = search.find_station(self.election.pk, code)
        if station is not None:
            return station
        try:
            return Region.objects.select_related("parent__parent").filter(code=codes.dotted(code)).first()
        except ValueError:
            return None

    def _by_name(self, text: str) -> PollingStation | Region:
        found: list[PollingStation | Region] = []
        found += search.find_stations(self.election.pk, text, limit=MOST_CANDIDATES)
        if not found:
            found += search.find_regions(text, limit=MOST_CANDIDATES)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                _("Tidak ada TPS atau wilayah yang cocok dengan “%(text)s”. Periksa nama desa dan nomornya.")
                % {"text": text},
                code="unknown",
            )
        self.candidates = found
        raise forms.ValidationError(_("Lebih dari satu tempat cocok; pilih salah satu di bawah ini."), code="several")

    def _allowed(self, place: PollingStation | Region) -> bool:
        where = place.region_id if isinstance(place, PollingStation) else place.code
        if self.user.role == Role.LIAISON:
            return True
        return self.user.may(Right.LOG_RISK, place=where)


def _chain(region: Region | None) -> str:
    names = []
    while region is not None and len(region.code) > 2:
        names.append(region.name)
        region = region.parent
    return ", ".join(names)

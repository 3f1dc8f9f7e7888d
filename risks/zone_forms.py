"""The form in which hazard zones are handed in, and the one in which their proposals are taken back."""

import uuid
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.agencies.models import Agency
from risks import rules
from risks.kinds import GRADES, Kind
from risks.models import HazardLayer
from risks.zone_shapes import MOST_RADIUS
from tps import vectors
from tps.boundary_forms import PAGE_BYTES, SYSTEMS
from tps.forms import DayInput
from tps.models import Election

USUAL_RADIUS = 500


def _grades() -> list[Any]:
    groups: list[Any] = [
        (Kind(kind).label, [(g.value, g.label) for g in grades]) for kind, grades in GRADES.items() if grades
    ]
    # Logistics and access share their grades.
    groups = [each for each in groups if each[0] != Kind.ACCESS.label]
    groups = [(f"{n}, {Kind.ACCESS.label}" if n == Kind.LOGISTICS.label else n, rows) for n, rows in groups]
    return [("", _("Dari kolom berkas, atau yang lazim untuk jenisnya")), *groups]


class ZoneForm(forms.Form):
    """A file of zones and what it says; it is looked at right away, so that a wrong one is refused here."""

    file = forms.FileField(
        label=gettext_lazy("Berkas zona"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(vectors.SUFFIXES)}),
        help_text=gettext_lazy(
            "Poligon atau titik: GeoJSON, Shapefile dalam .zip, GeoPackage, KML; paling besar 60 MB."
        ),
        error_messages={
            "required": gettext_lazy("Pilih berkas zona lebih dulu."),
            "empty": gettext_lazy("Berkas kosong. Periksa berkas yang dipilih."),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis risiko"), choices=[("", gettext_lazy("Pilih jenis")), *Kind.choices]
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("Sumber"),
        queryset=Agency.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Pilih instansi yang menyatakan"),
        error_messages={"required": gettext_lazy("Pilih instansi yang menyatakan zona ini.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Nama"),
        max_length=120,
        help_text=gettext_lazy(
            "Nama yang sama dari sumber yang sama menjadi versi berikutnya, misalnya “Rawan banjir”."
        ),
    )
    observed_on = forms.DateField(label=gettext_lazy("Keadaan per"), widget=DayInput())
    grade = forms.ChoiceField(label=gettext_lazy("Tingkat"), choices=_grades, required=False)
    grade_field = forms.CharField(
        label=gettext_lazy("Kolom tingkat"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Bila tingkat berbeda per zona. Nilainya dipetakan pada pratinjau."),
    )
    radius = forms.IntegerField(
        label=gettext_lazy("Radius titik (meter)"),
        required=False,
        min_value=1,
        max_value=MOST_RADIUS,
        help_text=gettext_lazy("Hanya bila berkas memuat titik atau garis."),
    )
    crs = forms.ChoiceField(
        label=gettext_lazy("Sistem koordinat"),
        choices=SYSTEMS,
        required=False,
        help_text=gettext_lazy("Hanya bila berkas tidak menyebutkannya, misalnya Shapefile tanpa .prj."),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        initial = options.setdefault("initial", {})
        initial.setdefault("client_id", uuid.uuid4())
        initial.setdefault("observed_on", clock.local(clock.now()).date())
        initial.setdefault("radius", USUAL_RADIUS)
        super().__init__(*args, **options)
        sources = Agency.objects.active()
        if user.role == Role.LIAISON and user.agency is not None:
            sources = sources.filter(pk=user.agency.pk)
            self.fields["source"].initial = user.agency.code
            self.fields["source"].empty_label = None  # type: ignore[attr-defined]
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]

    @property
    def common(self) -> list[forms.BoundField]:
        """Give the fields that everybody fills in."""
        return [self[name] for name in ("file", "kind", "source", "name", "observed_on", "grade")]

    @property
    def rare(self) -> list[forms.BoundField]:
        """Give the fields for files that are not as usual."""
        return [self[name] for name in ("grade_field", "radius", "crs")]

    @property
    def rare_open(self) -> bool:
        """Tell whether the rare fields hold anything to be seen."""
        return any(field.errors for field in self.rare) or bool(self["grade_field"].value() or self["crs"].value())

    def clean_file(self) -> UploadedFile:
        """Refuse a file that cannot hold zones, with what to do about it."""
        given = cast("UploadedFile", self.cleaned_data["file"])
        try:
            vectors.look(cast("Any", given.file), given.name or "", most_bytes=PAGE_BYTES)
        except vectors.Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from None
        given.seek(0)
        return given

    def clean(self) -> dict[str, Any]:
        """Refuse a grade of another kind, two ways to say the grade, and a day that has not come."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("grade") and data.get("kind"):
            try:
                rules.check_grade(data["kind"], data["grade"])
            except rules.Refused as refusal:
                self.add_error("grade", str(refusal))
        if data.get("grade") and data.get("grade_field"):
            self.add_error("grade_field", _("Pilih satu: tingkat yang sama untuk semua, atau kolom tingkat."))
        day = data.get("observed_on")
        if day and day > clock.local(clock.now()).date():
            self.add_error("observed_on", _("Tanggal ini ada di masa depan."))
        if day and day.year < 2000:
            self.add_error("observed_on", _("Tanggal terlalu lama berlalu; periksa tahunnya."))
        return data

    def wish(self, election: Election, remit: str) -> HazardLayer:
        """Give what is asked for, not yet saved."""
        words = ("kind", "source", "name", "observed_on", "grade", "grade_field", "radius", "crs", "client_id")
        return HazardLayer(election=election, remit=remit, **{word: self.cleaned_data[word] for word in words})


class ZoneUndoForm(forms.Form):
    """Why the proposals of a layer are taken back; history keeps it."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=200,
        error_messages={"required": gettext_lazy("Sebutkan mengapa usulan ini dibatalkan.")},
    )

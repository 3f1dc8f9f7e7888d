"""The form in which a file of official boundaries is handed in, and the one in which it is taken back."""

import re
import uuid
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tps import vectors
from tps.actions.boundaries import wanted
from tps.forms import DayInput
from tps.kinds import Level
from tps.models import BoundarySet

# Below what any request may carry (LARGEST_REQUEST_BYTES), so that a file too large gets a sentence.
PAGE_BYTES = 60 * 1024 * 1024
SYSTEMS = [
    ("", gettext_lazy("Seperti yang tertulis di berkas")),
    ("EPSG:4326", "WGS 84"),
    ("EPSG:32748", "WGS 84 / UTM 48S"),
    ("EPSG:32749", "WGS 84 / UTM 49S"),
    ("EPSG:32747", "WGS 84 / UTM 47S"),
    ("EPSG:23830", "DGN95 / TM-3 48.1"),
    ("EPSG:23831", "DGN95 / TM-3 48.2"),
]


class BoundaryForm(forms.Form):
    """A file of boundaries; it is looked at right away, so that a wrong one is refused here."""

    file = forms.FileField(
        label=gettext_lazy("Berkas batas wilayah"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(vectors.SUFFIXES)}),
        help_text=gettext_lazy("GeoJSON, Shapefile dalam .zip, GeoPackage, atau KML; paling besar 60 MB."),
        error_messages={
            "required": gettext_lazy("Pilih berkas batas wilayah lebih dulu."),
            "empty": gettext_lazy("Berkas kosong. Periksa berkas yang dipilih."),
        },
    )
    source = forms.CharField(
        label=gettext_lazy("Sumber"),
        max_length=200,
        help_text=gettext_lazy("Misalnya Badan Informasi Geospasial, Kepmendagri 300.2.2-2138/2025. Tampil di peta."),
    )
    licence = forms.CharField(
        label=gettext_lazy("Lisensi"), max_length=200, required=False, help_text=gettext_lazy("Tampil di peta.")
    )
    valid_from = forms.DateField(
        label=gettext_lazy("Berlaku sejak"),
        widget=DayInput(),
        help_text=gettext_lazy("Versi sebelumnya berakhir pada tanggal ini dan tetap tersimpan."),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Tingkat"),
        choices=[("", gettext_lazy("Semua yang ada di berkas")), *Level.choices],
        required=False,
    )
    code_field = forms.CharField(
        label=gettext_lazy("Kolom kode wilayah"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Kosongkan agar dicari sendiri."),
    )
    crs = forms.ChoiceField(
        label=gettext_lazy("Sistem koordinat"),
        choices=SYSTEMS,
        required=False,
        help_text=gettext_lazy("Hanya bila berkas tidak menyebutkannya, misalnya Shapefile tanpa .prj."),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {}).setdefault("client_id", uuid.uuid4())
        super().__init__(*args, **options)

    @property
    def common(self) -> list[forms.BoundField]:
        """Give the fields that everybody fills in."""
        return [self[name] for name in ("file", "source", "licence", "valid_from")]

    @property
    def rare(self) -> list[forms.BoundField]:
        """Give the fields for files that are not as usual."""
        return [self[name] for name in ("level", "code_field", "crs")]

    @property
    def rare_open(self) -> bool:
        """Tell whether the rare fields hold anything to be seen."""
        return any(field.errors or (self.is_bound and field.value()) for field in self.rare)

    def clean_file(self) -> UploadedFile:
        """Refuse a file that cannot hold boundaries, with what to do about it."""
        given = cast("UploadedFile", self.cleaned_data["file"])
        try:
            vectors.look(cast("Any", given.file), given.name or "", most_bytes=PAGE_BYTES)
        except vectors.Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from None
        given.seek(0)
        return given

    def clean_code_field(self) -> str:
        """Take a column's name as it may stand in a file."""
        name: str = self.cleaned_data["code_field"].strip()
        if re.search(r"[\x00-\x1f]", name):
            raise forms.ValidationError(_("Nama kolom memuat karakter yang tidak dapat dibaca."))
        return name

    def wish(self) -> BoundarySet:
        """Give what is asked for, not yet saved."""
        data = self.cleaned_data
        words = ("level", "code_field", "crs", "valid_from", "source", "licence")
        found = wanted(**{word: data[word] for word in words})
        found.client_id = data["client_id"]
        return found


class UndoForm(forms.Form):
    """Why a loaded file is taken back; history keeps it."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=200,
        error_messages={"required": gettext_lazy("Sebutkan mengapa batas wilayah ini dibatalkan.")},
    )

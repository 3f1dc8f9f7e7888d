"""Forms of rosters: the file that is handed in, and which of its columns holds what."""

import json
import uuid
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.agencies.models import Agency
from tps import archives, columns, tables, workbooks
from tps.columns import LABELS, Layout
from tps.models import Election, RosterImport

USUAL_SOURCE = "kpu"
AUTO, CREATE, UPDATE = "", "create", "update"
_MODES = {AUTO: None, CREATE: False, UPDATE: True}


class SourceField(forms.ModelChoiceField):
    """The agency or office that a file comes from; the columns of its files are remembered."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Asal berkas"))
        options.setdefault("queryset", Agency.objects.filter(active=True).order_by("code"))
        options.setdefault("empty_label", gettext_lazy("Tidak disebutkan"))
        options.setdefault("help_text", gettext_lazy("Pemetaan kolom diingat untuk berkas berikutnya dari asal ini."))
        super().__init__(required=False, **options)


class RosterForm(forms.Form):
    """A roster of stations to be handed in; the file is looked at once, so that no roster at all is refused here."""

    election = forms.ModelChoiceField(
        label=gettext_lazy("Pemilihan"),
        queryset=Election.objects.order_by("-polling_date", "code"),
        empty_label=gettext_lazy("Pilih pemilihan"),
    )
    source = SourceField()
    file = forms.FileField(
        label=gettext_lazy("Berkas daftar TPS"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,text/csv"}),
        help_text=gettext_lazy(
            "CSV atau XLSX, paling besar 20 MB. Kolom kode_tps, atau kode_desa bersama no_tps; boleh juga tps_khusus, "
            "pemilih, pemilih_l, pemilih_p, alamat, lintang, bujur, jam_buka, jam_tutup. Kolom bernama lain dapat "
            "dipetakan setelah diunggah."
        ),
        error_messages={
            "required": gettext_lazy("Pilih berkas CSV atau XLSX lebih dulu."),
            "empty": gettext_lazy("Berkas kosong: tidak ada satu baris pun di dalamnya. Periksa berkas yang dipilih."),
        },
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        initial = options.setdefault("initial", {})
        initial.setdefault("client_id", uuid.uuid4())
        if "source" not in initial:
            initial["source"] = Agency.objects.filter(code=USUAL_SOURCE, active=True).first()
        super().__init__(*args, **options)

    def clean_file(self) -> UploadedFile:
        """Refuse a file that cannot be a list at all, with what to do about it; its columns are a later matter."""
        given = cast("UploadedFile", self.cleaned_data["file"])
        most = settings.IMPORT_PAGE_BYTES
        if (given.size or 0) > most:
            raise forms.ValidationError(tables.too_big(most))
        file = cast("Any", given.file)
        try:
            file.seek(0)
            if file.read(len(workbooks.MAGIC)) == workbooks.MAGIC:
                archives.entries(file)
            else:
                tables.survey(file, most, columns.fits())
        except tables.Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from None
        given.seek(0)
        return given


class MappingForm(forms.Form):
    """Which column of a file each field is taken from, whose file it is, and whether it may bring new stations."""

    source = SourceField()
    mode = forms.ChoiceField(
        label=gettext_lazy("Yang dilakukan berkas ini"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (AUTO, gettext_lazy("Menurut kolomnya: berkas yang hanya memuat keterangan tidak membuat TPS baru")),
            (CREATE, gettext_lazy("Daftar TPS: TPS yang belum tercatat dibuat")),
            (UPDATE, gettext_lazy("Hanya memperbarui TPS yang sudah ada: yang belum tercatat ditolak")),
        ],
    )

    def __init__(self, roster: RosterImport, data: QueryDict | None = None) -> None:
        self.roster = roster
        self.header: list[str] = roster.report.get("header", [])
        self.values: list[list[str]] = roster.report.get("values", [])
        taken = roster.mapping or roster.report.get("places") or columns.guess(self.header).places
        initial = {f"column_{field}": str(place) for field, place in taken.items() if place is not None}
        mode = AUTO if roster.report.get("update_auto", True) else UPDATE if roster.update_only else CREATE
        super().__init__(data, initial={"source": roster.source_id, "mode": mode, **initial})
        offered = [("", _("tidak dipakai"))]
        offered += [(str(place), self._offer(place)) for place in range(len(self.header))]
        for field in columns.FIELDS:
            select = forms.Select(attrs={"data-column": ""})
            self.fields[f"column_{field}"] = forms.ChoiceField(
                label=LABELS[field],
                choices=offered,
                required=False,
                widget=select,
                error_messages={"invalid_choice": gettext_lazy("Kolom ini tidak ada di berkas.")},
            )

    def _offer(self, place: int) -> str:
        """Give a column's name with its first value: a name alone may say nothing."""
        name = columns.column_name(self.header, place)
        first = next((each for each in self.values[place] if each), "") if place < len(self.values) else ""
        return f"{name} ({first})" if first else name

    @property
    def taken(self) -> int:
        """Give how many fields have a column."""
        return sum(bool(self[f"column_{field}"].value()) for field in columns.FIELDS)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Give for each field its choice of columns beside the first values of the column that is chosen."""
        found = []
        for field in columns.FIELDS:
            bound = self[f"column_{field}"]
            chosen = str(bound.value() or "")
            place = int(chosen) if chosen.isdigit() else -1
            examples = self.values[place] if 0 <= place < len(self.values) else []
            found.append({"field": bound, "examples": [each for each in examples if each]})
        return found

    @property
    def examples_json(self) -> str:
        """Give the first values of every column, for the script that follows a changed choice."""
        return json.dumps([" · ".join(each for each in column if each) for column in self.values], ensure_ascii=False)

    @property
    def ignored(self) -> list[str]:
        """Give the columns from which nothing is taken."""
        used = {str(self[f"column_{field}"].value() or "") for field in columns.FIELDS}
        names = range(len(self.header))
        return [columns.column_name(self.header, place) for place in names if str(place) not in used]

    def clean(self) -> dict[str, Any]:
        """Hold the choice to what can be read, each refusal beside its field."""
        data = super().clean() or self.cleaned_data
        chosen = {field: data.get(f"column_{field}") or "" for field in columns.FIELDS}
        places = {field: int(place) if place else None for field, place in chosen.items()}
        taken = {field: place for field, place in places.items() if place is not None}
        first: dict[int, str] = {}
        for field, place in taken.items():
            if place in first:
                sentence = _("Kolom ini sudah dipakai untuk %(field)s.") % {"field": LABELS[first[place]]}
                self.add_error(f"column_{field}", sentence)
            first.setdefault(place, field)
        for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if one in taken and other not in taken:
                self.add_error(f"column_{other}", _("Lintang dan bujur diperlukan keduanya, atau tidak keduanya."))
        if not self.errors and (trouble := Layout(taken, tuple(self.header)).trouble):
            raise forms.ValidationError(
                _("Pilih kolom kode TPS, atau kolom kode desa/kelurahan bersama nomor TPS.")
                if "code" not in taken
                else trouble
            )
        data["places"] = places
        data["update_only"] = _MODES.get(data.get("mode") or AUTO)
        return data

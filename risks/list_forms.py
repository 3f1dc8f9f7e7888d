"""Forms of lists of observations: the file that is handed in, and what its columns and words mean."""

import uuid
from typing import Any, BinaryIO, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.agencies.models import Agency
from risks import list_columns
from risks.actions.lists import said
from risks.kinds import GRADES, Kind
from risks.models import ListImport
from tps.column_forms import ColumnForm
from tps.columns import Layout
from tps.tables import Unreadable, too_big
from tps.workbooks import glance


class ListForm(forms.Form):
    """A file and whose statement it is; a liaison hands in lists of their own agency only."""

    source = forms.ModelChoiceField(
        label=gettext_lazy("Sumber"),
        queryset=Agency.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Pilih instansi yang menyatakan"),
        error_messages={"required": gettext_lazy("Pilih instansi yang menyatakan isi daftar ini.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Berkas daftar"),
        help_text=gettext_lazy(
            "CSV atau XLSX, paling besar 20 MB. Kolom kode_tps (atau kode_desa dan no_tps, atau nama kabupaten, "
            "kecamatan, desa, dan no_tps), kind, grade, date, dan bila ada note. Kolom bernama lain dapat dipetakan "
            "setelah diunggah; jenis, tingkat, dan tanggal boleh satu nilai untuk seluruh daftar."
        ),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Pilih berkas daftar."),
            "empty": gettext_lazy("Berkas kosong: tidak ada satu baris pun di dalamnya."),
        },
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = Agency.objects.active()
        if user.role == Role.LIAISON and user.agency is not None:
            sources = sources.filter(pk=user.agency.pk)
            self.fields["source"].initial = user.agency.code
            self.fields["source"].empty_label = None  # type: ignore[attr-defined]
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.tsv,.xlsx,text/csv"

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too big, or no list at all, before anything is stored."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_PAGE_BYTES:
            raise forms.ValidationError(too_big(settings.IMPORT_PAGE_BYTES))
        try:
            glance(cast("BinaryIO", file.file), settings.IMPORT_PAGE_BYTES, list_columns.fits)
        except Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return file


class ListMappingForm(ColumnForm):
    """Which column holds what, one value for the whole list where none does, and what its words for grades mean."""

    words = list_columns.WORDS
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis untuk seluruh daftar"),
        required=False,
        choices=[("", gettext_lazy("menurut kolom")), *Kind.choices],
    )
    grade = forms.ChoiceField(label=gettext_lazy("Tingkat untuk seluruh daftar"), required=False)
    day = forms.DateField(
        label=gettext_lazy("Tanggal pengamatan untuk seluruh daftar"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Tulis tanggal seperti 2024-01-25.")},
    )
    whole = forms.BooleanField(
        label=gettext_lazy("Baris tanpa nomor TPS berlaku untuk seluruh desa/kelurahan"), required=False
    )

    def __init__(self, made: ListImport, data: QueryDict | None = None) -> None:
        choices = said(made)
        initial = {"kind": choices.kind, "grade": choices.grade, "day": choices.day, "whole": choices.whole}
        super().__init__(made.report, made.mapping, data, initial=initial)
        groups = [(kind.label, [(each.value, each.label) for each in GRADES[kind]]) for kind in Kind if GRADES[kind]]
        self.fields["grade"].choices = [("", _("menurut kolom")), *groups]  # type: ignore[attr-defined]
        self.asked: list[tuple[str, dict[str, Any]]] = []
        for number, word in enumerate(made.report.get("words", [])):
            name = f"word_{number}"
            self.asked.append((name, word))
            self.fields[name] = forms.ChoiceField(
                label=f"{Kind(word['kind']).label}: {word['word']}",
                choices=[("", _("tolak baris ini")), *((each.value, each.label) for each in GRADES[word["kind"]])],
                initial=word["grade"],
                required=False,
            )

    @property
    def word_lines(self) -> list[dict[str, Any]]:
        """Give for each word for a grade its choice beside kind and number of rows; those that fit none come first."""
        lines = [{"field": self[name], **word} for name, word in self.asked if GRADES[word["kind"]]]
        return sorted(lines, key=lambda line: bool(line["grade"]))

    @property
    def unknown_words(self) -> int:
        """Count the words that fit no grade."""
        return sum(not line["grade"] for line in self.word_lines)

    def clean(self) -> dict[str, Any]:
        """Hold the choice to what can be read; a column and one value for all exclude each other."""
        data = super().clean()
        for name, column in (("kind", "kind"), ("grade", "grade"), ("day", "date")):
            if data.get(name) and column in self.chosen:
                self.add_error(name, _("Pilih kolom, atau satu nilai untuk seluruh daftar; tidak keduanya."))
        kind, grade = data.get("kind") or "", data.get("grade") or ""
        if kind and grade and grade not in GRADES[kind]:
            self.add_error("grade", _("Tingkat ini bukan untuk jenis %(kind)s.") % {"kind": Kind(kind).label})
        choices = list_columns.Choices(kind, grade, data.get("day"), whole=bool(data.get("whole")), names=True)
        if not self.errors and (trouble := list_columns.trouble(Layout(self.chosen, tuple(self.header)), choices)):
            raise forms.ValidationError(trouble)
        data["words"] = {
            f"{word['kind']}|{word['word']}": data.get(name, "")
            for name, word in self.asked
            if data.get(name, "") != word["grade"]
        }
        data["choices"] = {
            "kind": kind,
            "grade": grade,
            "day": choices.day.isoformat() if choices.day else "",
            "whole": choices.whole,
        }
        return data


class UndoForm(forms.Form):
    """Why a list is taken back."""

    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

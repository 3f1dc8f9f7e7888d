"""Forms of rosters: the file that is handed in, and which of its columns holds what."""

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
from tps.column_forms import ColumnForm
from tps.columns import Layout
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


class MappingForm(ColumnForm):
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
        mode = AUTO if roster.report.get("update_auto", True) else UPDATE if roster.update_only else CREATE
        super().__init__(roster.report, roster.mapping, data, initial={"source": roster.source_id, "mode": mode})

    def clean(self) -> dict[str, Any]:
        """Hold the choice to what can be read, each refusal beside its field."""
        data = super().clean()
        taken = self.chosen
        for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if one in taken and other not in taken:
                self.add_error(f"column_{other}", _("Lintang dan bujur diperlukan keduanya, atau tidak keduanya."))
        if not self.errors and (trouble := Layout(taken, tuple(self.header)).trouble):
            raise forms.ValidationError(
                _("Pilih kolom kode TPS, atau kolom kode desa/kelurahan bersama nomor TPS.")
                if "code" not in taken
                else trouble
            )
        data["update_only"] = _MODES.get(data.get("mode") or AUTO)
        return data

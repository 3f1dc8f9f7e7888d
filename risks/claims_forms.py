"""Forms of claims: stating a number, and withdrawing it."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.agencies.models import Agency
from risks.kinds import Kind
from risks.models import Claim, Unit
from tps import codes
from tps.models import Region

MOST_BYTES = 10 * 1024 * 1024
# What a letter may be, by its first bytes; the name and the browser's word for it are not believed.
BEGINNINGS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
DAYS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]


class ClaimForm(forms.Form):
    """A number somebody states of a region, with its source."""

    kind = forms.ChoiceField(label=gettext_lazy("Jenis"), choices=Kind.choices)
    region = forms.CharField(
        label=gettext_lazy("Kode wilayah"),
        max_length=20,
        help_text=gettext_lazy("Wilayah yang dinyatakan, misalnya 36.01 untuk Pandeglang."),
        error_messages={"required": gettext_lazy("Isi kode wilayah yang dinyatakan.")},
    )
    number = forms.IntegerField(
        label=gettext_lazy("Angka"),
        min_value=0,
        max_value=300_000_000,
        error_messages={
            "required": gettext_lazy("Isi angka yang dinyatakan sumber."),
            "invalid": gettext_lazy("Isi bilangan bulat tanpa titik, misalnya 147."),
            "min_value": gettext_lazy("Angka tidak boleh kurang dari nol."),
            "max_value": gettext_lazy("Angka ini lebih besar dari jumlah penduduk; periksa lagi."),
        },
    )
    unit = forms.ChoiceField(label=gettext_lazy("Satuan"), choices=Unit.choices, initial=Unit.STATIONS)
    counts = forms.CharField(
        label=gettext_lazy("Yang dihitung"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Tulis tingkat yang ikut dihitung, misalnya “tanpa sinyal dan sinyal lemah”."),
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("Instansi sumber"),
        queryset=Agency.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("Bukan instansi di daftar"),
    )
    source_text = forms.CharField(
        label=gettext_lazy("Sumber lain"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("Isi hanya bila sumbernya bukan instansi di daftar."),
    )
    as_of = forms.DateField(
        label=gettext_lazy("Keadaan per tanggal"),
        required=False,
        input_formats=DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Kosongkan bila sumber tidak menyebut tanggal."),
        error_messages={"invalid": gettext_lazy("Isi tanggal, misalnya 5-2-2024.")},
    )
    reference = forms.CharField(
        label=gettext_lazy("Dokumen"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Nomor surat, judul berita, atau alamat halaman."),
    )
    document = forms.FileField(
        label=gettext_lazy("Berkas dokumen"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("PDF, JPEG, atau PNG, paling besar 10 MB."),
        error_messages={"empty": gettext_lazy("Berkas dokumen kosong.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Keterangan"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    field_order = (
        "kind",
        "region",
        "number",
        "unit",
        "counts",
        "source",
        "source_text",
        "as_of",
        "reference",
        "document",
        "note",
        "client_id",
    )

    def __init__(self, *args: Any, user: User, today: date, replaced: Claim | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today, self.replaced = user, today, replaced
        sources = Agency.objects.active()
        if user.role == Role.LIAISON:
            sources = sources.filter(pk=user.agency_id)
            self.fields["source"].empty_label = None  # type: ignore[attr-defined]
            self.fields["source"].required = True
            del self.fields["source_text"]
        elif replaced is not None and replaced.source_id:
            sources = sources | Agency.objects.filter(pk=replaced.source_id)
        self.fields["source"].queryset = sources.order_by("name")  # type: ignore[attr-defined]
        self.fields["document"].widget.attrs["accept"] = ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"
        self.fields["region"].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
        if replaced is not None:
            # A correction speaks of the same thing; another region or kind is another claim.
            del self.fields["kind"], self.fields["region"]

    def clean_region(self) -> Region:
        """Find the region of a dotted or undotted code, within what the person may record."""
        text = self.cleaned_data["region"]
        try:
            found = Region.objects.filter(pk=codes.dotted(text)).first()
        except ValueError:
            raise forms.ValidationError(
                _("“%(code)s” bukan kode wilayah; tulis seperti 36.01.") % {"code": text}
            ) from None
        if found is None:
            raise forms.ValidationError(_("Wilayah dengan kode %(code)s tidak ada.") % {"code": text})
        if self.user.role != Role.LIAISON and not self.user.may(Right.LOG_RISK, place=found.pk):
            raise forms.ValidationError(_("%(name)s di luar wilayah tugas Anda.") % {"name": found.name})
        return found

    def clean_as_of(self) -> date | None:
        """Refuse a day that has not come yet."""
        day: date | None = self.cleaned_data["as_of"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("Tanggal ada di masa depan; isi tanggal keadaan yang dinyatakan."))
        return day

    def clean_document(self) -> UploadedFile | None:
        """Refuse a file that is too big or, by its content, neither a PDF nor a picture."""
        file: UploadedFile | None = self.cleaned_data["document"]
        if not file:
            return None
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Berkas lebih besar dari 10 MB; perkecil dahulu."))
        file.seek(0)
        head = file.read(16)
        file.seek(0)
        if not head.startswith(BEGINNINGS):
            raise forms.ValidationError(_("Isi berkas bukan PDF, JPEG, atau PNG. Berkas tidak disimpan."))
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one source."""
        data = super().clean() or {}
        source, text = data.get("source"), data.get("source_text", "").strip()
        if "source" not in self.errors and not source and not text:
            self.add_error("source", _("Pilih instansi yang menyatakan, atau tulis sumber lain."))
        elif source and text:
            self.add_error("source_text", _("Pilih instansi, atau tulis sumber lain; jangan keduanya."))
        return data


class WithdrawForm(forms.Form):
    """Why a claim is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan penarikan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Tulis alasan penarikan.")},
    )

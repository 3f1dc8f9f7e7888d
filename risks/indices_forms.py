"""Forms of published indices: one score by hand, a list as CSV, taking one out."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.editing import Versioned
from risks import indices_rows
from risks.instruments import DEFINITIONS
from risks.models import Instrument
from tps import codes
from tps.models import Region

MOST_BYTES = 2 * 1024 * 1024
OTHER = "other"


def instrument_choices() -> list[tuple[str, Any]]:
    """Give the instruments that stand, the reference definitions, and the way to name another one."""
    found = {f"{each.code}:{each.version}": f"{each} · {each.name}" for each in Instrument.objects.all()}
    for each in DEFINITIONS:
        found.setdefault(each.key, f"{each.code.upper()} {each.version} · {each.name}")
    return [*found.items(), (OTHER, gettext_lazy("Instrumen lain (isi nama dan versinya)"))]


class InstrumentFields(forms.Form):
    """Which instrument and version something belongs to; another one is named in three fields."""

    instrument = forms.ChoiceField(label=gettext_lazy("Instrumen"), choices=instrument_choices)
    new_name = forms.CharField(label=gettext_lazy("Nama instrumen lain"), required=False, max_length=40)
    new_version = forms.CharField(label=gettext_lazy("Versi instrumen lain"), required=False, max_length=20)
    new_publisher = forms.CharField(label=gettext_lazy("Penerbit instrumen lain"), required=False, max_length=160)

    def clean(self) -> dict[str, Any]:
        """Ask for name, version and publisher of an instrument that is not in the list."""
        data = super().clean() or {}
        if data.get("instrument") == OTHER:
            for name in ("new_name", "new_version", "new_publisher"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Isi untuk instrumen yang tidak ada di daftar."))
            if data.get("new_name") and not slugify(data["new_name"]):
                self.add_error("new_name", _("Tulis nama dengan huruf Latin."))
        return data

    @property
    def measure(self) -> dict[str, str]:
        """Give code, version, name and publisher for the actions."""
        data = self.cleaned_data
        if data["instrument"] == OTHER:
            name = data["new_name"]
            return {
                "code": slugify(name)[:40],
                "version": data["new_version"],
                "name": name,
                "publisher": data["new_publisher"],
            }
        code, _colon, version = data["instrument"].partition(":")
        return {"code": code, "version": version}


class ValueFields(Versioned, forms.Form):
    """What was published."""

    score = forms.CharField(
        label=gettext_lazy("Skor terbit"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Seperti diterbitkan, misalnya 66,53."),
    )
    category = forms.CharField(
        label=gettext_lazy("Kategori terbit"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Hanya bila penerbit menyebutnya; jangan menyimpulkannya dari skor."),
    )
    published_on = forms.DateField(
        label=gettext_lazy("Tanggal terbit"),
        required=False,
        input_formats=list(indices_rows.DAYS),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Isi tanggal, misalnya 16-12-2022.")},
    )
    parts = forms.CharField(
        label=gettext_lazy("Nilai per dimensi"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Satu baris per dimensi: nama; skor; kategori."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_score(self) -> Any:
        """Read the score as it is written in Indonesian or English."""
        return _read(indices_rows.score_of, self.cleaned_data["score"])

    def clean_parts(self) -> Any:
        """Read the dimensions line by line."""
        return tuple(_read(indices_rows.parts_of, self.cleaned_data["parts"]))

    def clean_published_on(self) -> date | None:
        """Refuse a day that has not come yet."""
        day: date | None = self.cleaned_data["published_on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("Tanggal ada di masa depan; isi tanggal terbitnya."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for a score or a category."""
        data = super().clean() or {}
        if "score" not in self.errors and data.get("score") is None and not data.get("category"):
            self.add_error("score", _("Isi skor atau kategori yang diterbitkan."))
        return data


class ScoreForm(ValueFields, InstrumentFields):
    """One published score of one region."""

    region = forms.CharField(
        label=gettext_lazy("Kode wilayah"),
        max_length=20,
        help_text=gettext_lazy("Misalnya 36 untuk Banten atau 36.01 untuk Pandeglang."),
    )
    source = forms.CharField(
        label=gettext_lazy("Sumber"),
        max_length=200,
        help_text=gettext_lazy("Terbitan yang memuat angka ini, misalnya judul dan halamannya."),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    field_order = (
        "instrument",
        "new_name",
        "new_version",
        "new_publisher",
        "region",
        "score",
        "category",
        "source",
        "published_on",
        "parts",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_region(self) -> Region:
        """Find the region of a code, within the person's remit."""
        text = self.cleaned_data["region"]
        try:
            code = codes.dotted(text)
        except ValueError:
            raise forms.ValidationError(
                _("“%(code)s” bukan kode wilayah; tulis seperti 36.01.") % {"code": text}
            ) from None
        reason = refusals(self.user, [code])(code)
        if reason:
            raise forms.ValidationError(reason)
        return Region.objects.get(pk=code)


class ScoreListForm(InstrumentFields):
    """A list of published scores of one instrument."""

    file = forms.FileField(
        label=gettext_lazy("Berkas CSV"),
        max_length=200,
        help_text=gettext_lazy(
            "Kolom kode_wilayah, skor, kategori, sumber, tanggal_terbit; "
            "bila ada juga “dimensi:nama” dan “kategori:nama”."
        ),
        error_messages={"required": gettext_lazy("Pilih berkas CSV."), "empty": gettext_lazy("Berkas kosong.")},
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too big to be such a list."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Berkas lebih besar dari 2 MB; bagi daftarnya."))
        return file


class RemoveForm(forms.Form):
    """Why a score is taken out."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan penghapusan"),
        max_length=2000,
        error_messages={"required": gettext_lazy("Tulis alasan penghapusan.")},
    )


def refusals(user: User, wanted: list[str] | None = None) -> Any:
    """Give the function that tells why a person may not write down a score of a region code, "" when they may."""
    rows = Region.objects.filter(pk__in=wanted) if wanted is not None else Region.objects.all()
    names = dict(rows.values_list("pk", "name"))

    def refuse(code: str) -> str:
        if code not in names:
            return _("Wilayah dengan kode %(code)s tidak ada.") % {"code": code}
        if not user.may(Right.JUDGE_RISK, place=code):
            return _("%(name)s di luar wilayah tugas Anda.") % {"name": names[code]}
        return ""

    return refuse


def _read(read: Any, text: str) -> Any:
    try:
        return read(text)
    except indices_rows.Unreadable as error:
        raise forms.ValidationError(str(error)) from None

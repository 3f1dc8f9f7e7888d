"""Forms of grant agreements; amounts are typed the Indonesian way."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.agencies.models import Agency
from desk.coordination.actions import MOST_BYTES
from desk.coordination.grants.kinds import MOST_INSTALMENTS
from desk.coordination.grants.rules import BadAmount, Part, Trouble, amount, percent, typed, typed_percent
from desk.coordination.models import Grant, Instalment
from tps.forms import DayInput
from tps.kinds import Level
from tps.models import Election, Region

SENTENCES = {
    Trouble.WORDS: gettext_lazy("Tulis angka lengkapnya tanpa kata, misalnya 1.500.000.000 untuk 1,5 miliar."),
    Trouble.NEGATIVE: gettext_lazy("Nilai tidak dapat kurang dari nol."),
    Trouble.ZERO: gettext_lazy("Nilai harus lebih dari nol."),
    Trouble.LONG: gettext_lazy("Nilai ini terlalu besar; periksa jumlah angkanya."),
    Trouble.UNCLEAR: gettext_lazy(
        "Angka ini dapat dibaca dengan dua cara. Tulis titik tiap tiga angka dan koma untuk sen: 1.234.567.890,50."
    ),
}
EXAMPLE = gettext_lazy("Misalnya 1.234.567.890 atau 1.234.567.890,50.")


class AmountField(forms.CharField):
    """Rupiah as text; what could be read in two ways is refused with a sentence."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", EXAMPLE)
        super().__init__(max_length=60, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def clean(self, value: Any) -> Decimal | None:
        """Give the amount as a decimal number, None for an empty field that may be empty."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return amount(text)
        except BadAmount as bad:
            raise forms.ValidationError(str(SENTENCES[bad.trouble])) from None

    def prepare_value(self, value: Any) -> Any:
        """Show an amount as it would be typed."""
        return typed(value) if isinstance(value, Decimal) else value


class FileMixin(forms.Form):
    """A form with one file of at most 10 MB."""

    file = forms.FileField(
        label=gettext_lazy("Berkas"), required=False, help_text=gettext_lazy("Satu berkas, paling besar 10 MB.")
    )

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file that is too large, with its size."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("Berkas ini %(size)s; paling besar 10 MB. Isian Anda masih ada, pilih berkas yang lebih kecil.")
                % {"size": filesizeformat(file.size or 0)}
            )
        return file


class TextForm(FileMixin):
    """What an agreement or an addendum says."""

    number = forms.CharField(
        label=gettext_lazy("Nomor"), max_length=160, help_text=gettext_lazy("Seperti tertulis di naskah.")
    )
    signed_on = forms.DateField(label=gettext_lazy("Ditandatangani"), widget=DayInput())
    amount = AmountField(label=gettext_lazy("Nilai (rupiah)"))
    client_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)


class GrantForm(TextForm):
    """A new agreement."""

    election = forms.ModelChoiceField(
        label=gettext_lazy("Pemilihan"),
        queryset=Election.objects.none(),
        empty_label=None,
        help_text=gettext_lazy("Hibah tambahan untuk PSU dicatat pada pemilihan ulangnya."),
    )
    giver = forms.ModelChoiceField(
        label=gettext_lazy("Pemberi hibah"),
        queryset=Region.objects.none(),
        empty_label=gettext_lazy("Pilih provinsi atau kabupaten/kota"),
    )
    receiver = forms.ModelChoiceField(
        label=gettext_lazy("Penerima hibah"),
        queryset=Agency.objects.none(),
        empty_label=gettext_lazy("Pilih instansi"),
    )
    field_order = ("election", "giver", "receiver", "number", "signed_on", "amount", "file")

    def __init__(self, *args: Any, election: Election, **options: Any) -> None:
        super().__init__(*args, **options)
        root = election.parent_id or election.pk
        found = Election.objects.filter(pk__in=[election.pk, root]) | Election.objects.filter(parent=root)
        self._offer("election", found.order_by("polling_date", "pk"))
        self._offer("giver", Region.objects.filter(level__in=[Level.PROVINCE, Level.REGENCY]).order_by("code"))
        self._offer("receiver", Agency.objects.active().order_by("level", "name"))
        self.fields["election"].initial = election.pk

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class AmendForm(TextForm):
    """An addendum: all of the agreement as it now reads, and what changed."""

    reason = forms.CharField(
        label=gettext_lazy("Isi perubahan"),
        max_length=300,
        help_text=gettext_lazy("Satu kalimat, misalnya nilai dikurangi sesuai APBD perubahan."),
    )
    seen = forms.IntegerField(min_value=1, max_value=30000, widget=forms.HiddenInput())
    field_order = ("number", "signed_on", "amount", "reason", "file")

    @classmethod
    def of(cls, grant: Grant, data: Any = None, files: Any = None) -> "AmendForm":
        """Give the form filled with what holds now; number and day are the addendum's own."""
        version = grant.current
        assert version is not None
        return cls(data, files, initial={"amount": version.amount, "seen": version.version})


class InstalmentRow(forms.Form):
    """One instalment: a share of the total or an amount, and by when."""

    size = forms.CharField(
        label=gettext_lazy("Besar"), max_length=60, help_text=gettext_lazy("Persen (40%) atau rupiah.")
    )
    due_on = forms.DateField(label=gettext_lazy("Jatuh tempo"), widget=DayInput())

    def clean_size(self) -> tuple[Decimal | None, Decimal | None]:
        """Give the share or the amount that was typed."""
        text = self.cleaned_data["size"]
        try:
            share = percent(text)
            return (share, None) if share is not None else (None, amount(text))
        except BadAmount as bad:
            if "%" in text:
                raise forms.ValidationError(_("Persen ditulis seperti 40% atau 33,33%, di antara 0 dan 100.")) from None
            raise forms.ValidationError(str(SENTENCES[bad.trouble])) from None


InstalmentRows = forms.formset_factory(
    InstalmentRow,
    extra=0,
    min_num=4,
    max_num=MOST_INSTALMENTS,
    absolute_max=MOST_INSTALMENTS + 2,
    validate_max=True,
    can_delete=True,
)


def instalment_rows(rows: list[Instalment] | None = None, data: Any = None) -> Any:
    """Give the rows of instalments, with two empty ones more than an agreement has."""
    initial = [
        {"size": typed_percent(row.percent) if row.percent is not None else typed(row.amount), "due_on": row.due_on}
        for row in rows or []
    ]
    made = InstalmentRows(data, prefix="parts", initial=initial)
    if initial:
        made.extra = 2
    for place, form in enumerate(made.forms):
        # One that stood there before must be deleted on purpose; an empty one more means nothing.
        form.empty_permitted = place >= made.initial_form_count()
        form.fields["DELETE"].label = _("Hapus tahap ini")
    return made


def parts_of(rows: Any) -> list[Part]:
    """Give the instalments of valid rows, in the order of the rows."""
    kept = [row.cleaned_data for row in rows.forms if _kept(row)]
    return [Part(row["size"][0], row["size"][1], row["due_on"]) for row in kept]


def removes_paid(rows: Any, paid_up_to: int) -> bool:
    """Tell whether one of the first rows goes: payments hang on the number of an instalment."""
    return any(not _kept(row) for row in rows.forms[:paid_up_to])


def _kept(row: Any) -> bool:
    return bool(row.cleaned_data) and not row.cleaned_data.get("DELETE")


class PayForm(FileMixin):
    """Money that arrived."""

    position = forms.TypedChoiceField(label=gettext_lazy("Tahap"), coerce=int)
    paid_on = forms.DateField(label=gettext_lazy("Dibayar"), widget=DayInput())
    amount = AmountField(label=gettext_lazy("Nilai (rupiah)"))
    reference = forms.CharField(label=gettext_lazy("Nomor bukti"), max_length=160, required=False)
    client_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    field_order = ("position", "paid_on", "amount", "reference", "file")

    def __init__(self, *args: Any, steps: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["position"].choices = steps  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why a payment is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan penarikan"),
        max_length=300,
        error_messages={"required": gettext_lazy("Tulis alasan penarikan.")},
    )

"""Forms about agencies and contacts."""

import re
import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency, Contact
from desk.agencies.ties import Tie
from desk.editing import Versioned

RESERVED = {"new", "export", "list", "contacts"}
# Titles and degrees stand before and after the names of persons, never in the name of an office.
_PERSONAL = re.compile(
    r"^(bapak|ibu|pak|bu|sdr|sdri)\.?\s|(^|\s)(h|hj|kh|dr|drs|dra|ir|prof|tb)\.\s|,\s*(s|m|a)\.\s?[a-z]{1,4}\b",
    re.IGNORECASE,
)


class AgencyForm(Versioned, forms.ModelForm):
    """Adds or changes an agency; its code is fixed once it is there."""

    class Meta:
        model = Agency
        fields = ("code", "name", "short", "kind", "level", "region_code", "parent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Singkat, huruf kecil, misalnya bpbd-lebak. Tidak dapat diubah lagi.")
        self.fields["code"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["short"].help_text = _("Untuk tabel, misalnya Diskominfo Banten. Surat memakai nama lengkap.")
        self.fields["region_code"].help_text = _("Wilayah kerjanya, misalnya 36 atau 36.02.")
        self.fields["region_code"].widget.attrs |= {"list": "remits", "autocomplete": "off"}
        self.fields["region_code"].required = True
        self.fields["parent"].help_text = _("Kosongkan bila berdiri sendiri. Polres misalnya bagian dari Polda.")
        self.fields["parent"].empty_label = _("berdiri sendiri")  # type: ignore[attr-defined]
        above = Agency.objects.active() | Agency.objects.filter(pk=self.instance.parent_id)
        self.fields["parent"].queryset = above.exclude(pk=self.instance.pk).order_by("name")  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields["code"].disabled = True

    def clean_code(self) -> str:
        """Take a code in any case; refuse one that is taken."""
        code = self.cleaned_data["code"].strip().lower()
        if code in RESERVED or Agency.objects.by_code(code).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Kode “%(code)s” sudah dipakai. Pilih kode lain."), params={"code": code})
        return code

    def clean_parent(self) -> Agency | None:
        """Refuse a parent that is itself below this agency."""
        parent: Agency | None = self.cleaned_data["parent"]
        above, seen = parent, set()
        while above is not None and above.pk not in seen:
            if above.pk == self.instance.pk:
                raise forms.ValidationError(
                    _("%(name)s sendiri berada di bawah instansi ini. Pilih induk lain."), params={"name": parent}
                )
            seen.add(above.pk)
            above = above.parent
        return parent

    def clean_region_code(self) -> str:
        """Take a region code with dots."""
        code = self.cleaned_data["region_code"].strip()
        parts = code.split(".")
        if not all(part.isdigit() for part in parts) or [len(part) for part in parts] != [2, 2, 2, 4][: len(parts)]:
            raise forms.ValidationError(
                _("“%(code)s” bukan kode wilayah. Tulis misalnya 36 atau 36.02."), params={"code": code}
            )
        return code


class ContactForm(Versioned, forms.ModelForm):
    """Adds or changes a duty contact: a role, never a private person, and only until a date."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    class Meta:
        model = Contact
        fields = ("role", "phone", "email", "valid_until")
        widgets = {"valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["role"].help_text = _("Jabatan, misalnya Kepala Pusdalops. Jangan menulis nama orang.")
        self.fields["phone"].help_text = _("Telepon dinas, misalnya 0254 200 123 atau +62 812 3456 7890.")
        self.fields["valid_until"].help_text = _("Setelah tanggal ini kontak tidak ditampilkan lagi.")

    def clean_role(self) -> str:
        """Take an office; refuse what bears the title or degree of a person."""
        role = str(self.cleaned_data["role"]).strip()
        if _PERSONAL.search(role):
            raise forms.ValidationError(
                _("Tulis jabatannya saja, tanpa nama, gelar, atau sapaan, misalnya Kepala Pusdalops.")
            )
        return role

    def clean_phone(self) -> str:
        """Write a phone number the international way; refuse what is none."""
        text = self.cleaned_data["phone"].strip()
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, "ID")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(
                _("“%(phone)s” bukan nomor telepon. Tulis misalnya 0254 200 123."), params={"phone": text}
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def clean_valid_until(self) -> date:
        """Refuse a contact that would never be shown."""
        day = self.cleaned_data["valid_until"]
        if day < self.today:
            raise forms.ValidationError(_("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for at least one way to reach the contact."""
        found = super().clean() or {}
        if not found.get("phone") and not found.get("email") and not self.errors:
            self.add_error("phone", _("Isi telepon atau surel, paling sedikit satu."))
        return found


class CloseForm(forms.Form):
    """Why an agency is closed, and who takes over each sort of thing that can be handed over."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=200,
        error_messages={"required": _("Sebutkan mengapa instansi ini ditutup; riwayat menyimpannya.")},
    )

    def __init__(self, *args: Any, agency: Agency, ties: Iterable[Tie], **options: Any) -> None:
        super().__init__(*args, **options)
        self.names = [tie.name for tie in ties if tie.hand_over is not None]
        others = Agency.objects.active().exclude(pk=agency.pk).order_by("name")
        for tie in ties:
            if tie.hand_over is not None:
                self.fields[f"to_{tie.name}"] = forms.ModelChoiceField(
                    label=_("%(what)s dialihkan ke") % {"what": tie.label},
                    queryset=others,
                    required=False,
                    empty_label=_("tetap pada instansi ini"),
                )
        self.order_fields([*(f"to_{name}" for name in self.names), "reason"])

    @property
    def receivers(self) -> dict[str, Agency]:
        """Give who takes over what, by the names of the ties."""
        found = {name: self.cleaned_data[f"to_{name}"] for name in self.names}
        return {name: agency for name, agency in found.items() if agency is not None}

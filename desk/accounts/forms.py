"""Forms about people."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.accounts import places
from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.agencies.models import Agency
from desk.editing import Versioned

FREE_OF_REMIT = {Role.NONE, Role.ADMIN, Role.OFFICIAL, Role.LIAISON}


class PersonForm(Versioned, forms.ModelForm):
    """Invites or changes a person; each rule of the roles is said beside the field that breaks it."""

    name = forms.CharField(label=_("Nama lengkap"), max_length=150)

    class Meta:
        model = User
        fields = ("username", "name", "email", "role", "remit", "agency", "may_authorise")

    TOGETHER = (("role", "remit", "agency", "may_authorise"),)
    field_order = ("name", "username", "email", "role", "remit", "agency", "may_authorise")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.instance.get_full_name()
        self.fields["username"].label = _("Nama pengguna")
        self.fields["username"].help_text = _(
            "Dipakai untuk masuk, misalnya operator.lebak. Huruf, angka, dan @ . + - _"
        )
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["username"].error_messages["unique"] = _("Nama pengguna ini sudah dipakai.")
        self.fields["email"].label = _("Alamat surel")
        self.fields["email"].required = True
        self.fields["role"].help_text = _("Tanpa peran, orang ini dapat masuk tetapi tidak melihat apa pun.")
        self.fields["remit"].help_text = _(
            "Untuk operator dan pelapor lapangan: kode wilayah, misalnya 36 (provinsi) atau 36.02 (kabupaten)."
        )
        self.fields["remit"].widget.attrs |= {"list": "remits", "autocomplete": "off"}
        agency = cast("forms.ModelChoiceField", self.fields["agency"])
        agency.queryset = Agency.objects.active().order_by("name")
        agency.empty_label = _("tidak ada")
        agency.help_text = _("Wajib untuk penghubung instansi.")
        self.fields["may_authorise"].help_text = _("Hanya untuk pejabat dan admin.")

    def clean_username(self) -> str:
        """Refuse a name that differs from another only in upper and lower case."""
        username = self.cleaned_data["username"].strip()
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Nama pengguna ini sudah dipakai. Pilih nama lain."))
        return username

    def clean_email(self) -> str:
        """Refuse a mail address that another person has."""
        email = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Alamat surel ini sudah dipakai pengguna lain."))
        return email

    def clean_remit(self) -> str:
        """Take a region code in either spelling; refuse one that no region has."""
        remit = self.cleaned_data["remit"].strip()
        if not remit:
            return ""
        try:
            code = places.dotted(remit)
        except ValueError:
            raise forms.ValidationError(
                _("“%(code)s” bukan kode wilayah. Tulis misalnya 36 atau 36.02."), params={"code": remit}
            ) from None
        if places.choices() and not places.names([code]):
            raise forms.ValidationError(
                _("Kode wilayah %(code)s tidak dikenal. Periksa di daftar wilayah."), params={"code": code}
            )
        return code

    def clean(self) -> dict[str, Any]:
        """Hold role, remit, agency and permission together."""
        found = super().clean() or {}
        role = found.get("role", "")
        if "role" in found:
            if role in FREE_OF_REMIT:
                found["remit"] = ""
                self.errors.pop("remit", None)
            elif not found.get("remit") and "remit" not in self.errors:
                self.add_error("remit", _("Operator dan pelapor lapangan memerlukan wilayah tugas."))
            if role == Role.LIAISON and not found.get("agency") and "agency" not in self.errors:
                self.add_error("agency", _("Penghubung memerlukan instansi."))
            if found.get("may_authorise") and role not in {Role.OFFICIAL, Role.ADMIN}:
                self.add_error(
                    "may_authorise", _("Hanya pejabat dan admin yang dapat diberi izin mengesahkan laporan.")
                )
        return found

    def _post_clean(self) -> None:
        self.instance.first_name = self.cleaned_data.get("name", "")
        self.instance.last_name = ""
        super()._post_clean()  # type: ignore[misc]  # the stubs leave this hook out


class ProfileForm(Versioned, forms.Form):
    """What a person may change of themselves."""

    first_name = forms.CharField(label=_("Nama lengkap"), max_length=150)

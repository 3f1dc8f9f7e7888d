"""Allauth's forms in the desk's words: sign-in, passwords and the second factor."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

_LABELS = {
    "login": _("Nama pengguna atau surel"),
    "password": _("Kata sandi"),
    "oldpassword": _("Kata sandi sekarang"),
    "password1": _("Kata sandi baru"),
    "password2": _("Kata sandi baru, sekali lagi"),
    "email": _("Alamat surel"),
    "code": _("Kode"),
}
_CODE = {"inputmode": "numeric", "maxlength": "16", "autofocus": True, "spellcheck": "false"}


class Worded(forms.BaseForm):
    """Gives the fields of allauth's forms the desk's labels and takes their placeholders away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = _LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Worded, account.LoginForm):
    """Signs in with a user name or a mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }
        self.fields["password"].help_text = ""


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    """Changes one's own password."""

    def clean(self) -> dict[str, Any]:
        """Say in the desk's words that the two do not agree."""
        return _same_twice(self)


class SetPasswordForm(Worded, account.SetPasswordForm):
    """Sets a first password."""

    def clean(self) -> dict[str, Any]:
        """Say in the desk's words that the two do not agree."""
        return _same_twice(self)


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    """Asks for a link by mail."""


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    """Sets a password by the link in a mail."""

    def clean(self) -> dict[str, Any]:
        """Say in the desk's words that the two do not agree."""
        return _same_twice(self)


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    """Asks for the password again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class AuthenticateForm(Worded, mfa.AuthenticateForm):
    """Asks for the second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= _CODE


class ReauthenticateCodeForm(Worded, mfa.ReauthenticateForm):
    """Asks for the second factor again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= _CODE


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):
    """Takes the first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Kode enam angka dari aplikasi")
        self.fields["code"].widget.attrs |= _CODE

    @property
    def secret_in_fours(self) -> str:
        """Give the secret as people copy it by hand: four letters at a time."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))

    def clean_code(self) -> str:
        """Say what helps here, where there are no recovery codes yet."""
        try:
            return str(super().clean_code())
        except forms.ValidationError as error:
            if getattr(error, "code", "") != "incorrect_code":
                raise
            wrong = _("Kode tidak cocok. Tunggu kode berikutnya di aplikasi, lalu ketik; periksa juga jam ponsel Anda.")
            raise forms.ValidationError(wrong, code="incorrect_code") from error


def _same_twice(form: forms.BaseForm) -> dict[str, Any]:
    cleaned: dict[str, Any] = forms.Form.clean(form) or {}
    first, second = cleaned.get("password1"), cleaned.get("password2")
    if first and second and first != second:
        form.add_error("password2", _("Kedua isian tidak sama. Ketik kata sandi baru yang sama dua kali."))
    return cleaned

"""Allauth's adapters: nobody signs up by themselves, and wrong guesses lock out only the guesser."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from desk.accounts import devices
from desk.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Keeps sign-up closed and counts wrong guesses by who guesses, not only by whose account is guessed."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Akun ini dinonaktifkan. Hubungi admin desk."),
        "enter_current_password": _("Kata sandi sekarang tidak cocok. Ketik kata sandi yang Anda pakai untuk masuk."),
        "incorrect_code": _("Kode tidak cocok. Ketik kode terbaru dari aplikasi, atau satu kode cadangan."),
        "incorrect_password": _("Kata sandi tidak cocok."),
        "invalid_or_expired_key": _("Tautan ini tidak berlaku lagi."),
        "invalid_login": _("Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar dan kecil, lalu coba lagi."),
        "username_password_mismatch": _(
            "Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar dan kecil, lalu coba lagi."
        ),
        "email_password_mismatch": _(
            "Alamat surel atau kata sandi tidak cocok. Periksa huruf besar dan kecil, lalu coba lagi."
        ),
        "invalid_password_reset": _("Tautan ini tidak berlaku lagi."),
        "too_many_login_attempts": _(
            "Terlalu banyak percobaan yang salah. Tunggu lima menit, lalu coba lagi, atau minta tautan kata sandi baru."
        ),
        "rate_limited": _("Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a guess when this device or address has guessed this account too often.

        A device that the account's owner has signed in with counts for itself, so nobody elsewhere can use up its
        guesses. Any other counts by address and account, so that neither the office behind an address nor the owner
        elsewhere is locked out; slow guessing from many addresses meets a wide limit on the account.
        """
        name = (credentials.get("username") or credentials.get("email") or "").lower()
        user = User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name)).only("pk").first()
        device = devices.of(request)
        if user is not None and device.knows(user.pk):
            limits = [("desk_device", f"{device.key}:{user.pk}")]
        else:
            address = ratelimit.get_ip(request)
            limits = [("desk_pair", f"{address}:{name}"), ("desk_address", address), ("desk_account", name)]
        used = ratelimit.RateLimitUsage(usage=[])
        self._login_failed_rl_usage = used
        for action, key in limits:
            found = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if not found:
                used.rollback()
                raise self.validation_error("too_many_login_attempts")
            used.usage.extend(found.usage)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Look whether the password is right; where the database fails meanwhile, nobody has guessed wrong."""
        try:
            return super().authenticate(request, **credentials)
        except (InterfaceError, OperationalError):
            self._rollback_login_failed_rl_usage()
            raise

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:
        """Remember the device for this person."""
        response = super().post_login(request, user, **more)
        devices.remember(request, response, user.pk)
        return response

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Give the link on the configured address, whatever host the request claims."""
        uid, _sep, token = key.partition("-")
        return password_link(uid, token)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Write to a person in their own language, whoever's page caused the mail; to a stranger in the desk's."""
        user = context.get("user")
        with override(user.reads if isinstance(user, User) else settings.LANGUAGE_CODE):
            return super().render_mail(template_prefix, email, context, headers)

    def get_from_email(self) -> str:
        """Give the desk's sender."""
        return settings.DEFAULT_FROM_EMAIL

    def format_email_subject(self, subject: str) -> str:
        """Put the product's name in front of a subject."""
        return settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject


class MFAAdapter(DefaultMFAAdapter):
    """Words of the second factor in Indonesian; its secrets are kept encrypted with the installation's key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Kode tidak cocok. Ketik kode terbaru dari aplikasi, atau satu kode cadangan."),
        "unverified_email": _("Alamat surel Anda belum diperiksa. Hubungi admin desk."),
        "add_email_blocked": _("Alamat surel hanya dapat diubah oleh admin desk."),
        "cannot_delete_authenticator": _("Verifikasi dua langkah tidak dapat dimatikan sekarang."),
        "cannot_generate_recovery_codes": _("Kode cadangan hanya ada bila verifikasi dua langkah aktif."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Give a secret back; also one that was written under a retired key."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def password_link(uid: str, token: str) -> str:
    """Give the full address at which a person sets a password."""
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return settings.SITE_URL + path


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"desk.accounts.second-factor{key!s}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

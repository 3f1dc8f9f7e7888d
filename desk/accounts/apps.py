"""Configuration of the app desk.accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Names the app and its label."""

    name = "desk.accounts"
    label = "accounts"
    verbose_name = _("Pengguna")

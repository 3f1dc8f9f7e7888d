"""Configuration of the app desk.history."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    """Names the app and its label."""

    name = "desk.history"
    label = "history"
    verbose_name = _("Riwayat")

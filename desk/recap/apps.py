"""Configuration of the app desk.recap."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecapConfig(AppConfig):
    """Names the app and its label."""

    name = "desk.recap"
    label = "recap"
    verbose_name = _("Rekap")

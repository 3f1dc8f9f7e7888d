"""Configuration of the app desk.briefings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefingsConfig(AppConfig):
    """Names the app and its label."""

    name = "desk.briefings"
    label = "briefings"
    verbose_name = _("Laporan")

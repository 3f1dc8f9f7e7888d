"""Configuration of the app desk.paper."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaperConfig(AppConfig):
    """Names the app and its label."""

    name = "desk.paper"
    label = "paper"
    verbose_name = _("Dokumen resmi")

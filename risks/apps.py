"""Configuration of the app risks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RisksConfig(AppConfig):
    """Names the app and its label."""

    name = "risks"
    label = "risks"
    verbose_name = _("Risiko")

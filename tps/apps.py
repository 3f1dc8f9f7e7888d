"""Configuration of the app tps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TpsConfig(AppConfig):
    """Names the app and its label."""

    name = "tps"
    label = "tps"
    verbose_name = _("TPS")

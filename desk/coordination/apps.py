"""Configuration of the app desk.coordination."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoordinationConfig(AppConfig):
    """Names the app and its label."""

    name = "desk.coordination"
    label = "coordination"
    verbose_name = _("Koordinasi")

"""Configuration of the app desk.map."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MapConfig(AppConfig):
    """Names the app and its label."""

    name = "desk.map"
    label = "desk_map"
    verbose_name = _("Peta")

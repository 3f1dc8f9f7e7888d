"""Configuration of the app desk.work."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    """Names the app and its label."""

    name = "desk.work"
    label = "work"
    verbose_name = _("Pekerjaan")

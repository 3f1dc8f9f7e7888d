"""Configuration of the app desk.post."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostConfig(AppConfig):
    """Names the app and its label."""

    name = "desk.post"
    label = "post"
    verbose_name = _("Surat keluar")

"""Configuration of the app desk.files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Names the app and its label."""

    name = "desk.files"
    label = "files"
    verbose_name = _("Berkas")

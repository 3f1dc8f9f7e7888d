"""Agencies: who sits at the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    """Configures the app of agencies and their contacts."""

    name = "desk.agencies"
    label = "agencies"
    verbose_name = _("Instansi")

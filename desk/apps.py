"""Configuration of the project's own app: frame, home, search, health, demo."""

from django.apps import AppConfig

from desk import checks


class DeskConfig(AppConfig):
    """Names the app and its label."""

    name = "desk"
    label = "desk"
    verbose_name = "Desk Pemilu"

    def ready(self) -> None:
        """Register the checks of an installation."""
        checks.register()

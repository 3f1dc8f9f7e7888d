"""Django's admin behind the desk's own sign-in: only who is an admin of the desk comes in."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class DeskAdminSite(admin.AdminSite):
    """Has no sign-in of its own: passwords, limits and second factors are asked for in one place only."""

    site_header = _("Desk Pemilu: tabel")
    site_title = _("Desk Pemilu")
    index_title = _("Tabel")

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in superusers who are admins of the desk."""
        user: Any = request.user
        return bool(user.is_active and user.is_superuser and getattr(user, "role", "") == "admin")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send strangers to the desk's sign-in; refuse everybody else who may not enter."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise PermissionDenied
        back = request.GET.get("next", request.get_full_path())
        return redirect(f"{_sign_in()}?{urlencode({'next': back})}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Leave through the desk's own page."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Change one's password on the desk's own page."""
        return redirect("account_change_password")


class AdminConfig(SimpleAdminConfig):
    """Uses the desk's own admin site and searches no app for admin modules."""

    default = False
    default_site = "desk.admin_config.DeskAdminSite"


def _sign_in() -> str:
    return str(redirect(settings.LOGIN_URL).url)

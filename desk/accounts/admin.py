"""People in Django's admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from desk.accounts.models import SavedView, User

# Rights follow roles and remits; Django's groups would promise what nothing reads.
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People with their role; groups and single permissions are not used by the desk."""

    list_display = ("username", "first_name", "email", "role", "remit", "agency", "is_active")
    list_filter = ("role", "is_active")
    list_select_related = ("agency",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Orang"), {"fields": ("first_name", "last_name", "email")}),
        (_("Peran"), {"fields": ("role", "remit", "agency", "may_authorise")}),
        (_("Akses"), {"fields": ("is_active", "is_staff", "is_superuser", "last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()


@admin.register(SavedView)
class SavedViewAdmin(admin.ModelAdmin):
    """Saved views of everybody, for tidying up."""

    list_display = ("name", "list", "owner", "shared", "default")
    list_filter = ("list", "shared")
    list_select_related = ("owner",)
    raw_id_fields = ("owner",)

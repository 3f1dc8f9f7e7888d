"""Admin of event tables: for reading, as the database refuses everything else."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class ReadOnly(admin.ModelAdmin):
    """Shows rows and lets nobody add, change or delete them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


class EventAdmin(ReadOnly):
    """Rows of one event table."""

    list_display = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_obj_id")
    list_filter = ("pgh_label",)
    ordering = ("-pgh_id",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the events without following their links."""
        return super().get_queryset(request).order_by("-pgh_id")


class ContextAdmin(ReadOnly):
    """Who did what, as the events refer to it."""

    list_display = ("id", "created_at", "metadata")
    ordering = ("-created_at",)
    show_full_result_count = False

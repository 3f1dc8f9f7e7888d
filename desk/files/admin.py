"""Kept files in Django's admin."""

from django.contrib import admin

from desk.files.models import StoredFile
from desk.history.admin import ReadOnly


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnly):
    """Files, for reading."""

    list_display = ("name", "size", "uploaded_by", "uploaded_at")
    list_select_related = ("uploaded_by",)
    search_fields = ("name", "sha256")
    fields = ("name", "content_type", "size", "sha256", "uploaded_by", "uploaded_at")

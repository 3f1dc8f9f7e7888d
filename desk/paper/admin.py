"""Official documents in Django's admin."""

from django.contrib import admin

from desk.history.admin import ReadOnly
from desk.paper.models import Document, Letterhead, NumberSeries


@admin.register(Letterhead)
class LetterheadAdmin(admin.ModelAdmin):
    """How official paper looks."""

    list_display = ("region_code", "government", "office", "city")


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnly):
    """Numbers given, for reading: a gap could not be explained."""

    list_display = ("series", "year", "last")


@admin.register(Document)
class DocumentAdmin(ReadOnly):
    """Issued documents, for reading: their bytes are frozen."""

    list_display = ("number", "title", "issued_at", "issued_by")
    list_select_related = ("issued_by",)
    search_fields = ("number", "title")
    exclude = ("content",)

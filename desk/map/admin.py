"""Derived areas in Django's admin."""

from django.contrib import admin

from desk.history.admin import ReadOnly
from desk.map.models import Area, AreaSet, Outline, OutlineSet, Square, SquareMark, SquareSet


@admin.register(AreaSet)
class AreaSetAdmin(ReadOnly):
    """Derivations of areas, for reading."""

    list_display = ("election",)
    list_select_related = ("election",)


@admin.register(Area)
class AreaAdmin(ReadOnly):
    """Areas, for reading."""

    list_display = ("__str__",)
    exclude = ("geometry",)


@admin.register(OutlineSet)
class OutlineSetAdmin(ReadOnly):
    """Drawings of official boundaries, for reading."""

    list_display = ("level", "fingerprint", "made_at")


@admin.register(Outline)
class OutlineAdmin(ReadOnly):
    """Official boundaries as they are drawn, for reading."""

    list_display = ("__str__", "level", "band")
    exclude = ("geometry",)


@admin.register(SquareSet)
class SquareSetAdmin(ReadOnly):
    """Which elections are summed up by square, for reading."""

    list_display = ("election", "ready", "made_at")
    list_select_related = ("election",)


@admin.register(Square)
class SquareAdmin(ReadOnly):
    """Sums by square, for reading."""

    list_display = ("__str__", "total", "flagged")


@admin.register(SquareMark)
class SquareMarkAdmin(ReadOnly):
    """Squares in which something has changed, for reading."""

    list_display = ("__str__",)

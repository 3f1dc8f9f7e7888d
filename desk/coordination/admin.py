"""Tasks in Django's admin."""

from django.contrib import admin

from desk.coordination.models import Answer, Task
from desk.history.admin import ReadOnly


@admin.register(Task)
class TaskAdmin(admin.ModelAdmin):
    """Tasks."""

    list_display = ("number", "title", "owner", "state", "priority", "due_at")
    list_filter = ("state", "priority", "election")
    list_select_related = ("owner",)
    raw_id_fields = ("flag", "station", "region", "requested_by")
    search_fields = ("title",)


@admin.register(Answer)
class AnswerAdmin(ReadOnly):
    """Answers, for reading."""

    list_display = ("task", "author", "state", "written_at")
    list_select_related = ("task", "author")

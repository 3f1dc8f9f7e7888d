"""Background work in Django's admin."""

from django.contrib import admin

from desk.history.admin import ReadOnly
from desk.work.models import Job, Pulse, Worker


@admin.register(Job)
class JobAdmin(ReadOnly):
    """Jobs, for reading."""

    list_display = ("kind", "state", "due_at", "attempts", "started_at", "finished_at")
    list_filter = ("state", "kind")
    show_full_result_count = False


@admin.register(Pulse)
class PulseAdmin(ReadOnly):
    """Signs of life, for reading."""

    list_display = ("name", "seen_at")


@admin.register(Worker)
class WorkerAdmin(ReadOnly):
    """Processes that do background work, for reading."""

    list_display = ("host", "pid", "started_at", "seen_at")

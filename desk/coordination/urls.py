"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, path

from desk.coordination import (
    board_views,
    calendar_views,
    change_views,
    tasks_bulk_views,
    tasks_edit_views,
    tasks_parts_views,
    views,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.task_list, name="tasks"),
    path("export.csv", views.export, {"form": "csv"}, name="tasks-csv"),
    path("export.xlsx", views.export, {"form": "xlsx"}, name="tasks-xlsx"),
    path("unattended/", views.unattended_list, name="tasks-unattended"),
    path("board/", board_views.board, name="tasks-board"),
    path("calendar/", calendar_views.calendar, name="tasks-calendar"),
    path("calendar/address/", calendar_views.feed_address, name="tasks-feed"),
    path("calendar/<str:secret>.ics", calendar_views.feed, name="tasks-ics"),
    path("mentions/", tasks_edit_views.mentions, name="tasks-mentions"),
    path("mentions/read/", tasks_edit_views.mentions_read, name="tasks-mentions-read"),
    path("bulk/", tasks_bulk_views.bulk, name="tasks-bulk"),
    path("new/", change_views.task_new, name="task-new"),
    path("of-flag/<int:flag_id>/", views.of_flag, name="tasks-of-flag"),
    path("of-station/<str:code>/", views.of_station, name="tasks-of-station"),
    path("<int:task_id>/", views.task, name="task"),
    path("<int:task_id>/move/", change_views.task_move, name="task-move"),
    path("<int:task_id>/change/", change_views.task_change, name="task-change"),
    path("<int:task_id>/edit/", tasks_edit_views.edit, name="task-edit"),
    path("<int:task_id>/checklist/", tasks_parts_views.checklist, name="task-checklist"),
    path("<int:task_id>/links/", tasks_parts_views.links, name="task-links"),
    path("<int:task_id>/waits/", tasks_parts_views.waits, name="task-waits"),
    path("<int:task_id>/watch/", tasks_parts_views.watch, name="task-watch"),
    path("<int:task_id>/repeat/", tasks_parts_views.repeat, name="task-repeat"),
]

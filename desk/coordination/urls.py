"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, path

from desk.coordination import change_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.task_list, name="tasks"),
    path("export.csv", views.export, {"form": "csv"}, name="tasks-csv"),
    path("export.xlsx", views.export, {"form": "xlsx"}, name="tasks-xlsx"),
    path("unattended/", views.unattended_list, name="tasks-unattended"),
    path("new/", change_views.task_new, name="task-new"),
    path("of-flag/<int:flag_id>/", views.of_flag, name="tasks-of-flag"),
    path("of-station/<str:code>/", views.of_station, name="tasks-of-station"),
    path("<int:task_id>/", views.task, name="task"),
    path("<int:task_id>/move/", change_views.task_move, name="task-move"),
    path("<int:task_id>/change/", change_views.task_change, name="task-change"),
]

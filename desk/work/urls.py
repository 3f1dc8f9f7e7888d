"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, path

from desk.work import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.job_list, name="jobs"),
    path("badge/", views.badge, name="jobs-badge"),
    path("export.csv", views.export, {"form": "csv"}, name="jobs-csv"),
    path("export.xlsx", views.export, {"form": "xlsx"}, name="jobs-xlsx"),
    path("<uuid:job_id>/", views.job, name="job"),
    path("<uuid:job_id>/log/", views.job_log, name="job-log"),
    path("<uuid:job_id>/cancel/", views.job_cancel, name="job-cancel"),
    path("<uuid:job_id>/retry/", views.job_retry, name="job-retry"),
]

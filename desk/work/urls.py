"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, path

from desk.work import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.job_list, name="jobs"),
    path("<uuid:job_id>/", views.job, name="job"),
    path("<uuid:job_id>/cancel/", views.job_cancel, name="job-cancel"),
]

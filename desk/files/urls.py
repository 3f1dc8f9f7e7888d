"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, path

from desk.files import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:file_id>/", views.download, name="file"),
]

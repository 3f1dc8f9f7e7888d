"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, include, path

from desk import frame

urlpatterns: list[URLPattern | URLResolver] = [
    path("theme/", frame.theme, name="theme"),
    path("i18n/", include("django.conf.urls.i18n")),
]

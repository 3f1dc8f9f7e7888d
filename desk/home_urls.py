"""Addresses of the desk itself: Beranda, search, health, theme and the demo's mailbox."""

from django.urls import URLPattern, URLResolver, path

from desk import frame, health, home_views, search_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home_views.page, name="home"),
    path("search/", search_views.search, name="search"),
    path("theme/", frame.theme, name="theme"),
    path("healthz", health.healthz, name="healthz"),
]

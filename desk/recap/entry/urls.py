"""Addresses of fast entry."""

from django.urls import URLPattern, URLResolver, path

from desk.recap.entry import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.entry, name="recap-entry"),
    path("stations/", views.stations, name="recap-entry-stations"),
    path("next/", views.take, name="recap-entry-next"),
    path("undo/", views.undo, name="recap-entry-undo"),
]

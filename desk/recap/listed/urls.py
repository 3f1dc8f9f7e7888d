"""Addresses of the lists behind the board's counts."""

from django.urls import URLPattern, URLResolver, path

from desk.recap.listed import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show, name="recap-list"),
    path("export.csv", views.export, name="recap-list-csv"),
]

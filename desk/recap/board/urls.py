"""Addresses of the board."""

from django.urls import URLPattern, URLResolver, path

from desk.recap.board import call_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show, name="recap"),
    path("export.csv", views.export, {"form": "csv"}, name="recap-csv"),
    path("export.xlsx", views.export, {"form": "xlsx"}, name="recap-xlsx"),
    path("wall/", views.wall, name="recap-wall"),
    path("calls/", call_views.calls, name="recap-calls"),
    path("calls/export.csv", call_views.calls_file, {"form": "csv"}, name="recap-calls-csv"),
    path("calls/export.xlsx", call_views.calls_file, {"form": "xlsx"}, name="recap-calls-xlsx"),
    path("of-station/<str:code>/", views.of_station, name="recap-of-station"),
]

"""Addresses of the list of stations; it stands above the apps because it shows stations with their risks."""

from django.urls import path

from desk.map import register_views

urlpatterns = [
    path("tps/", register_views.stations, name="tps"),
    path("tps.csv", register_views.stations_csv, name="tps-csv"),
    path("tps.xlsx", register_views.stations_xlsx, name="tps-xlsx"),
    path("tps.geojson", register_views.stations_geojson, name="tps-geojson"),
]

"""Addresses of the map."""

from django.urls import path

from desk.map import data_views, views

urlpatterns = [
    path("", views.page, name="map"),
    path("stations.json", data_views.stations_json, name="map-stations"),
    path("regions.json", data_views.regions_json, name="map-regions"),
    path("find.json", data_views.find_json, name="map-find"),
    path("land.json", data_views.land_json, name="map-land"),
    path("station/<str:code>/", views.station_panel, name="map-station"),
]

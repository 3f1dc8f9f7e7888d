"""Addresses of the map."""

from django.urls import path

from desk.map import data_views, station_views, views
from desk.map.layers import views as layer_views
from desk.map.picture import views as picture_views
from desk.map.selection import views as selection_views
from desk.map.tiles import views as tile_views

urlpatterns = [
    path("", views.page, name="map"),
    path("stations.json", data_views.stations_json, name="map-stations"),
    path("regions.json", data_views.regions_json, name="map-regions"),
    path("layers/<slug:layer>.json", layer_views.layer_json, name="map-layer"),
    path("find.json", data_views.find_json, name="map-find"),
    path("land.json", data_views.land_json, name="map-land"),
    path("in-view.json", station_views.in_view_json, name="map-in-view"),
    path("picture/", picture_views.picture, name="map-picture"),
    path("picture.<str:kind>", picture_views.picture_file, name="map-picture-download"),
    path("selection/", selection_views.selection, name="map-selection"),
    path("selection/statement/", selection_views.statement, name="map-statement"),
    path("tiles/<int:z>/<int:x>/<int:y>", tile_views.tile, name="map-tile"),
    path("station/<str:code>/", station_views.station_panel, name="map-station"),
]

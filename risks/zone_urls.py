"""Addresses of hazard zones."""

from django.urls import URLPattern, URLResolver, path, re_path

from risks import zone_station_views, zone_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", zone_views.hazards, name="hazards"),
    re_path(r"^files\.(?P<kind>csv|xlsx)$", zone_views.hazards_file, name="hazards-file"),
    path("<int:pk>/", zone_views.hazard, name="hazard"),
    path("<int:pk>/act/", zone_views.hazard_act, name="hazard-act"),
    path("<int:pk>/stations/", zone_station_views.hazard_stations, name="hazard-stations"),
    re_path(
        r"^(?P<pk>\d+)/stations\.(?P<kind>csv|xlsx)$",
        zone_station_views.hazard_stations_file,
        name="hazard-stations-file",
    ),
    path("<int:pk>/zones.json", zone_station_views.hazard_shapes, name="hazard-shapes"),
    path("<int:pk>/dots.json", zone_station_views.hazard_dots, name="hazard-dots"),
]

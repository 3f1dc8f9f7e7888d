"""Addresses of jurisdictions."""

from django.urls import URLPattern, URLResolver, path

from desk.coordination import jurisdiction_change_views as changes
from desk.coordination import jurisdiction_stations as places
from desk.coordination import jurisdiction_views as views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.jurisdictions, name="jurisdictions"),
    path("export.<str:form>", views.jurisdictions_file, name="jurisdictions-file"),
    path("new/", changes.new, name="jurisdiction-new"),
    path("duties/", changes.duties, name="duties"),
    path("stations/", places.stations, name="jurisdiction-stations"),
    path("stations/export.<str:form>", places.stations_file, name="jurisdiction-stations-file"),
    path("of-station/<str:code>/", places.of_station, name="responsible-of-station"),
    path("of-flag/<int:flag_id>/", places.of_flag, name="responsible-of-flag"),
    path("<int:pk>/", views.jurisdiction, name="jurisdiction"),
    path("<int:pk>/shape.json", views.jurisdiction_shape, name="jurisdiction-shape"),
    path("<int:pk>/edit/", changes.edit, name="jurisdiction-edit"),
]

"""Addresses of one station."""

from django.urls import path

from tps import station_views

urlpatterns = [
    path("tps/<str:code>/", station_views.detail, name="station"),
    path("tps/<str:code>/correct/", station_views.correct, name="station-correct"),
    path("tps/<str:code>/position/", station_views.position, name="station-position"),
]

"""Addresses of the pages that read the register as a whole."""

from django.urls import URLPattern, path

from risks import heat_views

urlpatterns: list[URLPattern] = [
    path("risks/heat/", heat_views.by_heat, name="risks-heat"),
    path("risks/ageing/", heat_views.by_age, name="risks-ageing"),
    path("risks/trend/", heat_views.by_week, name="risks-trend"),
]

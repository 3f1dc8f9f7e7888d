"""Addresses of reserve sites and of elections that carry stations over."""

from django.urls import URLPattern, URLResolver, path

from desk.recap.relocation import carry_views as carries
from desk.recap.relocation import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.relocations, name="relocations"),
    path("export.<str:form>", views.relocations_file, name="relocations-file"),
    path("carry-over/", carries.carry, name="carry-over"),
    path("of-station/<str:code>/", views.of_station, name="relocation-of-station"),
    path("<str:code>/", views.relocation, name="relocation"),
    path("<str:code>/edit/", views.edit, name="relocation-edit"),
    path("<str:code>/act/", views.act, name="relocation-act"),
]

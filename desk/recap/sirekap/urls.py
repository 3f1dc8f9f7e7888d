"""Addresses of reading Sirekap."""

from django.urls import URLPattern, URLResolver, path

from desk.recap.sirekap import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.sirekap, name="sirekap"),
    path("export.<str:form>", views.oddities_file, name="sirekap-file"),
    path("<int:pk>/", views.reading, name="sirekap-reading"),
]

"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, path

from desk.history import seal_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.history, name="history"),
    path("export.<str:form>", views.history_file, name="history-file"),
    path("seals/", seal_views.seals, name="seals"),
    path("seals/export.<str:form>", seal_views.seals_file, name="seals-file"),
    path("of/<str:kind>/<str:key>/", views.of, name="history-of"),
]

"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, path

from desk.history import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.history, name="history"),
    path("export.<str:form>", views.history_file, name="history-file"),
    path("of/<str:kind>/<str:key>/", views.of, name="history-of"),
]

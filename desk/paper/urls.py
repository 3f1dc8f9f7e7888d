"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, path

from desk.paper import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.ask, name="verify-ask"),
    path("<str:code>/", views.verify, name="verify"),
]

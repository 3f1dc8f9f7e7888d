"""Addresses of vote totals; all of them answer 404 where an installation has none."""

from django.urls import URLPattern, URLResolver, path

from desk.recap.totals import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show, name="vote-totals"),
    path("export.csv", views.export, name="vote-totals-csv"),
    path("switch/", views.switch, name="vote-totals-switch"),
]

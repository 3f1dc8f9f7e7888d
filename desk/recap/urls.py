"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, include, path

from desk.recap.lists import views as lists
from desk.recap.report import views as report

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("desk.recap.board.urls")),
    path("entry/", include("desk.recap.entry.urls")),
    path("import/", lists.sheet, name="recap-import"),
    path("report/", report.show, name="recap-report"),
    path("report/never.csv", report.never, {"form": "csv"}, name="recap-never-csv"),
    path("report/never.xlsx", report.never, {"form": "xlsx"}, name="recap-never-xlsx"),
    path("list/", include("desk.recap.listed.urls")),
    path("photos/", include("desk.recap.photos.urls")),
    path("plans/", include("desk.recap.plans.urls")),
    path("legs/", include("desk.recap.legs.urls")),
    path("relocations/", include("desk.recap.relocation.urls")),
    path("sirekap/", include("desk.recap.sirekap.urls")),
    path("totals/", include("desk.recap.totals.urls")),
]

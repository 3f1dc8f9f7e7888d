"""Addresses of fallback plans."""

from django.urls import URLPattern, URLResolver, path

from desk.recap.plans import change_views as changes
from desk.recap.plans import sheet_views as papers
from desk.recap.plans import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.plans, name="plans"),
    path("export.<str:form>", views.plans_file, name="plans-file"),
    path("draft/", changes.drafts, name="plans-draft"),
    path("sheets/", papers.sheets, name="plan-sheets"),
    path("sheets/<int:pk>/", papers.sheet, name="plan-sheet"),
    path("of-station/<str:code>/", views.of_station, name="plan-of-station"),
    path("<str:code>/", views.plan, name="plan"),
    path("<str:code>/edit/", changes.edit, name="plan-edit"),
]

"""Addresses of readiness."""

from django.urls import URLPattern, URLResolver, path

from desk.coordination.readiness import checklist_views, entry_views, following, views
from tps.stages import followers

followers.register("readiness", following.Items())

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.readiness, name="readiness"),
    path("list/", views.items, name="readiness-list"),
    path("list/export.<str:form>", views.items_file, name="readiness-file"),
    path("bulk/", entry_views.bulk, name="readiness-bulk"),
    path("items/", checklist_views.checklist, name="readiness-items"),
    path("items/edit/", checklist_views.edit, name="readiness-items-edit"),
    path("region/<str:code>/", views.region, name="readiness-region"),
    path("region/<str:code>/entry/", entry_views.entry, name="readiness-entry"),
]

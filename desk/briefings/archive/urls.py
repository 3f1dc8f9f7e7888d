"""Addresses of the archive beside its list."""

from django.urls import URLPattern, URLResolver, path

from desk.briefings.archive import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("list.<slug:form>", views.archive_file, name="briefings-file"),
    path("<int:pk>/compare/", views.compared, name="briefing-compare"),
]

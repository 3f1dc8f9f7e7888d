"""The address of an agency's rules."""

from django.urls import URLPattern, URLResolver, path

from desk.briefings.handling import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("recipients/<slug:code>/rules/", views.rules, name="briefing-rules"),
]

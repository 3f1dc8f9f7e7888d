"""Addresses of a review."""

from django.urls import URLPattern, URLResolver, path

from desk.briefings.reviewing import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/strike/", views.strike, name="briefing-strike"),
    path("<int:pk>/add/", views.add, name="briefing-add"),
    path("<int:pk>/judge/", views.judge, name="briefing-judge"),
    path("<int:pk>/changes/<int:amendment>/take-back/", views.take_back, name="briefing-take-back"),
]

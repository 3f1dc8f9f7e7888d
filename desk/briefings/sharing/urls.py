"""Addresses of what is passed on by messenger."""

from django.urls import URLPattern, URLResolver, path

from desk.briefings.sharing import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/share/", views.share, name="briefing-share"),
    path("<int:pk>/page-1.png", views.first_page, name="briefing-picture"),
]

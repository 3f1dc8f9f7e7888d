"""Addresses of the photos of result forms."""

from django.urls import URLPattern, URLResolver, path

from desk.recap.photos import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/", views.photo, name="recap-photo"),
    path("new/<str:code>/", views.new, name="recap-photo-new"),
]

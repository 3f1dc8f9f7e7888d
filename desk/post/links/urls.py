"""The address of secure links."""

from django.urls import URLPattern, URLResolver, path

from desk.post.links import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:pk>/<str:signature>/", views.secure_link, name="secure-link"),
]

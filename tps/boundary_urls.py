"""Addresses of official boundaries."""

from django.urls import path

from tps import boundary_views as views

urlpatterns = [
    path("boundaries/", views.boundary_list, name="boundaries"),
    path("boundaries/boundaries.<str:kind>", views.boundary_file, name="boundaries-file"),
    path("boundaries/<int:pk>/", views.boundary_detail, name="boundary"),
    path("boundaries/<int:pk>/confirm/", views.boundary_confirm, name="boundary-confirm"),
    path("boundaries/<int:pk>/cancel/", views.boundary_cancel, name="boundary-cancel"),
    path("boundaries/<int:pk>/retry/", views.boundary_retry, name="boundary-retry"),
    path("boundaries/<int:pk>/undo/", views.boundary_undo, name="boundary-undo"),
]

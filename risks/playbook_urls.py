"""Addresses of the library of playbooks."""

from django.urls import URLPattern, path

from risks import playbook_views as views

urlpatterns: list[URLPattern] = [
    path("playbooks/", views.library, name="playbooks"),
    path("playbooks/<slug:kind>/", views.playbook, name="playbook"),
    path("playbooks/<slug:kind>/edit/", views.playbook_edit, name="playbook-edit"),
    path("risks/<int:pk>/factors/", views.factors, name="risk-factors"),
]

"""Addresses of the inbox of waiting risks."""

from django.urls import URLPattern, path

from risks import inbox_views

urlpatterns: list[URLPattern] = [
    path("risks/inbox/", inbox_views.show, name="risks-inbox"),
    path("risks/inbox/act/", inbox_views.act, name="risks-inbox-act"),
    path("risks/inbox/look/", inbox_views.look, name="risks-inbox-look"),
    path("risks/inbox/regions/", inbox_views.regions, name="risks-inbox-regions"),
]

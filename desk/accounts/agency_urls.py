"""Addresses of the pages of agencies."""

from django.urls import URLPattern, URLResolver, path

from desk.accounts import agency_views as views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.agencies, name="agencies"),
    path("export.<str:form>", views.agencies_file, name="agencies-file"),
    path("new/", views.edit, name="agency-new"),
    path("<slug:code>/", views.agency, name="agency"),
    path("<slug:code>/edit/", views.edit, name="agency-edit"),
    path("<slug:code>/contacts/new/", views.contact, name="contact-new"),
    path("<slug:code>/contacts/<int:pk>/", views.contact, name="contact"),
    path("<slug:code>/contacts/<int:pk>/remove/", views.remove_contact, name="contact-remove"),
]

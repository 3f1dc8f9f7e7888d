"""Addresses of the pages of agencies."""

from django.urls import URLPattern, URLResolver, path

from desk.accounts import agency_change_views as changes
from desk.accounts import agency_contact_views as people
from desk.accounts import agency_views as views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.agencies, name="agencies"),
    path("export.<str:form>", views.agencies_file, name="agencies-file"),
    path("new/", changes.edit, name="agency-new"),
    path("contacts/", people.contacts, name="contacts"),
    path("contacts/export.<str:form>", people.contacts_file, name="contacts-file"),
    path("<slug:code>/", views.agency, name="agency"),
    path("<slug:code>/edit/", changes.edit, name="agency-edit"),
    path("<slug:code>/close/", changes.close, name="agency-close"),
    path("<slug:code>/reopen/", changes.reopen, name="agency-reopen"),
    path("<slug:code>/contacts/new/", people.contact, name="contact-new"),
    path("<slug:code>/contacts/<int:pk>/", people.contact, name="contact"),
    path("<slug:code>/contacts/<int:pk>/remove/", people.remove_contact, name="contact-remove"),
]

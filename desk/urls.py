"""The addresses of the product, one include for each app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("desk.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("agencies/", include("desk.agencies.urls")),
    path("history/", include("desk.history.urls")),
    path("jobs/", include("desk.work.urls")),
    path("files/", include("desk.files.urls")),
    path("verify/", include("desk.paper.urls")),
    path("map/", include("desk.map.urls")),
    path("tasks/", include("desk.coordination.urls")),
    path("briefings/", include("desk.briefings.urls")),
    path("", include("risks.urls")),
    path("", include("tps.urls")),
    path("", include("desk.home_urls")),
]

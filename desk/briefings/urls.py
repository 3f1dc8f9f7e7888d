"""Addresses of the app."""

from django.urls import URLPattern, URLResolver, include, path

from desk.briefings import change_views, settings_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.archive, name="briefings"),
    path("", include("desk.briefings.archive.urls")),
    path("", include("desk.briefings.handling.urls")),
    path("", include("desk.briefings.reviewing.urls")),
    path("", include("desk.briefings.sharing.urls")),
    path("new/", views.new, name="briefing-new"),
    path("letterhead/", settings_views.letterhead, name="briefing-letterhead"),
    path("recipients/", settings_views.overview, name="briefing-settings"),
    path("recipients/<slug:code>/", settings_views.one, name="briefing-recipients"),
    path("recipients/<int:pk>/remove/", settings_views.remove, name="recipient-remove"),
    path("deliveries/<int:pk>/", change_views.decide, name="delivery-decide"),
    path("deliveries/<int:pk>/link/", change_views.decide_link, name="delivery-link"),
    path("<int:pk>/", views.detail, name="briefing"),
    path("<int:pk>/progress/", views.progress, name="briefing-progress"),
    path("<int:pk>/paper.pdf", views.pdf, name="briefing-pdf"),
    path("<int:pk>/list.xlsx", views.enclosure, name="briefing-enclosure"),
    path("<int:pk>/cover/", change_views.cover, name="briefing-cover"),
    path("<int:pk>/refresh/", change_views.refresh, name="briefing-refresh"),
    path("<int:pk>/authorise/", change_views.authorise, name="briefing-authorise"),
    path("<int:pk>/correct/", change_views.correct, name="briefing-correct"),
]

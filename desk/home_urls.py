"""Addresses of the desk itself: Beranda, search, health, theme and the demo's mailbox."""

from django.urls import URLPattern, URLResolver, path

from desk import delivery_views, frame, health, home_views, search_views
from desk.demo import views as demo_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home_views.page, name="home"),
    path("search/", search_views.search, name="search"),
    path("deliveries/", delivery_views.troubled, name="deliveries"),
    path("theme/", frame.theme, name="theme"),
    path("demo/mail/", demo_views.mail_list, name="demo-mail"),
    path("demo/mail/<str:name>/", demo_views.mail_read, name="demo-mail-read"),
    path("demo/mail/<str:name>/html/", demo_views.mail_html, name="demo-mail-html"),
    path("demo/mail/<str:name>/<int:number>/", demo_views.mail_attachment, name="demo-mail-attachment"),
    path("healthz", health.healthz, name="healthz"),
]

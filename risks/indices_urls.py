"""Addresses of published indices."""

from django.urls import URLPattern, path

from risks import indices_views, indices_write_views

urlpatterns: list[URLPattern] = [
    path("risks/indices/", indices_views.indices, name="indices"),
    path("risks/indices.<slug:form>", indices_views.indices_file, name="indices-file"),
    path("risks/indices/new/", indices_write_views.index_new, name="index-new"),
    path("risks/indices/load/", indices_write_views.indices_load, name="indices-load"),
    path("risks/indices/of-region/<str:code>/", indices_views.of_region, name="indices-of-region"),
    path("risks/indices/<int:pk>/", indices_write_views.index, name="index"),
    path("risks/indices/<int:pk>/remove/", indices_write_views.index_remove, name="index-remove"),
]

"""Addresses of grant agreements."""

from django.urls import URLPattern, URLResolver, path

from desk.coordination.grants import change_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.grants, name="grants"),
    path("export.<str:form>", views.grants_file, name="grants-file"),
    path("new/", change_views.new, name="grant-new"),
    path("<int:pk>/", views.grant, name="grant"),
    path("<int:pk>/amend/", change_views.amend, name="grant-amend"),
    path("<int:pk>/pay/", change_views.pay, name="grant-pay"),
    path("<int:pk>/payments/<int:payment>/withdraw/", change_views.withdraw, name="grant-withdraw"),
]

"""Addresses of courier legs."""

from django.urls import URLPattern, URLResolver, path

from desk.recap.legs import change_views as changes
from desk.recap.legs import views
from desk.recap.reminding import views as reminding

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.legs, name="legs"),
    path("legs.json", views.legs_json, name="legs-json"),
    path("export.<str:form>", views.legs_file, name="legs-file"),
    path("new/<str:code>/", changes.new, name="leg-new"),
    path("of-station/<str:code>/", views.of_station, name="legs-of-station"),
    path("hand-overs/<int:pk>/sign/", changes.sign, name="hand-over-sign"),
    path("<int:pk>/", views.leg, name="leg"),
    path("<int:pk>/edit/", changes.edit, name="leg-edit"),
    path("<int:pk>/reminders/", reminding.of_leg, name="leg-reminders"),
    path("<int:pk>/act/", changes.act, name="leg-act"),
    path("<int:pk>/hand-over/", changes.hand_over, name="leg-hand-over"),
]

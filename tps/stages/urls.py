"""Addresses of the legal calendar."""

from django.urls import URLPattern, path

from tps.stages import views

urlpatterns: list[URLPattern] = [
    path("stages/", views.stages, name="stages"),
    path("stages/known/", views.stages_known, name="stages-known"),
    path("stages/stages.<str:form>", views.stages_file, name="stages-file"),
    path("stages/<int:pk>/shift/", views.stage_shift, name="stage-shift"),
]

"""Addresses of what tasks hang on, below /tasks/."""

from django.urls import URLPattern, path

from desk.coordination.stages import views

urlpatterns: list[URLPattern] = [path("<int:task_id>/stage/", views.of_task, name="task-stage")]

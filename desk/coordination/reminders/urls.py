"""Addresses of reminders, below /tasks/, and of those about referrals, below /referrals/."""

from django.urls import URLPattern, path

from desk.coordination.reminders import change_views, views

urlpatterns: list[URLPattern] = [
    path("ladders/", views.ladders, name="ladders"),
    path("ladders/new/", change_views.step_new, name="ladder-new"),
    path("ladders/usual/", change_views.set_up, name="ladder-usual"),
    path("ladders/hours/", change_views.hours, name="ladder-hours"),
    path("ladders/preview/", views.preview, name="ladder-preview"),
    path("ladders/<int:pk>/", change_views.step_edit, name="ladder"),
    path("ladders/<int:pk>/remove/", change_views.step_remove, name="ladder-remove"),
    path("reminders/", views.reminders, name="reminders"),
    path("reminders/reminders.<str:form>", views.reminders_file, name="reminders-file"),
    path("<int:task_id>/reminders/", views.of_task, name="task-reminders"),
]

referral_urlpatterns: list[URLPattern] = [
    path("<int:pk>/reminders/", views.of_referral, name="referral-reminders"),
]

"""Addresses of meetings."""

from django.urls import URLPattern, URLResolver, path

from desk.coordination.meetings.views import agenda, changes, decisions, invitations, lists, minutes, page, paper

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.meeting_list, name="meetings"),
    path("export.csv", lists.export, {"form": "csv"}, name="meetings-csv"),
    path("export.xlsx", lists.export, {"form": "xlsx"}, name="meetings-xlsx"),
    path("new/", changes.new, name="meeting-new"),
    path("of-flag/<int:flag_id>/", lists.of_flag, name="meetings-of-flag"),
    path("of-task/<int:task_id>/", lists.of_task, name="meetings-of-task"),
    path("of-agency/<slug:code>/", lists.of_agency, name="meetings-of-agency"),
    path("<int:meeting_id>/", page.meeting, name="meeting"),
    path("<int:meeting_id>/edit/", changes.edit, name="meeting-edit"),
    path("<int:meeting_id>/move/", changes.move, name="meeting-move"),
    path("<int:meeting_id>/agenda/", agenda.agenda, name="meeting-agenda"),
    path("<int:meeting_id>/agenda/propose/", agenda.propose, name="meeting-propose"),
    path("<int:meeting_id>/invitations/", invitations.invitations, name="meeting-invitations"),
    path("<int:meeting_id>/reply/", invitations.reply, name="meeting-reply"),
    path("<int:meeting_id>/attendance/", invitations.attendance, name="meeting-attendance"),
    path("<int:meeting_id>/minutes/", minutes.write, name="meeting-minutes"),
    path("<int:meeting_id>/minutes/pulse/", minutes.pulse, name="meeting-pulse"),
    path("<int:meeting_id>/minutes/<int:item_id>/", minutes.save, name="meeting-minutes-save"),
    path("<int:meeting_id>/decisions/", decisions.decide, name="meeting-decide"),
    path("<int:meeting_id>/decisions/<int:decision_id>/", decisions.decision, name="meeting-decision"),
    path("<int:meeting_id>/decisions/<int:decision_id>/task/", decisions.task, name="meeting-decision-task"),
    path("<int:meeting_id>/approve/", paper.approve, name="meeting-approve"),
    path("<int:meeting_id>/correct/", paper.correct, name="meeting-correct"),
    path("<int:meeting_id>/notulen.pdf", paper.draft, name="meeting-paper-draft"),
    path("<int:meeting_id>/notulen/<int:revision>.pdf", paper.issued, name="meeting-paper"),
]

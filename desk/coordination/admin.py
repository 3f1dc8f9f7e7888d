"""Tasks and what hangs on them in Django's admin."""

from django.contrib import admin

from desk.coordination.models import (
    AgendaItem,
    Answer,
    AppliedPlaybook,
    CalendarFeed,
    ChecklistItem,
    Decision,
    Grant,
    GrantVersion,
    Invitation,
    InvitationMail,
    Jurisdiction,
    LadderStep,
    Meeting,
    Mention,
    Minutes,
    MinutesIssue,
    MinutesVersion,
    Payment,
    ReadinessChecklist,
    ReadinessStatement,
    Referral,
    ReferralAnswer,
    Reminder,
    ReminderRules,
    ReminderTo,
    Responsibility,
    Task,
    TaskDependency,
    TaskLink,
    TaskSeries,
    TaskWatcher,
)
from desk.history.admin import ReadOnly


@admin.register(Task)
class TaskAdmin(admin.ModelAdmin):
    """Tasks."""

    list_display = ("number", "title", "owner", "state", "priority", "due_at")
    list_filter = ("state", "priority", "election")
    list_select_related = ("owner",)
    raw_id_fields = ("flag", "station", "region", "requested_by", "assignee", "series")
    search_fields = ("title",)


@admin.register(Answer)
class AnswerAdmin(ReadOnly):
    """Answers, for reading."""

    list_display = ("task", "author", "state", "written_at")
    list_select_related = ("task", "author")


@admin.register(ChecklistItem)
class ChecklistItemAdmin(ReadOnly):
    """Lines of checklists, for reading."""

    list_display = ("task", "text", "ticked_at", "ticked_by")
    list_select_related = ("task", "ticked_by")


@admin.register(TaskLink)
class TaskLinkAdmin(ReadOnly):
    """Further places and risks of tasks, for reading."""

    list_display = ("task", "flag", "station", "region")
    list_select_related = ("task", "flag", "station__region", "region")


@admin.register(TaskDependency)
class TaskDependencyAdmin(ReadOnly):
    """What tasks wait for, for reading."""

    list_display = ("task", "blocker", "added_by", "added_at")
    list_select_related = ("task", "blocker", "added_by")


@admin.register(TaskSeries)
class TaskSeriesAdmin(ReadOnly):
    """Rules of repetition, for reading."""

    list_display = ("pk", "every", "first_due_at", "until", "turn", "next_at")


@admin.register(TaskWatcher)
class TaskWatcherAdmin(ReadOnly):
    """Who follows which task, for reading."""

    list_display = ("task", "user", "since")
    list_select_related = ("task", "user")


@admin.register(Mention)
class MentionAdmin(ReadOnly):
    """Who was named in which answer, for reading."""

    list_display = ("answer", "user", "agency", "made_at", "read_at")
    list_select_related = ("answer", "user", "agency")


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnly):
    """Secret addresses of calendars, of which only hashes are kept, for reading."""

    list_display = ("user", "created_at", "fetched_at", "revoked_at")
    list_select_related = ("user",)


@admin.register(AppliedPlaybook)
class AppliedPlaybookAdmin(ReadOnly):
    """Applied playbooks, for reading."""

    list_display = ("flag", "playbook", "version", "applied_by", "applied_at")
    list_select_related = ("flag", "applied_by")
    list_filter = ("playbook",)


@admin.register(Referral)
class ReferralAdmin(ReadOnly):
    """Referrals, for reading."""

    list_display = ("number", "flag", "to", "state", "asked_at", "answer_by")
    list_filter = ("state", "priority", "election")
    list_select_related = ("to", "flag")
    search_fields = ("question",)


@admin.register(ReferralAnswer)
class ReferralAnswerAdmin(ReadOnly):
    """Answers to referrals, for reading."""

    list_display = ("referral", "author", "state", "written_at")
    list_select_related = ("referral", "author")


@admin.register(Jurisdiction)
class JurisdictionAdmin(admin.ModelAdmin):
    """Areas of agencies; their shapes are changed on their own page."""

    list_display = ("name", "kind", "agency", "valid_from", "valid_until", "simulated")
    list_filter = ("kind", "simulated")
    list_select_related = ("agency",)
    raw_id_fields = ("file",)
    readonly_fields = ("geometry", "version")
    search_fields = ("name", "agency__name")


@admin.register(Responsibility)
class ResponsibilityAdmin(admin.ModelAdmin):
    """Who answers for which kind of risk."""

    list_display = ("kind", "position", "body")
    list_filter = ("kind",)


@admin.register(ReadinessChecklist)
class ReadinessChecklistAdmin(ReadOnly):
    """Versions of the checklist of readiness, for reading."""

    list_display = ("election", "version", "reason", "written_by", "written_at")
    list_select_related = ("election", "written_by")


@admin.register(ReadinessStatement)
class ReadinessStatementAdmin(ReadOnly):
    """What agencies said of readiness, for reading."""

    list_display = ("asked", "region", "state", "source", "observed_at", "recorded_by")
    list_filter = ("state", "election")
    list_select_related = ("region", "source", "recorded_by")


@admin.register(LadderStep)
class LadderStepAdmin(ReadOnly):
    """Steps of ladders, for reading: their own page has things reckoned anew."""

    list_display = ("hours", "agency", "target", "removed_at")
    list_select_related = ("agency",)


@admin.register(ReminderRules)
class ReminderRulesAdmin(ReadOnly):
    """The hours of reminders, for reading."""

    list_display = ("digest_at", "quiet_from", "quiet_until", "active")


@admin.register(Reminder)
class ReminderAdmin(ReadOnly):
    """What was said, for reading."""

    list_display = ("title", "agency", "fate", "spoken_at")
    list_select_related = ("agency",)
    list_filter = ("fate",)


@admin.register(ReminderTo)
class ReminderToAdmin(ReadOnly):
    """Who heard it, for reading."""

    list_display = ("name", "address", "reminder")
    list_select_related = ("reminder",)


@admin.register(Meeting)
class MeetingAdmin(ReadOnly):
    """Meetings, for reading: their mails and papers follow from their own pages."""

    list_display = ("title", "kind", "state", "starts_at", "host")
    list_filter = ("state", "kind", "election")
    list_select_related = ("host",)
    search_fields = ("title",)


@admin.register(AgendaItem)
class AgendaItemAdmin(ReadOnly):
    """Items of agendas, for reading."""

    list_display = ("meeting", "position", "title", "kind")
    list_select_related = ("meeting",)


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Who was asked to which meeting, for reading."""

    list_display = ("meeting", "agency", "sent_at", "reply", "presence")
    list_select_related = ("meeting", "agency")


@admin.register(InvitationMail)
class InvitationMailAdmin(ReadOnly):
    """Mails of invitations, for reading."""

    list_display = ("invitation", "method", "sequence", "made_at")
    list_select_related = ("invitation__agency",)


@admin.register(Minutes)
class MinutesAdmin(ReadOnly):
    """Minutes of items, for reading."""

    list_display = ("item", "version", "changed_by", "changed_at")
    list_select_related = ("item", "changed_by")


@admin.register(MinutesVersion)
class MinutesVersionAdmin(ReadOnly):
    """Every version of minutes, for reading."""

    list_display = ("minutes", "version", "aside", "saved_by", "saved_at")
    list_select_related = ("minutes", "saved_by")


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    """Decisions, for reading."""

    list_display = ("meeting", "text", "owner", "due_at", "task")
    list_select_related = ("meeting", "owner", "task")


@admin.register(MinutesIssue)
class MinutesIssueAdmin(ReadOnly):
    """Issued minutes, for reading."""

    list_display = ("meeting", "revision", "document", "approved_by", "approved_at")
    list_select_related = ("meeting", "document", "approved_by")


@admin.register(Grant)
class GrantAdmin(ReadOnly):
    """Grant agreements, for reading."""

    list_display = ("giver", "receiver", "election", "current", "simulated")
    list_select_related = ("giver", "receiver", "election", "current")


@admin.register(GrantVersion)
class GrantVersionAdmin(ReadOnly):
    """Agreements and addenda, for reading."""

    list_display = ("number", "grant", "version", "signed_on", "amount")
    list_select_related = ("grant__giver", "grant__receiver")


@admin.register(Payment)
class PaymentAdmin(ReadOnly):
    """Payments of grants, for reading."""

    list_display = ("grant", "position", "paid_on", "amount", "withdrawn_at")
    list_select_related = ("grant__giver", "grant__receiver")

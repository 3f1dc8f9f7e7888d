"""Rows of coordination; each thing has a module of its own."""

from desk.coordination.models.grants import Grant, GrantVersion, Instalment, Payment
from desk.coordination.models.jurisdictions import Jurisdiction, Responsibility
from desk.coordination.models.meetings import AgendaItem, Invitation, InvitationMail, Meeting
from desk.coordination.models.meetings_minutes import Decision, Minutes, MinutesIssue, MinutesVersion
from desk.coordination.models.playbooks import AppliedAction, AppliedPlaybook
from desk.coordination.models.readiness import ReadinessChecklist, ReadinessItem, ReadinessStatement
from desk.coordination.models.referrals import Referral, ReferralAnswer
from desk.coordination.models.reminders import LadderStep, Reminder, ReminderRules, ReminderTo
from desk.coordination.models.tasks import Answer, Task
from desk.coordination.models.tasks_parts import ChecklistItem, TaskDependency, TaskLink, TaskWatcher
from desk.coordination.models.tasks_people import CalendarFeed, Mention
from desk.coordination.models.tasks_series import TaskSeries

__all__ = [
    "AgendaItem",
    "Answer",
    "AppliedAction",
    "AppliedPlaybook",
    "CalendarFeed",
    "ChecklistItem",
    "Decision",
    "Grant",
    "GrantVersion",
    "Instalment",
    "Invitation",
    "InvitationMail",
    "Jurisdiction",
    "LadderStep",
    "Meeting",
    "Mention",
    "Minutes",
    "MinutesIssue",
    "MinutesVersion",
    "Payment",
    "ReadinessChecklist",
    "ReadinessItem",
    "ReadinessStatement",
    "Referral",
    "ReferralAnswer",
    "Reminder",
    "ReminderRules",
    "ReminderTo",
    "Responsibility",
    "Task",
    "TaskDependency",
    "TaskLink",
    "TaskSeries",
    "TaskWatcher",
]

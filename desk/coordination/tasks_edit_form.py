"""The form of everything that a task asks for."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from desk import clock
from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.coordination.access import people_for
from desk.coordination.actions.tasks_edit import Wish
from desk.coordination.forms import DueForm
from desk.coordination.models import Task
from desk.coordination.owners import AgencyChoice, proposal_for
from desk.editing import Versioned


class EditForm(Versioned, DueForm):
    """Title, agency, person, due moment, priority and detail of a task."""

    title = forms.CharField(label=gettext_lazy("Tugas"), max_length=200)
    owner = AgencyChoice(queryset=Agency.objects.none(), label=gettext_lazy("Instansi pelaksana"))
    assignee = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Orang yang mengerjakan"),
        required=False,
        empty_label=gettext_lazy("Belum ditunjuk"),
        help_text=gettext_lazy("Orang instansi pelaksana, atau petugas desk di wilayah tugas ini."),
    )
    detail = forms.CharField(
        label=gettext_lazy("Rincian"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    reason = forms.CharField(label=gettext_lazy("Alasan perubahan"), max_length=300)
    TOGETHER = (("owner", "assignee"), ("due_day", "due_time"))
    field_order = ("title", "owner", "assignee", "due_day", "due_time", "priority", "detail", "reason")

    @classmethod
    def of(cls, task: Task, *, at: datetime, data: Any = None) -> "EditForm":
        """Give the form filled with what the task has."""
        due = clock.local(task.due_at)
        initial = {
            "title": task.title,
            "owner": task.owner_id,
            "assignee": task.assignee_id,
            "due_day": due.date(),
            "due_time": due.time().replace(second=0, microsecond=0),
            "due_at": due.replace(second=0, microsecond=0),
            "priority": task.priority,
            "detail": task.detail,
        }
        form = cls(data, at=at, initial=initial, row=task)
        owner, assignee = form.fields["owner"], form.fields["assignee"]
        assert isinstance(owner, forms.ModelChoiceField)
        assert isinstance(assignee, forms.ModelChoiceField)
        # An agency that has been closed meanwhile stays where it stands, and cannot be chosen anew.
        sitting = Agency.objects.filter(Q(active=True) | Q(pk=task.owner_id)).order_by("level", "name")
        owner.queryset = sitting.with_reachable(clock.local(at).date())
        proposal = proposal_for(task.flag, at)
        if proposal is not None:
            owner.help_text = proposal.words
        # Which agency it will be is not known before the form is sent; the action checks the pair.
        assignee.queryset = (
            people_for(task.owner, task.place)
            | User.objects.filter(agency__isnull=False, is_active=True).exclude(role="")
        ).select_related("agency")
        assignee.label_from_instance = _named  # type: ignore[method-assign,assignment]
        form.exact_due = task.due_at
        return form

    exact_due: datetime

    def wish(self) -> Wish:
        """Give what the task is to say; an untouched due moment keeps its seconds."""
        data = self.cleaned_data
        due_at = data["due_at"]
        if due_at == self.exact_due.replace(second=0, microsecond=0):
            due_at = self.exact_due
        return Wish(data["title"], data["detail"], data["owner"], data["assignee"], due_at, data["priority"])


def _named(person: User) -> str:
    return f"{person} ({person.agency.label})" if person.agency else str(person)

"""The form of everything that a task asks for, with the version that the person saw."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.coordination.access import people_for
from desk.coordination.actions.tasks_edit import FIELDS, Wish
from desk.coordination.forms import DueForm
from desk.coordination.models import Task


class EditForm(DueForm):
    """Title, agency, person, due moment, priority and detail of a task."""

    title = forms.CharField(label=gettext_lazy("Tugas"), max_length=200)
    owner = forms.ModelChoiceField(queryset=Agency.objects.none(), label=gettext_lazy("Instansi pelaksana"))
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
    seen = forms.CharField(widget=forms.HiddenInput())
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
            "seen": task.changed_at.isoformat(),
        }
        form = cls(data, at=at, initial=initial)
        owner, assignee = form.fields["owner"], form.fields["assignee"]
        assert isinstance(owner, forms.ModelChoiceField)
        assert isinstance(assignee, forms.ModelChoiceField)
        # An agency that has been closed meanwhile stays where it stands, and cannot be chosen anew.
        owner.queryset = Agency.objects.filter(Q(active=True) | Q(pk=task.owner_id)).order_by("level", "name")
        # Which agency it will be is not known before the form is sent; the action checks the pair.
        assignee.queryset = (
            people_for(task.owner, task.place)
            | User.objects.filter(agency__isnull=False, is_active=True).exclude(role="")
        ).select_related("agency")
        assignee.label_from_instance = _named  # type: ignore[method-assign,assignment]
        form.exact_due = task.due_at
        return form

    exact_due: datetime

    def clean_seen(self) -> datetime:
        """Give the moment of the version that the person saw."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            raise forms.ValidationError(_("Halaman ini sudah usang. Muat ulang lalu ulangi.")) from None

    def wish(self) -> Wish:
        """Give what the task is to say; an untouched due moment keeps its seconds."""
        data = self.cleaned_data
        due_at = data["due_at"]
        if due_at == self.exact_due.replace(second=0, microsecond=0):
            due_at = self.exact_due
        return Wish(data["title"], data["detail"], data["owner"], data["assignee"], due_at, data["priority"])

    def seen_again(self, task: Task) -> "EditForm":
        """Give the same words on the version that stands now."""
        data = dict(self.data.items()) | {"seen": task.changed_at.isoformat()}
        again = EditForm.of(task, at=self.at, data=data)
        again.is_valid()
        return again


def meanwhile(task: Task, wish: Wish) -> list[dict[str, str]]:
    """Give the fields in which what stands differs from what a person wants, both as people read them."""
    found = []
    for name in FIELDS:
        stands, wanted = getattr(task, name), getattr(wish, name)
        if stands != wanted:
            found.append(
                {"label": _label(name), "stands": _words(task, name, stands), "wanted": _words(task, name, wanted)}
            )
    return found


def _label(name: str) -> str:
    return capfirst(str(Task._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _words(task: Task, name: str, value: Any) -> str:
    if isinstance(value, datetime):
        return f"{clock.local(value):%d-%m-%Y %H.%M} WIB"
    if name == "priority":
        return str(dict(Task._meta.get_field("priority").flatchoices).get(value, value))
    return str(value or "–")


def _named(person: User) -> str:
    return f"{person} ({person.agency.label})" if person.agency else str(person)

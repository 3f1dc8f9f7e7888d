"""Forms of tasks."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from desk import clock
from desk.agencies.models import Agency
from desk.coordination.actions import MOST_BYTES
from desk.coordination.kinds import Priority
from desk.coordination.models import Task
from desk.coordination.owners import AgencyChoice, Proposal, agencies_at, propose
from desk.editing import Versioned

END_OF_WORK = time(16, 0)


class DayInput(forms.DateInput):
    """A day, picked by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    """A time of day, picked by the browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _priorities() -> list[tuple[str, str]]:
    return [(value, capfirst(str(word))) for value, word in Priority.choices]


class DueForm(forms.Form):
    """A due day and time in the province's zone; `cleaned_data["due_at"]` is the zone-aware moment."""

    due_day = forms.DateField(label=gettext_lazy("Tenggat: hari"), widget=DayInput())
    due_time = forms.TimeField(label=gettext_lazy("Tenggat: jam (WIB)"), widget=HourInput())
    priority = forms.ChoiceField(label=gettext_lazy("Prioritas"), choices=_priorities, initial=Priority.NORMAL)

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at

    def clean(self) -> dict[str, Any]:
        """Join day and time; a moment that has passed is refused beside the day."""
        data = super().clean() or self.cleaned_data
        day, hour = data.get("due_day"), data.get("due_time")
        if day and hour:
            data["due_at"] = datetime.combine(day, hour, tzinfo=clock.zone())
            if data["due_at"] <= self.at and data["due_at"] != self.initial.get("due_at"):
                self.add_error("due_day", _("Tenggat sudah lewat. Pilih hari dan jam sesudah sekarang."))
        return data


class TaskForm(DueForm):
    """A new task."""

    title = forms.CharField(
        label=pgettext_lazy("satu", "Tugas"),
        max_length=200,
        help_text=gettext_lazy("Satu kalimat: apa yang harus dikerjakan."),
    )
    owner = AgencyChoice(
        label=gettext_lazy("Instansi pelaksana"),
        queryset=Agency.objects.none(),
        empty_label=gettext_lazy("Pilih instansi"),
    )
    detail = forms.CharField(
        label=gettext_lazy("Rincian"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput())
    field_order = ("title", "owner", "due_day", "due_time", "priority", "detail")

    def __init__(self, *args: Any, at: datetime, proposal: Proposal | None = None, **options: Any) -> None:
        tomorrow = clock.local(at).date() + timedelta(days=1)
        first = {"client_id": uuid.uuid4(), "due_day": tomorrow, "due_time": END_OF_WORK}
        options["initial"] = first | (options.get("initial") or {})
        super().__init__(*args, at=at, **options)
        owner = self.fields["owner"]
        assert isinstance(owner, AgencyChoice)
        owner.queryset = agencies_at(at)
        propose(owner, proposal, self, "owner")


class ChangeForm(Versioned, DueForm):
    """Another due moment or priority for a task that exists."""

    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=300)
    TOGETHER = (("due_day", "due_time"),)

    @classmethod
    def of(cls, task: Task, *, at: datetime, data: Any = None) -> "ChangeForm":
        """Give the form filled with what the task has."""
        due = clock.local(task.due_at)
        initial = {
            "due_day": due.date(),
            "due_time": due.time().replace(second=0, microsecond=0),
            "due_at": due.replace(second=0, microsecond=0),
            "priority": task.priority,
        }
        form = cls(data, at=at, initial=initial, prefix="change", row=task)
        form.exact_due = task.due_at
        return form

    exact_due: datetime

    @property
    def due_at(self) -> datetime:
        """Give the wanted moment; an untouched one keeps its seconds."""
        wanted: datetime = self.cleaned_data["due_at"]
        return self.exact_due if wanted == self.exact_due.replace(second=0, microsecond=0) else wanted


class AnswerForm(forms.Form):
    """Words and perhaps a file; the button that is pressed says whether they also move the task."""

    text = forms.CharField(
        label=gettext_lazy("Jawaban"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Sebut orang atau instansi dengan @, misalnya @diskominfo."),
    )
    file = forms.FileField(
        label=gettext_lazy("Lampiran"), required=False, help_text=gettext_lazy("Satu berkas, paling besar 10 MB.")
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"client_id": uuid.uuid4()} | (options.get("initial") or {})
        super().__init__(*args, **options)

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file that is too large, with its size."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("Berkas ini %(size)s; paling besar 10 MB. Jawaban Anda masih ada, pilih berkas yang lebih kecil.")
                % {"size": filesizeformat(file.size or 0)}
            )
        return file

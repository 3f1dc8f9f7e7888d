"""The form that hangs a task on a stage."""

from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.coordination.forms import END_OF_WORK, HourInput
from desk.coordination.kinds import Edge
from desk.coordination.models import Task
from desk.editing import Versioned
from tps.models import Stage


class HangForm(Versioned, forms.Form):
    """Which stage, from which of its days, how many days, at what hour."""

    TOGETHER = (("stage", "edge", "days", "hour"),)

    stage = forms.ModelChoiceField(queryset=Stage.objects.none(), label=gettext_lazy("Tahapan"))
    edge = forms.ChoiceField(
        label=gettext_lazy("Dihitung dari"), choices=lambda: [(each.value, capfirst(str(each.label))) for each in Edge]
    )
    days = forms.IntegerField(
        label=gettext_lazy("Jarak hari"),
        min_value=-730,
        max_value=730,
        help_text=gettext_lazy("-3 berarti H-3, tiga hari sebelumnya; 0 pada hari itu."),
    )
    hour = forms.TimeField(label=gettext_lazy("Jam (WIB)"), widget=HourInput())

    @classmethod
    def of(cls, task: Task, data: Any = None) -> "HangForm":
        """Give the form filled with what the task hangs on."""
        hour = clock.local(task.due_at).time().replace(second=0, microsecond=0) if task.stage_id else END_OF_WORK
        initial = {"stage": task.stage_id, "edge": task.stage_edge or Edge.START, "days": task.stage_days, "hour": hour}
        form = cls(data, initial=initial, row=task)
        field = cast("forms.ModelChoiceField", form.fields["stage"])
        field.queryset = Stage.objects.filter(election_id=task.election_id).select_related("region")
        field.empty_label = _("Pilih tahapan")
        field.label_from_instance = _named  # type: ignore[method-assign,assignment]
        return form


def _named(stage: Stage) -> str:
    return f"{stage.name} ({stage.region.name})" if stage.region else stage.name

"""The forms of what is settled of a risk beside its steps: each shows what stands, and merges what others changed."""

from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.editing import Values, Versioned
from risks import policy
from risks.assessing import Impact, Likelihood
from risks.judge_forms import desk_people
from risks.kinds import SEVERITY_ORDER, Severity
from risks.models import Flag


def _severities() -> list[tuple[str, str]]:
    ordered = sorted(Severity, key=lambda each: -SEVERITY_ORDER[each])
    return [(each.value, str(each.label)) for each in ordered]


class CareForm(Versioned, forms.Form):
    """One thing that is settled of a risk; `name` is the word that its button sends as `action`."""

    name: ClassVar[str]

    def __init__(self, flag: Flag, data: Any = None) -> None:
        self.flag = flag
        super().__init__(data, row=flag, initial=self.of(flag), auto_id=f"act-{self.name}-%s")

    def of(self, flag: Flag) -> dict[str, Any]:
        """Give what stands."""
        return {}


class AssessForm(CareForm):
    """Likelihood and impact; the severity follows, so one that was set meanwhile counts as changed with them."""

    name = "assess"
    TOGETHER = (("likelihood", "impact", "severity"),)
    likelihood = forms.TypedChoiceField(label=gettext_lazy("Kemungkinan"), coerce=int)
    impact = forms.TypedChoiceField(label=gettext_lazy("Dampak"), coerce=int)
    severity = forms.ChoiceField(label=gettext_lazy("Keparahan"), choices=_severities, required=False)
    comment = forms.CharField(
        label=gettext_lazy("Catatan"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, flag: Flag, data: Any = None) -> None:
        super().__init__(flag, data)
        for name, words in (("likelihood", Likelihood), ("impact", Impact)):
            field = cast("forms.TypedChoiceField", self.fields[name])
            field.choices = [
                ("", gettext_lazy("Pilih 1 sampai 5")),
                *((n, f"{n} – {word}") for n, word in words.choices),
            ]
            field.error_messages["required"] = gettext_lazy("Pilih kemungkinan dan dampak, masing-masing 1 sampai 5.")
            field.error_messages["invalid_choice"] = field.error_messages["required"]

    def of(self, flag: Flag) -> dict[str, Any]:
        """Give likelihood, impact and the severity that stands."""
        return {"likelihood": flag.likelihood, "impact": flag.impact, "severity": flag.severity}

    def _mine(self, name: str, untouched: Values) -> Values:
        """Give what was sent; the severity is not asked for but follows from the other two."""
        if name != "severity":
            return super()._mine(name, untouched)
        sent = [*self._sent("likelihood"), *self._sent("impact")]
        kept = [str(self.flag.likelihood or ""), str(self.flag.impact or "")]
        if sent == kept or len(sent) != 2 or not all(each in {"1", "2", "3", "4", "5"} for each in sent):
            return untouched
        return [str(policy.matrix().severity(int(sent[0]), int(sent[1])).value)]


class SeverityForm(CareForm):
    """The severity as a person sets it by hand, and why."""

    name = "severity"
    severity = forms.ChoiceField(label=gettext_lazy("Keparahan"), choices=_severities)
    comment = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Tuliskan alasan perubahan keparahan.")},
    )

    def of(self, flag: Flag) -> dict[str, Any]:
        """Give the severity that stands."""
        return {"severity": flag.severity}


class ReviewForm(CareForm):
    """The day on which a risk is looked at again."""

    name = "review"
    review_on = forms.DateField(
        label=gettext_lazy("Tanggal tinjauan"),
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Kosongkan bila tidak perlu ditinjau lagi."),
        error_messages={"invalid": gettext_lazy("Isi tanggal tinjauan, misalnya 20-2-2024.")},
    )

    def of(self, flag: Flag) -> dict[str, Any]:
        """Give the day that stands."""
        return {"review_on": flag.review_on}


class _Fitting:
    """The choices of who follows a risk: of some people, those who may judge at its place; asked when shown."""

    def __init__(self, flag: Flag, people: QuerySet[User]) -> None:
        self.flag, self.people = flag, people

    def __call__(self) -> list[tuple[str, str]]:
        fitting = [
            (each.username, capfirst(str(each)))
            for each in self.people
            if each.pk == self.flag.assignee_id or each.may(Right.JUDGE_RISK, place=self.flag.place)
        ]
        return [("", str(gettext_lazy("Belum ada"))), *fitting]


class OwnerForm(CareForm):
    """The agency in charge and the desk's person who follows."""

    name = "owner"
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Instansi"),
        required=False,
        queryset=Agency.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Belum ada"),
    )
    assignee = forms.ModelChoiceField(
        label=gettext_lazy("Petugas desk"),
        required=False,
        queryset=User.objects.none(),
        to_field_name="username",
        empty_label=gettext_lazy("Belum ada"),
    )

    def __init__(self, flag: Flag, data: Any = None) -> None:
        super().__init__(flag, data)
        owner, assignee = (cast("forms.ModelChoiceField", self.fields[name]) for name in ("owner", "assignee"))
        # An agency that was closed, or a person who left, stays where it stands and cannot be chosen anew.
        owner.queryset = (Agency.objects.active() | Agency.objects.filter(pk=flag.owner_id or 0)).order_by("name")
        people = desk_people() | User.objects.filter(pk=flag.assignee_id or 0).order_by("username")
        assignee.queryset = people
        assignee.choices = _Fitting(flag, people)

    def of(self, flag: Flag) -> dict[str, Any]:
        """Give who stands."""
        return {"owner": flag.owner, "assignee": flag.assignee}


class NoteForm(CareForm):
    """The note that liaisons of agencies do not see."""

    name = "internal-note"
    internal_note = forms.CharField(
        label=gettext_lazy("Catatan internal"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Tidak terlihat oleh penghubung instansi."),
    )

    def of(self, flag: Flag) -> dict[str, Any]:
        """Give the note that stands."""
        return {"internal_note": flag.internal_note}


CARE: dict[str, type[CareForm]] = {
    form.name: form for form in (AssessForm, SeverityForm, ReviewForm, OwnerForm, NoteForm)
}

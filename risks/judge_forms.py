"""The form with which a risk is judged: one form for every action on its page."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.agencies.models import Agency
from risks import rules
from risks.kinds import Outcome, Severity
from risks.models import Flag


def desk_people() -> QuerySet[User]:
    """Give the people of the desk who can follow a risk."""
    return User.objects.filter(is_active=True, role__in=[Role.ADMIN, Role.OPERATOR]).order_by("username")


class JudgeForm(forms.Form):
    """One judgement of a risk: what to do, why, and what the person saw before them."""

    action = forms.ChoiceField(
        choices=[(each, each) for each in (*rules.Step, "severity", "assess", "owner", "review", "internal-note")],
        error_messages={"required": gettext_lazy("Pilih tindakan.")},
    )
    seen = forms.CharField(required=False, max_length=10)
    comment = forms.CharField(required=False, max_length=4000)
    outcome = forms.ChoiceField(required=False, choices=[("", ""), *Outcome.choices])
    duplicate_of = forms.CharField(required=False, max_length=20)
    severity = forms.ChoiceField(required=False, choices=[("", ""), *Severity.choices])
    likelihood = forms.IntegerField(required=False)
    impact = forms.IntegerField(required=False)
    owner = forms.ModelChoiceField(required=False, queryset=Agency.objects.active(), to_field_name="code")
    assignee = forms.ModelChoiceField(required=False, queryset=desk_people(), to_field_name="username")
    review_on = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"invalid": gettext_lazy("Isi tanggal tinjauan, misalnya 20-2-2024.")},
    )
    version = forms.CharField(required=False, max_length=40)
    internal_note = forms.CharField(required=False, max_length=8000)

    def clean_duplicate_of(self) -> Flag | None:
        """Find the risk of a number such as R-0012 or 12."""
        text = self.cleaned_data["duplicate_of"].strip().upper().removeprefix("R").lstrip("- ")
        if not text:
            return None
        found = Flag.objects.filter(pk=int(text)).first() if text.isascii() and text.isdigit() else None
        if found is None:
            raise forms.ValidationError(_("Risiko dengan nomor itu tidak ada."))
        return found

"""The form with which a risk takes its steps: one form for all of them; what is settled beside stands in care_forms."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.accounts.models import User
from desk.accounts.roles import Role
from risks import rules
from risks.kinds import Outcome
from risks.models import Flag


def desk_people() -> QuerySet[User]:
    """Give the people of the desk who can follow a risk."""
    return User.objects.filter(is_active=True, role__in=[Role.ADMIN, Role.OPERATOR]).order_by("username")


class JudgeForm(forms.Form):
    """One step of a risk: which, why, and the status that the person saw before them."""

    action = forms.ChoiceField(
        choices=[(each, each) for each in rules.Step],
        error_messages={"required": gettext_lazy("Pilih tindakan.")},
    )
    seen = forms.CharField(required=False, max_length=10)
    comment = forms.CharField(required=False, max_length=4000)
    outcome = forms.ChoiceField(required=False, choices=[("", ""), *Outcome.choices])
    duplicate_of = forms.CharField(required=False, max_length=20)
    despite = forms.BooleanField(required=False)

    def clean_duplicate_of(self) -> Flag | None:
        """Find the risk of a number such as R-0012 or 12."""
        text = self.cleaned_data["duplicate_of"].strip().upper().removeprefix("R").lstrip("- ")
        if not text:
            return None
        found = Flag.objects.filter(pk=int(text)).first() if text.isascii() and text.isdigit() else None
        if found is None:
            raise forms.ValidationError(_("Risiko dengan nomor itu tidak ada."))
        return found

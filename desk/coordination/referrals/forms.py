"""Forms of referrals."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.agencies.models import Agency
from desk.coordination.forms import END_OF_WORK, AnswerForm, DueForm
from desk.coordination.owners import AgencyChoice, Proposal, agencies_at, propose
from desk.coordination.referrals.actions import Request
from desk.coordination.referrals.bulk import Rule

MOST_WORDS = 4000


class AskForm(DueForm):
    """What is asked of an agency, and until when an answer is wanted; `asked` gives it for the actions."""

    to = AgencyChoice(
        label=gettext_lazy("Instansi tujuan"),
        queryset=Agency.objects.none(),
        empty_label=gettext_lazy("Pilih instansi"),
    )
    question = forms.CharField(
        label=gettext_lazy("Pertanyaan atau permintaan"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Satu hal yang jelas, supaya instansi tahu apa yang harus dijawab."),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput())
    field_order: tuple[str, ...] = ("to", "question", "due_day", "due_time", "priority")

    def __init__(self, *args: Any, at: datetime, proposal: Proposal | None = None, **options: Any) -> None:
        day = clock.local(at).date() + timedelta(days=settings.DESK_REFERRAL_DAYS)
        first = {"client_id": uuid.uuid4(), "due_day": day, "due_time": END_OF_WORK}
        options["initial"] = first | (options.get("initial") or {})
        super().__init__(*args, at=at, **options)
        self.fields["due_day"].label = _("Jawaban diharapkan: hari")
        self.fields["due_time"].label = _("Jawaban diharapkan: jam (WIB)")
        to = self.fields["to"]
        assert isinstance(to, AgencyChoice)
        to.queryset = agencies_at(at)
        propose(to, proposal, self, "to")

    @property
    def asked(self) -> Request:
        """Give what is asked, of a valid form."""
        data = self.cleaned_data
        return Request(data["question"], data["priority"], data["due_at"])


class ReferralForm(AskForm):
    """A new referral of one risk."""

    by = forms.ModelChoiceField(
        label=gettext_lazy("Atas permintaan instansi"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=gettext_lazy("Desk sendiri"),
        help_text=gettext_lazy("Instansi ini ikut melihat rujukan dan boleh menutupnya."),
    )
    field_order = ("to", "question", "due_day", "due_time", "priority", "by")

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, at=at, **options)
        by = self.fields["by"]
        assert isinstance(by, forms.ModelChoiceField)
        by.queryset = Agency.objects.active().order_by("level", "name")


class ReplyForm(AnswerForm):
    """Words and perhaps a file; the button that is pressed says whether they also move the referral."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].help_text = _("Terlihat oleh desk dan oleh instansi di kedua ujung rujukan ini.")


class BulkForm(AskForm):
    """The same question about many risks: to one agency, or to the one that answers where each lies."""

    rule = forms.ChoiceField(
        label=gettext_lazy("Tujuan"),
        choices=lambda: [(each.value, capfirst(str(each.label))) for each in Rule],
        initial=Rule.DUTY,
    )
    token = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())
    field_order = ("rule", "to", "question", "due_day", "due_time", "priority")

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, at=at, **options)
        self.fields["to"].required = False
        self.fields["to"].help_text = _("Hanya bila satu instansi untuk semua.")

    def clean(self) -> dict[str, Any]:
        """Ask for the agency where the rule needs one."""
        data = super().clean()
        if data.get("rule") == Rule.FIXED and not data.get("to") and "to" not in self.errors:
            self.add_error("to", _("Pilih instansi tujuan."))
        return data

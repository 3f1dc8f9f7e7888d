"""The form of one risk's plan: each proposed action with a tick, an owner and a due moment."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.agencies.models import Agency
from desk.coordination.actions.playbooks import Asked, Order
from desk.coordination.forms import DayInput, HourInput
from desk.coordination.playbook_offers import Offer
from desk.coordination.playbook_rules import Proposal
from risks.playbook_kinds import offset_words


class PickForm(forms.Form):
    """One proposed action; owner and due moment are asked for only when it is ticked."""

    use_required_attribute = False  # a browser would hold up what is not ticked
    ticked = forms.BooleanField(required=False)
    owner = forms.TypedChoiceField(
        label=gettext_lazy("Instansi pelaksana"),
        coerce=int,
        error_messages={"required": gettext_lazy("Pilih instansi pelaksana.")},
    )
    due_day = forms.DateField(label=gettext_lazy("Tenggat: hari"), widget=DayInput())
    due_time = forms.TimeField(label=gettext_lazy("Tenggat: jam (WIB)"), widget=HourInput())

    def __init__(
        self, data: Any, *, proposal: Proposal, factors: dict[str, str], owners: list[Any], at: datetime
    ) -> None:
        due = clock.local(proposal.due_at)
        initial = {
            "ticked": not proposal.idle,
            "owner": proposal.owner,
            "due_day": due.date(),
            "due_time": due.time(),
        }
        super().__init__(data, prefix=proposal.action.code, initial=initial)
        self.proposal, self.at = proposal, at
        self.when = offset_words(proposal.action.day, proposal.action.hour)
        self.factor = factors.get(proposal.action.factor, "")
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.fields["ticked"].label = proposal.action.title

    def clean(self) -> dict[str, Any]:
        """Join day and time of a ticked action; a moment that has passed is refused beside the day."""
        data = super().clean() or self.cleaned_data
        if not data.get("ticked"):
            self._errors = forms.utils.ErrorDict()
            return data
        day, hour = data.get("due_day"), data.get("due_time")
        if day and hour:
            data["due_at"] = datetime.combine(day, hour, tzinfo=clock.zone())
            if data["due_at"] <= self.at:
                self.add_error("due_day", _("Tenggat sudah lewat. Pilih hari dan jam sesudah sekarang."))
        return data


class PlanForm:
    """All proposed actions of one risk together."""

    def __init__(self, offer: Offer, agencies: Sequence[Agency], at: datetime, data: Any = None) -> None:
        self.offer = offer
        self.agencies = {each.pk: each for each in agencies}
        owners = [("", _("Pilih instansi")), *((each.pk, each.name) for each in agencies)]
        factors = {each.code: each.text for each in offer.plan.factors}
        self.rows = [PickForm(data, proposal=each, factors=factors, owners=owners, at=at) for each in offer.proposals]
        self.trouble = ""
        self.client_id = _uuid(data.get("client_id", "")) if data else uuid.uuid4()
        self.same_plan = not data or data.get("version") == str(offer.plan.version)

    def read(self) -> Asked | None:
        """Give what is asked for, None when something is to be mended first."""
        if not self.same_plan:
            self.trouble = _("Sementara itu rencana ini diubah. Belum ada tugas yang dibuat; periksa lagi isinya.")
            return None
        if not all(row.is_valid() for row in self.rows):
            self.trouble = _("Ada tindakan yang perlu diperbaiki. Belum ada tugas yang dibuat.")
            return None
        orders = [
            Order(row.proposal.action, self.agencies[row.cleaned_data["owner"]], row.cleaned_data["due_at"])
            for row in self.rows
            if row.cleaned_data["ticked"]
        ]
        if not orders:
            self.trouble = _("Pilih sekurangnya satu tindakan.")
            return None
        return Asked(self.offer.flag.pk, self.offer.plan.version, orders)


def _uuid(text: str) -> uuid.UUID:
    """Read the form's mark; one that was tampered with is a press of its own."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()

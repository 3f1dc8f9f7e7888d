"""Forms of the ladder: one step, and the hours by which the desk reminds."""

import uuid
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.coordination.forms import HourInput
from desk.coordination.models import LadderStep, ReminderRules
from desk.coordination.reminders.kinds import Target
from desk.coordination.reminders.reach import DESK
from desk.editing import Versioned

HOURS, DAYS = "hours", "days"
BEFORE, AFTER = "before", "after"


class StepForm(Versioned, forms.ModelForm):
    """One step: how far from the due moment, who hears it, and whether it waits for the digest."""

    amount = forms.IntegerField(
        label=gettext_lazy("Jarak"), min_value=0, max_value=366, help_text=gettext_lazy("0: tepat pada tenggat.")
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Satuan"), choices=[(DAYS, gettext_lazy("hari")), (HOURS, gettext_lazy("jam"))]
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Kapan"),
        choices=[(AFTER, gettext_lazy("lewat tenggat")), (BEFORE, gettext_lazy("sebelum tenggat"))],
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    TOGETHER = (("amount", "unit", "side"), ("target", "role", "contact_agency", "user", "address"))
    field_order = ("amount", "unit", "side", "target", "role", "contact_agency", "user", "address", "urgent")

    class Meta:
        model = LadderStep
        fields = ("target", "role", "contact_agency", "user", "address", "urgent")
        help_texts = {
            "target": gettext_lazy("Orang yang mengerjakan; bila belum ditunjuk, para pengguna instansinya."),
            "role": gettext_lazy("Untuk kontak tugas: sebagian jabatannya, misalnya Kepala. Untuk alamat: namanya."),
            "contact_agency": gettext_lazy("Kosongkan untuk kontak instansi pelaksana sendiri."),
            "user": gettext_lazy("Untuk pengguna tertentu: orang desk, atau orang instansi ini."),
            "address": gettext_lazy("Untuk alamat surel, misalnya sekretariat Sekda."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        step = self.instance
        people = Q(role__in=DESK) | (Q(agency=step.agency) if step.agency else Q(pk__in=[]))
        user = cast("forms.ModelChoiceField", self.fields["user"])
        user.queryset = User.objects.filter(people, is_active=True).order_by("first_name", "username")
        user.empty_label = _("Tidak ada")
        body = cast("forms.ModelChoiceField", self.fields["contact_agency"])
        body.queryset = Agency.objects.active().order_by("level", "name")
        body.empty_label = _("Instansi pelaksana")
        if step.pk:
            whole = step.hours % 24 == 0
            self.initial["amount"] = abs(step.hours) // (24 if whole else 1)
            self.initial["unit"] = DAYS if whole else HOURS
            self.initial["side"] = BEFORE if step.hours < 0 else AFTER

    def clean(self) -> dict[str, Any]:
        """Reckon the hours, and hold the step to somebody who can be written to."""
        data = super().clean() or self.cleaned_data
        amount = data.get("amount")
        if amount is not None and data.get("unit") and data.get("side"):
            hours = amount * (24 if data["unit"] == DAYS else 1)
            self.instance.hours = -hours if data["side"] == BEFORE else hours
        target = data.get("target")
        if target == Target.USER and not data.get("user") and "user" not in self.errors:
            self.add_error("user", _("Pilih penggunanya."))
        if target == Target.ADDRESS and not data.get("address") and "address" not in self.errors:
            self.add_error("address", _("Tulis alamat surelnya."))
        if target != Target.USER:
            data["user"] = None
        if target != Target.ADDRESS:
            data["address"] = ""
        if target != Target.CONTACT:
            data["contact_agency"] = None
        return data


class HoursForm(Versioned, forms.ModelForm):
    """Quiet hours, the digest's hour and polling-day mode."""

    TOGETHER = (("quiet_from", "quiet_until"), ("polling_before", "polling_after", "divisor"))

    class Meta:
        model = ReminderRules
        fields = ("active", "digest_at", "quiet_from", "quiet_until", "polling_before", "polling_after", "divisor")
        widgets = {name: HourInput() for name in ("digest_at", "quiet_from", "quiet_until")}
        help_texts = {
            "active": gettext_lazy("Bila dimatikan, tidak ada pengingat yang dikirim kepada siapa pun."),
            "digest_at": gettext_lazy("WIB. Semua yang tidak segera dikirim dalam satu surel pada jam ini."),
            "quiet_until": gettext_lazy("WIB. Yang jatuh pada malam hari menunggu jam ini."),
            "polling_before": gettext_lazy("Masa hari pemungutan suara dimulai sekian hari sebelumnya."),
            "divisor": gettext_lazy(
                "Pada masa itu jarak setiap langkah dibagi angka ini dan jam tenang tidak berlaku."
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a digest in the quiet hours: it would never go at its hour."""
        data = super().clean() or self.cleaned_data
        start, end, digest = data.get("quiet_from"), data.get("quiet_until"), data.get("digest_at")
        if start and end and digest and start != end:
            quiet = start <= digest < end if start < end else digest >= start or digest < end
            if quiet:
                self.add_error("digest_at", _("Jam ini termasuk jam tenang. Pilih jam di luar jam tenang."))
        return data

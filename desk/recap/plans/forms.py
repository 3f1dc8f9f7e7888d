"""Forms of fallback plans."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.agencies.models import Agency, Contact
from desk.editing import Versioned
from desk.recap.models import FallbackPlan
from desk.recap.plans.kinds import Means
from risks.details import FARTHEST, bearing_of, compass_word


class MomentInput(forms.DateTimeInput):
    """A day and an hour in the province's zone, picked by the browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ContactChoice(forms.ModelChoiceField):
    """A duty contact, called by agency and role; the phone is not part of the choice."""

    def label_from_instance(self, obj: Any) -> str:
        """Give agency and role."""
        return f"{obj.agency.label} · {obj.role}"


class PlanForm(Versioned, forms.ModelForm):
    """The plan of one station; `proposed` fills in the signal point where the plan names none."""

    TOGETHER = (
        ("means", "reserve"),
        # Whoever vouches for a point vouches for this one, not for what somebody else put there meanwhile.
        ("signal_name", "signal_metres", "signal_bearing", "confirm"),
        ("leaves_at", "hands_over_at"),
        ("decider", "decider_role"),
    )

    signal_bearing = forms.CharField(
        label=gettext_lazy("Arah dari TPS"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Misalnya “timur laut” atau 45."),
    )
    confirm = forms.BooleanField(
        label=gettext_lazy("Saya memastikan titik sinyal ini benar bersinyal"),
        required=False,
        help_text=gettext_lazy(
            "Usulan hanya dihitung dari data. Tanpa kepastian seseorang rencana tetap tidak lengkap."
        ),
    )
    contact = ContactChoice(
        queryset=Contact.objects.none(),
        label=gettext_lazy("Yang dihubungi"),
        required=False,
        empty_label=gettext_lazy("Pilih jabatan"),
        help_text=gettext_lazy("Dari kontak instansi yang masih berlaku."),
    )

    class Meta:
        model = FallbackPlan
        fields = (
            "means",
            "reserve",
            "signal_name",
            "signal_metres",
            "decider",
            "decider_role",
            "leaves_at",
            "hands_over_at",
            "permission",
            "note",
        )
        widgets = {
            "leaves_at": MomentInput(),
            "hands_over_at": MomentInput(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "reserve": gettext_lazy("Yang dipakai bila cara utama gagal."),
            "signal_name": gettext_lazy("Tempat orang dapat mengirim: nama tempat atau TPS terdekat yang bersinyal."),
            "permission": gettext_lazy("Hanya untuk rekapitulasi manual."),
            "decider_role": gettext_lazy("Jabatan yang memutuskan beralih ke cadangan, misalnya Ketua PPK."),
        }

    field_order = (
        "means",
        "reserve",
        "signal_name",
        "signal_metres",
        "signal_bearing",
        "confirm",
        "leaves_at",
        "hands_over_at",
        "decider",
        "decider_role",
        "contact",
        "permission",
        "note",
    )

    def __init__(self, *args: Any, on: date, proposed: Any = None, **options: Any) -> None:
        row = options["instance"]
        initial = options.setdefault("initial", {})
        point = row if row.signal_name else None
        if point is None and proposed is not None:
            initial |= {"signal_name": proposed.name, "signal_metres": proposed.metres}
        bearing = row.signal_bearing if point else (proposed.bearing if proposed else None)
        initial.setdefault("signal_bearing", "" if bearing is None else str(bearing))
        initial.setdefault("confirm", row.signal_confirmed_at is not None)
        valid = Contact.objects.valid(on).filter(agency__active=True).select_related("agency")
        if row.contact_agency_id:
            known = valid.filter(agency=row.contact_agency_id, role=row.contact_role).first()
            initial.setdefault("contact", known.pk if known else None)
        super().__init__(*args, about=f"recap.plan:{row.station_id}", **options)
        agencies = cast("forms.ModelChoiceField", self.fields["decider"])
        chosen = Agency.objects.filter(pk=row.decider_id or 0)
        agencies.queryset = (Agency.objects.active() | chosen).order_by("name")
        agencies.empty_label = _("Pilih instansi")
        cast("forms.ModelChoiceField", self.fields["contact"]).queryset = valid.order_by("agency__name", "role")
        cast("forms.IntegerField", self.fields["signal_metres"]).max_value = FARTHEST

    def clean_signal_bearing(self) -> int | None:
        """Take a compass word or degrees."""
        try:
            return bearing_of(self.cleaned_data["signal_bearing"])
        except ValueError:
            words = _("Tulis arah seperti “%(word)s” atau derajat 0 sampai 359.") % {"word": compass_word(45)}
            raise forms.ValidationError(words) from None

    def clean_signal_metres(self) -> int | None:
        """Hold a distance to what a person can go."""
        metres: int | None = self.cleaned_data["signal_metres"]
        if metres is not None and not 0 <= metres <= FARTHEST:
            raise forms.ValidationError(_("Jarak diisi antara 0 dan 100.000 meter."))
        return metres

    def clean(self) -> dict[str, Any]:
        """Hold what depends on each other; put bearing and contact where the plan keeps them."""
        data = super().clean() or self.cleaned_data
        if data.get("means") and data.get("means") == data.get("reserve"):
            self.add_error("reserve", _("Cadangan harus cara yang lain dari cara utama."))
        if data.get("confirm") and not (data.get("signal_name") or "").strip():
            self.add_error("signal_name", _("Sebutkan titik sinyal yang dipastikan."))
        leaves, arrives = data.get("leaves_at"), data.get("hands_over_at")
        if leaves and arrives and arrives < leaves:
            self.add_error("hands_over_at", _("Serah terima tidak dapat lebih awal dari keberangkatan."))
        self.instance.signal_bearing = data.get("signal_bearing")
        contact = data.get("contact")
        if contact:
            self.instance.contact_agency, self.instance.contact_role = contact.agency, contact.role
        elif "contact" in self.changed_data:
            self.instance.contact_agency, self.instance.contact_role = None, ""
        return data


class DraftForm(forms.Form):
    """The means that every draft of a selection gets."""

    means = forms.ChoiceField(label=gettext_lazy("Cara utama"), choices=lambda: Means.choices)
    reserve = forms.ChoiceField(label=gettext_lazy("Cara cadangan"), choices=lambda: Means.choices)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse a reserve that is none."""
        data = super().clean() or self.cleaned_data
        if data.get("means") and data.get("means") == data.get("reserve"):
            self.add_error("reserve", _("Cadangan harus cara yang lain dari cara utama."))
        return data

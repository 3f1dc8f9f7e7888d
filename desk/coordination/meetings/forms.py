"""Forms of meetings."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.agencies.models import Agency
from desk.coordination.forms import END_OF_WORK, DayInput, HourInput
from desk.coordination.meetings.actions import decisions, meetings
from desk.coordination.meetings.actions.agenda import LONGEST
from desk.coordination.meetings.kinds import MeetingKind, MeetingState
from desk.coordination.models import AgendaItem, Decision, Meeting
from tps.kinds import Level
from tps.models import Election, Region

FIRST_HOUR, LAST_HOUR = time(9, 0), time(11, 0)


def _kinds() -> list[tuple[str, str]]:
    return [(value, capfirst(str(word))) for value, word in MeetingKind.choices]


class SeenField(forms.CharField):
    """The moment of the version that a person saw, hidden in the form."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:
        """Read the moment; None where the form has none."""
        text = super().clean(value)
        try:
            return datetime.fromisoformat(text) if text or self.required else None
        except ValueError:
            raise forms.ValidationError(_("Halaman ini sudah usang. Muat ulang lalu ulangi.")) from None


class MeetingForm(forms.Form):
    """What a meeting is; day and hours are of the province's zone."""

    title = forms.CharField(label=gettext_lazy("Judul rapat"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Jenis rapat"), choices=_kinds)
    day = forms.DateField(label=gettext_lazy("Hari"), widget=DayInput())
    start = forms.TimeField(label=gettext_lazy("Mulai (WIB)"), widget=HourInput())
    end = forms.TimeField(label=gettext_lazy("Selesai (WIB)"), widget=HourInput())
    venue = forms.CharField(label=gettext_lazy("Tempat"), max_length=200, required=False)
    link = forms.URLField(
        label=gettext_lazy("Tautan daring"), max_length=300, required=False, assume_scheme="https",
        help_text=gettext_lazy("Isi tempat, tautan daring, atau keduanya."),
    )  # fmt: skip
    host = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        label=gettext_lazy("Instansi penyelenggara"),
        empty_label=gettext_lazy("Pilih instansi"),
    )
    chair_position = forms.CharField(
        label=gettext_lazy("Jabatan pimpinan rapat"), max_length=160,
        help_text=gettext_lazy("Tercetak di blok tanda tangan notulen."),
    )  # fmt: skip
    chair = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Pengguna yang memimpin"),
        required=False,
        empty_label=gettext_lazy("Bukan pengguna desk"),
        help_text=gettext_lazy("Pimpinan yang punya akun dapat mengesahkan notulennya."),
    )
    region = forms.ModelChoiceField(
        queryset=Region.objects.none(),
        label=gettext_lazy("Wilayah"),
        required=False,
        empty_label=gettext_lazy("Seluruh provinsi"),
    )
    previous = forms.ModelChoiceField(
        queryset=Meeting.objects.none(),
        label=gettext_lazy("Rapat lalu"),
        required=False,
        empty_label=gettext_lazy("Tidak ada"),
        help_text=gettext_lazy("Keputusannya tampil sebagai tindak lanjut di rapat ini."),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    seen = SeenField(required=False)

    def __init__(self, *args: Any, election: Election, remit: str, meeting: Meeting | None = None, **more: Any) -> None:
        self.meeting = meeting
        super().__init__(*args, **more)
        rows: dict[str, Any] = {
            "host": Agency.objects.filter(Q(active=True) | Q(pk=meeting.host_id if meeting else None)).order_by(
                "level", "name"
            ),
            "chair": User.objects.filter(is_active=True, role__in=[Role.ADMIN, Role.OPERATOR, Role.OFFICIAL]),
            "region": Region.objects.within(remit).filter(level__in=[Level.REGENCY, Level.DISTRICT]).order_by("code"),
            "previous": Meeting.objects.of(election.pk)
            .filter(state__in=[MeetingState.HELD, MeetingState.APPROVED])
            .exclude(pk=meeting.pk if meeting else None)
            .order_by("-starts_at"),
        }
        for name, found in rows.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = found
        if len(remit) > 2:
            # Who works for a part of the province plans for that part.
            self.fields["region"].required = True
        previous = self.fields["previous"]
        assert isinstance(previous, forms.ModelChoiceField)
        previous.label_from_instance = _dated  # type: ignore[method-assign,assignment]

    @classmethod
    def new(cls, data: Any, *, at: datetime, election: Election, remit: str) -> "MeetingForm":
        """Give the form of a new meeting, filled with what is likely."""
        last = (
            Meeting.objects.of(election.pk)
            .filter(state__in=[MeetingState.HELD, MeetingState.APPROVED])
            .within(remit if len(remit) > 2 else "")
            .order_by("-starts_at")
            .first()
        )
        initial: dict[str, Any] = {
            "client_id": uuid.uuid4(),
            "kind": MeetingKind.COORDINATION,
            "day": clock.local(at).date() + timedelta(days=1),
            "start": FIRST_HOUR,
            "end": LAST_HOUR,
            "region": remit if len(remit) > 2 else None,
        }
        if last:
            initial |= {
                "previous": last.pk,
                "host": last.host_id,
                "chair_position": last.chair_position,
                "chair": last.chair_id,
            }
        return cls(data, election=election, remit=remit, initial=initial)

    @classmethod
    def of(cls, meeting: Meeting, *, remit: str, data: Any = None) -> "MeetingForm":
        """Give the form filled with what a meeting is."""
        start, end = clock.local(meeting.starts_at), clock.local(meeting.ends_at)
        initial = {
            **{name: getattr(meeting, name) for name in ("title", "kind", "venue", "link", "chair_position")},
            **{name: getattr(meeting, f"{name}_id") for name in ("host", "chair", "region", "previous")},
            "day": start.date(),
            "start": start.time(),
            "end": end.time(),
            "seen": meeting.changed_at.isoformat(),
        }
        return cls(data, election=meeting.election, remit=remit, meeting=meeting, initial=initial)

    def clean(self) -> dict[str, Any]:
        """Join day and hours, and ask for a place."""
        data = super().clean() or self.cleaned_data
        day, start, end = data.get("day"), data.get("start"), data.get("end")
        if day and start and end:
            data["starts_at"] = datetime.combine(day, start, tzinfo=clock.zone())
            data["ends_at"] = datetime.combine(day, end, tzinfo=clock.zone())
            if end <= start:
                self.add_error("end", _("Rapat harus selesai sesudah mulai."))
        if not data.get("venue") and not data.get("link") and "link" not in self.errors:
            self.add_error("venue", _("Isi tempat atau tautan daring."))
        return data

    def wish(self) -> meetings.Wish:
        """Give what the meeting is to be."""
        data = self.cleaned_data
        names = ("title", "kind", "starts_at", "ends_at", "venue", "link", "region", "host", "chair", "chair_position")
        return meetings.Wish(**{name: data[name] for name in names}, previous=data["previous"])

    def seen_again(self, meeting: Meeting, *, remit: str) -> "MeetingForm":
        """Give the same words on the version that stands now."""
        data = dict(self.data.items()) | {"seen": meeting.changed_at.isoformat()}
        again = MeetingForm.of(meeting, remit=remit, data=data)
        again.is_valid()
        return again


class ItemForm(forms.Form):
    """One item of an agenda."""

    title = forms.CharField(label=gettext_lazy("Butir agenda"), max_length=240)
    duration = forms.IntegerField(
        label=gettext_lazy("Menit"), required=False, min_value=1, max_value=LONGEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    client_id = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"client_id": uuid.uuid4()} | (options.get("initial") or {})
        super().__init__(*args, **options)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=300)


class InviteForm(forms.Form):
    """Agencies to put on the list of a meeting."""

    agencies = forms.ModelMultipleChoiceField(
        queryset=Agency.objects.none(),
        label=gettext_lazy("Tambah instansi"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["agencies"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        listed = meeting.invitations.filter(withdrawn_at__isnull=True).values("agency")
        field.queryset = Agency.objects.active().exclude(pk__in=listed).order_by("level", "name")


class DecisionForm(forms.Form):
    """One decision: what, by whom, until when (the end of that day's work, WIB)."""

    text = forms.CharField(label=gettext_lazy("Keputusan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        label=gettext_lazy("Penanggung jawab"),
        required=False,
        empty_label=gettext_lazy("Belum ditentukan"),
    )
    due = forms.DateField(label=gettext_lazy("Tenggat"), required=False, widget=DayInput())
    item = forms.ModelChoiceField(
        queryset=AgendaItem.objects.none(),
        label=gettext_lazy("Butir agenda"),
        required=False,
        empty_label=gettext_lazy("Tanpa butir"),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    seen = SeenField(required=False)

    def __init__(self, *args: Any, meeting: Meeting, decision: Decision | None = None, **options: Any) -> None:
        first: dict[str, Any] = {"client_id": uuid.uuid4()}
        if decision:
            first = {
                "text": decision.text,
                "owner": decision.owner_id,
                "due": clock.local(decision.due_at).date() if decision.due_at else None,
                "item": decision.item_id,
                "seen": decision.changed_at.isoformat(),
            }
        options["initial"] = first | (options.get("initial") or {})
        super().__init__(*args, **options)
        owner, item = self.fields["owner"], self.fields["item"]
        assert isinstance(owner, forms.ModelChoiceField)
        assert isinstance(item, forms.ModelChoiceField)
        kept = decision.owner_id if decision else None
        owner.queryset = Agency.objects.filter(Q(active=True) | Q(pk=kept)).order_by("level", "name")
        item.queryset = meeting.items.order_by("position", "pk")

    def wish(self) -> decisions.Wish:
        """Give what the decision is to say."""
        data = self.cleaned_data
        due = data["due"]
        moment = datetime.combine(due, END_OF_WORK, tzinfo=clock.zone()) if due else None
        return decisions.Wish(data["text"].strip(), data["item"], data["owner"], moment)


def _dated(meeting: Meeting) -> str:
    return f"{clock.local(meeting.starts_at):%d-%m-%Y} · {meeting.title}"

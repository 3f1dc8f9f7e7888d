"""Forms of readiness: what an agency says of one kecamatan, and of many at once."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.agencies.models import Agency
from desk.coordination.actions import MOST_BYTES
from desk.coordination.readiness.kinds import Said, Subject
from desk.coordination.readiness.rules import Item
from tps.kinds import Level
from tps.models import Region

DATETIME_LOCAL = "%Y-%m-%dT%H:%M"


class SaidForm(forms.Form):
    """Who says it and when it was observed (province's zone); a liaison speaks for the own agency only."""

    source = forms.ModelChoiceField(
        label=gettext_lazy("Instansi yang menyatakan"),
        queryset=Agency.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Pilih instansi"),
    )
    informant = forms.CharField(
        label=gettext_lazy("Narasumber (jabatan)"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Jabatannya saja, misalnya Sekretaris PPK; tanpa nama dan nomor telepon."),
    )
    observed_at = forms.DateTimeField(
        label=gettext_lazy("Diamati (WIB)"),
        input_formats=[DATETIME_LOCAL, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=DATETIME_LOCAL),
        error_messages={"invalid": gettext_lazy("Isi hari dan jam pengamatan.")},
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, at: datetime, agency: Agency | None, **options: Any) -> None:
        first = {"client_id": uuid.uuid4(), "observed_at": clock.local(at).strftime(DATETIME_LOCAL)}
        if agency is not None:
            first["source"] = agency.code
        options["initial"] = first | (options.get("initial") or {})
        super().__init__(*args, **options)
        self.at = at
        source = self.fields["source"]
        assert isinstance(source, forms.ModelChoiceField)
        source.queryset = Agency.objects.active().order_by("level", "name")
        if agency is not None:
            source.queryset = Agency.objects.filter(pk=agency.pk)
            source.empty_label = None

    def clean_observed_at(self) -> datetime:
        """Refuse a moment that has not come yet."""
        moment: datetime = self.cleaned_data["observed_at"]
        if moment > self.at:
            raise forms.ValidationError(_("Waktu ini belum tiba. Isi kapan keadaannya diamati."))
        return moment


def _states() -> list[tuple[str, str]]:
    return [(value, capfirst(str(word))) for value, word in Said.choices]


class EntryForm(SaidForm):
    """What is said of the items of one kecamatan; items left alone are not said anything of."""

    file = forms.FileField(
        label=gettext_lazy("Berkas"),
        required=False,
        help_text=gettext_lazy("Satu berkas untuk semua keterangan di bawah, paling besar 10 MB."),
    )
    field_order = ("source", "informant", "observed_at", "file")

    def __init__(self, *args: Any, items: Sequence[Item], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = items
        for item in items:
            self.fields[f"state-{item.code}"] = forms.ChoiceField(
                label=item.title,
                required=False,
                widget=forms.RadioSelect(),
                choices=[("", _("tanpa perubahan")), *_states()],
                initial="",
            )
            self.fields[f"note-{item.code}"] = forms.CharField(
                label=_("Catatan: %(item)s") % {"item": item.title},
                required=False,
                max_length=500,
                widget=forms.TextInput(attrs={"placeholder": _("Catatan")}),
            )

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file that is too large, with its size."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("Berkas ini %(size)s; paling besar 10 MB. Isian Anda masih ada, pilih berkas yang lebih kecil.")
                % {"size": filesizeformat(file.size or 0)}
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for at least one state, and for a state where there is a note."""
        data = super().clean() or self.cleaned_data
        said = False
        for item in self.items:
            state, note = data.get(f"state-{item.code}"), data.get(f"note-{item.code}")
            said = said or bool(state)
            if note and not state:
                self.add_error(f"note-{item.code}", _("Pilih juga keadaannya; catatan saja tidak dapat disimpan."))
        if not said and not self.errors:
            self.add_error(None, _("Pilih keadaan sekurangnya satu butir."))
        return data

    def said(self) -> list[tuple[Item, str, str]]:
        """Give the items with state and note that were filled in."""
        data = self.cleaned_data
        return [
            (item, data[f"state-{item.code}"], data[f"note-{item.code}"])
            for item in self.items
            if data.get(f"state-{item.code}")
        ]


class BulkForm(SaidForm):
    """The same state for an item or a whole subject in all kecamatan of a region."""

    region = forms.ModelChoiceField(
        queryset=Region.objects.none(),
        label=gettext_lazy("Semua kecamatan di"),
        empty_label=gettext_lazy("Pilih wilayah"),
    )
    what = forms.ChoiceField(label=gettext_lazy("Butir"))
    state = forms.ChoiceField(label=gettext_lazy("Keadaan"), choices=lambda: [("", _("Pilih keadaan")), *_states()])
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, max_length=500)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput())
    field_order = ("region", "what", "state", "source", "informant", "observed_at", "note")

    def __init__(self, *args: Any, items: Sequence[Item], within: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = items
        region, what = self.fields["region"], self.fields["what"]
        assert isinstance(region, forms.ModelChoiceField) and isinstance(what, forms.ChoiceField)
        levels = [Level.PROVINCE, Level.REGENCY, Level.DISTRICT]
        region.queryset = Region.objects.within(within).filter(level__in=levels).order_by("code")
        groups = []
        for value, label in Subject.choices:
            mine = [(f"item:{item.code}", item.title) for item in items if item.subject == value]
            if mine:
                whole = _("%(subject)s: semua %(n)d butir") % {"subject": capfirst(str(label)), "n": len(mine)}
                groups.append((capfirst(str(label)), [(f"subject:{value}", whole), *mine]))
        what.choices = [("", _("Pilih butir atau bidang")), *groups]

    def chosen(self) -> list[Item]:
        """Give the items that were chosen, one or all of a subject."""
        kind, _colon, value = self.cleaned_data["what"].partition(":")
        return [item for item in self.items if value == (item.subject if kind == "subject" else item.code)]

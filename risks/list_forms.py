"""The form with which a list of observations is handed in."""

import uuid
from typing import Any, BinaryIO, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.agencies.models import Agency
from risks.rows import fits
from tps.tables import Unreadable, too_big
from tps.workbooks import glance


class ListForm(forms.Form):
    """A file and whose statement it is; a liaison hands in lists of their own agency only."""

    source = forms.ModelChoiceField(
        label=gettext_lazy("Sumber"),
        queryset=Agency.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Pilih instansi yang menyatakan"),
        error_messages={"required": gettext_lazy("Pilih instansi yang menyatakan isi daftar ini.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Berkas daftar"),
        help_text=gettext_lazy(
            "CSV atau XLSX, paling besar 20 MB. Kolom kode_tps, kind, grade, date, dan bila ada note."
        ),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Pilih berkas daftar."),
            "empty": gettext_lazy("Berkas kosong: tidak ada satu baris pun di dalamnya."),
        },
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = Agency.objects.active()
        if user.role == Role.LIAISON and user.agency is not None:
            sources = sources.filter(pk=user.agency.pk)
            self.fields["source"].initial = user.agency.code
            self.fields["source"].empty_label = None  # type: ignore[attr-defined]
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.tsv,.xlsx,text/csv"

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too big, or no list at all, before anything is stored."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_PAGE_BYTES:
            raise forms.ValidationError(too_big(settings.IMPORT_PAGE_BYTES))
        try:
            glance(cast("BinaryIO", file.file), settings.IMPORT_PAGE_BYTES, fits)
        except Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return file

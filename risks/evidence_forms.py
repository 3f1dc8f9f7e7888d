"""Forms of evidence: several files with one caption, and the reason for withdrawing one."""

import uuid
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks.actions.evidence import MOST_AT_ONCE


class FilesInput(forms.ClearableFileInput):
    """A file button that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; `cleaned_data` holds a list, and an empty file is judged with the others."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Take what the browser sent as it is: each file is judged by its content later."""
        files = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("Paling banyak %(most)d berkas sekali unggah; belum ada yang disimpan.") % {"most": MOST_AT_ONCE},
                code="many",
            )
        return files


class EvidenceForm(forms.Form):
    """Photos and PDFs with what they show."""

    uploads = FilesField(
        label=gettext_lazy("Foto atau PDF"),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP, atau PDF, masing-masing paling besar 10 MB; boleh beberapa sekaligus."
        ),
        error_messages={"required": gettext_lazy("Pilih sedikitnya satu berkas.")},
        widget=FilesInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )
    caption = forms.CharField(
        label=gettext_lazy("Keterangan"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Apa yang terlihat, tanpa nama orang."),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)


class WithdrawForm(forms.Form):
    """Why a piece of evidence is withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Tuliskan mengapa bukti ini ditarik.")},
    )

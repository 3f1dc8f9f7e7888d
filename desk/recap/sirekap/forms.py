"""The form that asks for a reading of Sirekap."""

import uuid
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import http
from desk.recap.sirekap import sources
from tps.models import Election, Race


class ReadingForm(forms.Form):
    """A zip of files, or a list of addresses."""

    upload = forms.FileField(
        label=gettext_lazy("Berkas zip"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
        help_text=gettext_lazy("Berisi berkas JSON bernama kode TPS 13 angka."),
    )
    urls = forms.CharField(
        label=gettext_lazy("Daftar alamat"),
        required=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("Satu alamat per baris, dari host yang diizinkan di pengaturan."),
    )
    race = forms.ModelChoiceField(
        label=gettext_lazy("Jenis surat suara"),
        queryset=Race.objects.none(),
        required=False,
        empty_label=gettext_lazy("Menurut nama foldernya"),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args: Any, election: Election, **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ModelChoiceField", self.fields["race"]).queryset = election.races.all()

    def clean_upload(self) -> Any:
        """Refuse a file that is too big, or no zip."""
        upload = self.cleaned_data["upload"]
        if upload and upload.size > settings.IMPORT_PAGE_BYTES:
            raise forms.ValidationError(
                _("Berkas lebih besar dari 20 MB. Minta admin memakai perintah import_sirekap.")
            )
        if upload:
            try:
                sources.archive(upload.file)
            except sources.Unreadable as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
            upload.seek(0)
        return upload

    def clean_urls(self) -> list[str]:
        """Take addresses of the allowed hosts only."""
        try:
            found = list(sources.addresses(self.cleaned_data["urls"], settings.DESK_SIREKAP_MOST))
        except sources.Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        for each in found:
            if len(each) > 400 or not http.allowed(each, settings.DESK_SIREKAP_HOSTS):
                words = _("“%(url)s” bukan alamat dari host yang diizinkan.") % {"url": each[:80]}
                raise forms.ValidationError(words)
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data.get("upload")) == bool(data.get("urls")):
            self.add_error("upload", _("Unggah satu zip, atau isi daftar alamat; salah satu."))
        return data

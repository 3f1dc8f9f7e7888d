"""The form of a saved view."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.accounts.models import SavedView, User
from desk.accounts.saved_actions import kept, may_share
from desk.editing import Versioned


class SavedViewForm(Versioned, forms.ModelForm):
    """Name and sharing of a view; list and filters come along unseen when it is new."""

    class Meta:
        model = SavedView
        fields = ("name", "default", "shared", "list", "query")
        widgets = {"list": forms.HiddenInput, "query": forms.HiddenInput}
        help_texts = {
            "default": _("Daftar dibuka dengan saringan ini."),
            "shared": _("Tampil bagi semua orang yang boleh membaca daftar ini, dengan isi menurut hak masing-masing."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.instance.owner = user
        else:
            del self.fields["list"], self.fields["query"]
        if not may_share(user):
            del self.fields["shared"]
        if self.instance.owner_id != user.pk:
            del self.fields["default"]

    def clean_query(self) -> str:
        """Keep only what filters, and refuse nothing at all."""
        query = kept(self.cleaned_data["query"])
        if not query:
            raise forms.ValidationError(_("Belum ada saringan. Saring daftarnya dulu, lalu simpan tampilannya."))
        return query

    def clean(self) -> dict[str, Any]:
        """Refuse a name that the owner has already given to a view of the same list."""
        found = super().clean() or self.cleaned_data
        name, where = found.get("name"), found.get("list") or self.instance.list
        same = SavedView.objects.filter(owner=self.instance.owner_id, list=where, name__iexact=name or "")
        if name and same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("Nama itu sudah dipakai untuk tampilan lain; pilih nama lain."))
        return found

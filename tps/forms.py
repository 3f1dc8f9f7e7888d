"""Forms of elections, stages and regions."""

import uuid
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.editing import Versioned
from tps import codes
from tps.kinds import ElectionKind, Level
from tps.models import Election, Race, Region, RegionAlias, Stage

RESERVED = frozenset({"new", "select"})
AGAIN = (ElectionKind.REVOTE, ElectionKind.POSTPONED)


class DayInput(forms.DateInput):
    """A day, picked by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ElectionForm(Versioned, forms.ModelForm):
    """A new or changed election; without a code one is made from the name."""

    TOGETHER = (("kind", "parent"),)

    class Meta:
        model = Election
        fields = ("name", "kind", "polling_date", "parent", "most_voters", "code")
        widgets = {"polling_date": DayInput()}
        help_texts = {
            "kind": gettext_lazy("Jenis surat suara terisi sendiri: lima untuk Pemilu, dua untuk Pilkada."),
            "parent": gettext_lazy("Hanya untuk pemungutan suara ulang atau susulan."),
            "most_voters": gettext_lazy(
                "TPS dengan pemilih lebih banyak disebut di laporan mutu impor. Kosongkan untuk memakai 300 (Pemilu) "
                "atau 600 (Pilkada); periksa pada peraturan tahapan yang berlaku."
            ),
            "code": gettext_lazy("Dipakai di alamat halaman dan perintah. Kosongkan untuk dibuat dari nama."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].required = False
        parents = Election.objects.order_by("-polling_date", "code")
        if self.instance.pk:
            parents = parents.exclude(pk=self.instance.pk)
        field = cast("forms.ModelChoiceField", self.fields["parent"])
        field.queryset = parents
        field.empty_label = _("Tidak ada")

    def clean_name(self) -> str:
        """Take the name without stray spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """Make the code if need be, and hold a re-vote to its parent."""
        data = super().clean() or self.cleaned_data
        kind, parent = data.get("kind"), data.get("parent")
        if kind in AGAIN and parent is None and "parent" not in self.errors:
            self.add_error("parent", _("Pilih pemilihan asal yang diulang atau disusulkan."))
        if kind not in AGAIN and parent is not None:
            self.add_error("parent", _("Pemilihan asal hanya untuk pemungutan suara ulang atau susulan."))
        day = data.get("polling_date")
        if parent is not None and day is not None and day < parent.polling_date:
            self.add_error("polling_date", _("Pemungutan ulang atau susulan tidak dapat mendahului pemilihan asalnya."))
        if "code" not in self.errors:
            data["code"] = self._code(data)
        return data

    def _code(self, data: dict[str, Any]) -> str:
        given = (data.get("code") or "").lower()
        if given in RESERVED:
            self.add_error("code", _("Kode ini dipakai oleh halaman lain. Pilih kode yang berbeda."))
            return given
        if given:
            return given
        base = slugify(data.get("name") or "")[:36] or "pemilihan"
        taken = set(Election.objects.filter(code__startswith=base).values_list("code", flat=True)) | RESERVED
        return next(code for code in [base, *(f"{base}-{number}" for number in range(2, 1000))] if code not in taken)


class RaceForm(Versioned, forms.ModelForm):
    """A ballot of an election."""

    class Meta:
        model = Race
        fields = ("name", "code", "order")


class StageForm(Versioned, forms.ModelForm):
    """A stage with its legal basis and days."""

    TOGETHER = (("starts_on", "ends_on"),)

    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    class Meta:
        model = Stage
        fields = ("name", "legal_basis", "starts_on", "ends_on", "level", "region", "supersedes")
        widgets = {"starts_on": DayInput(), "ends_on": DayInput()}
        help_texts = {
            "legal_basis": gettext_lazy("Misalnya PKPU 2/2024."),
            "region": gettext_lazy("Kosongkan bila berlaku di seluruh provinsi."),
            "supersedes": gettext_lazy("Tahapan lama yang tidak berlaku lagi karena tahapan ini."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        region = cast("forms.ModelChoiceField", self.fields["region"])
        region.queryset = Region.objects.filter(level__in=[Level.PROVINCE, Level.REGENCY])
        region.empty_label = _("Seluruh provinsi")
        older = cast("forms.ModelChoiceField", self.fields["supersedes"])
        older.queryset = Stage.objects.filter(election=self.instance.election).exclude(pk=self.instance.pk)
        older.empty_label = _("Tidak ada")
        if self.instance.pk:
            # Its days are moved on a page of their own, with all that hangs on them.
            del self.fields["starts_on"], self.fields["ends_on"]


class RegionForm(Versioned, forms.ModelForm):
    """Name and centre of a region, with the reason for changing them."""

    TOGETHER = (("latitude", "longitude"),)

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=200,
        help_text=gettext_lazy("Misalnya nomor peraturan. Tercatat di riwayat."),
    )

    class Meta:
        model = Region
        fields = ("name", "latitude", "longitude")
        help_texts = {
            "latitude": gettext_lazy("Pusat wilayah dalam derajat; selatan bertanda minus."),
            "longitude": gettext_lazy("TPS baru tanpa posisi digambar di sekitar pusat kecamatannya."),
        }

    def clean(self) -> dict[str, Any]:
        """Hold a centre to both of its halves and to the country."""
        data = super().clean() or self.cleaned_data
        north, east = data.get("latitude"), data.get("longitude")
        if (north is None) != (east is None):
            self.add_error("longitude", _("Isi lintang dan bujur keduanya, atau kosongkan keduanya."))
        elif north is not None and east is not None and not (-11.5 <= north <= 6.5 and 94.5 <= east <= 141.5):
            self.add_error("latitude", _("Posisi ini di luar Indonesia. Periksa lintang dan bujurnya."))
        return data


class AliasForm(forms.ModelForm):
    """An old code of a village with the days on which it held."""

    class Meta:
        model = RegionAlias
        fields = ("old_code", "valid_from", "valid_until", "source")
        widgets = {"valid_from": DayInput(), "valid_until": DayInput()}
        help_texts = {"valid_from": gettext_lazy("Kosongkan tanggal yang tidak diketahui.")}

    def clean_old_code(self) -> str:
        """Take either spelling of a code of the region's own level."""
        try:
            code = codes.dotted(self.cleaned_data["old_code"])
        except ValueError:
            raise forms.ValidationError(_("Kode wilayah tidak lengkap; tulis misalnya 36.02.16.2018.")) from None
        region = self.instance.region
        if codes.level(code) != region.level:
            raise forms.ValidationError(_("Kode lama harus setingkat dengan wilayah ini."))
        if code == region.code:
            raise forms.ValidationError(_("Ini kode wilayah yang sekarang, bukan kode lama."))
        if RegionAlias.objects.filter(Q(old_code=code), region=region).exists():
            raise forms.ValidationError(_("Kode lama ini sudah tercatat."))
        return code

    def clean(self) -> dict[str, Any]:
        """Hold the days to their order."""
        data = super().clean() or self.cleaned_data
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("Tanggal akhir tidak dapat mendahului tanggal awal."))
        return data

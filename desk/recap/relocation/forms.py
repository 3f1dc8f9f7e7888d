"""Forms of reserve sites and of elections that carry stations over."""

import re
import uuid
from typing import Any, cast

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.agencies.models import Agency
from desk.editing import Versioned
from desk.recap.models import Relocation
from desk.recap.plans.forms import MomentInput
from desk.recap.relocation.querysets import flood_prone
from tps import codes
from tps.forms import AGAIN, DayInput
from tps.kinds import ElectionKind
from tps.models import Election, PollingStation, Region
from tps.querysets import StationQuerySet

MOST_CODES = 5000


class RelocationForm(Versioned, forms.ModelForm):
    """The reserve site of one station."""

    TOGETHER = (("site", "latitude", "longitude"), ("decider", "decider_role"))

    class Meta:
        model = Relocation
        fields = ("site", "deadline", "decider", "decider_role", "latitude", "longitude", "note")
        widgets = {"deadline": MomentInput()}
        help_texts = {
            "site": gettext_lazy("Nama tempatnya, misalnya SDN 2 Periuk."),
            "deadline": gettext_lazy("Paling lambat diputuskan pindah atau tidak."),
            "decider_role": gettext_lazy("Misalnya Ketua PPK setelah menerima saran BPBD."),
            "latitude": gettext_lazy("Bila diketahui, dalam derajat; selatan bertanda minus."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        row = options["instance"]
        super().__init__(*args, about=f"recap.relocation:{row.station_id}", **options)
        agencies = cast("forms.ModelChoiceField", self.fields["decider"])
        chosen = Agency.objects.filter(pk=row.decider_id or 0)
        agencies.queryset = (Agency.objects.active() | chosen).order_by("name")
        agencies.empty_label = _("Pilih instansi")

    def clean(self) -> dict[str, Any]:
        """Hold a position to both of its halves."""
        data = super().clean() or self.cleaned_data
        north, east = data.get("latitude"), data.get("longitude")
        if (north is None) != (east is None):
            self.add_error("longitude", _("Isi lintang dan bujur, atau kosongkan keduanya."))
        elif north is not None and east is not None and not (-90 <= north <= 90 and -180 <= east <= 180):
            self.add_error("latitude", _("Lintang antara −90 dan 90, bujur antara −180 dan 180."))
        return data


class ThingForm(forms.Form):
    """A thing that has to move too."""

    text = forms.CharField(label=gettext_lazy("Yang juga harus dipindahkan"), max_length=160)


class CarryForm(forms.Form):
    """A re-vote or postponed vote of some stations of `parent`; `chosen` are these stations once it is valid."""

    kind = forms.ChoiceField(label=gettext_lazy("Jenis"))
    name = forms.CharField(label=gettext_lazy("Nama"), max_length=120)
    polling_date = forms.DateField(label=gettext_lazy("Hari pemungutan suara"), widget=DayInput())
    region = forms.ModelChoiceField(
        label=gettext_lazy("Di dalam wilayah"),
        queryset=Region.objects.none(),
        required=False,
        empty_label=gettext_lazy("Pilih wilayah, atau isi kode TPS di bawah"),
    )
    prone = forms.BooleanField(label=gettext_lazy("Hanya TPS dengan risiko banjir yang terbuka"), required=False)
    stations = forms.CharField(
        label=gettext_lazy("Kode TPS"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("Satu kode 13 angka per baris; dipakai bersama wilayah di atas bila keduanya diisi."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan dan dasar"),
        max_length=300,
        help_text=gettext_lazy("Misalnya nomor keputusan KPU. Tercatat di riwayat."),
    )
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def __init__(self, *args: Any, parent: Election, **options: Any) -> None:
        super().__init__(*args, **options)
        self.parent = parent
        cast("forms.ChoiceField", self.fields["kind"]).choices = [
            (each.value, str(each.label)) for each in ElectionKind if each in AGAIN
        ]
        regions = cast("forms.ModelChoiceField", self.fields["region"])
        regions.queryset = Region.objects.exclude(level="village").order_by("code")

    def clean_polling_date(self) -> Any:
        """Refuse a day before the parent's."""
        day = self.cleaned_data["polling_date"]
        if day < self.parent.polling_date:
            raise forms.ValidationError(_("Pemungutan ulang atau susulan tidak dapat mendahului pemilihan asalnya."))
        return day

    def clean_stations(self) -> list[str]:
        """Take station codes of 13 digits that belong to the parent election."""
        found = [each for each in re.split(r"[\s,;]+", self.cleaned_data["stations"]) if each]
        if len(found) > MOST_CODES:
            raise forms.ValidationError(_("Terlalu banyak kode. Pilih wilayahnya saja."))
        for each in found:
            try:
                codes.split_station(each)
            except ValueError:
                words = _("“%(code)s” bukan kode TPS 13 angka.") % {"code": each[:40]}
                raise forms.ValidationError(words) from None
        known = set(PollingStation.objects.of(self.parent.pk).filter(code__in=found).values_list("code", flat=True))
        lost = [each for each in found if each not in known]
        if lost:
            words = _("TPS %(code)s tidak ada dalam %(election)s.")
            raise forms.ValidationError(words, params={"code": lost[0], "election": self.parent.name})
        return sorted(set(found))

    def clean(self) -> dict[str, Any]:
        """Ask for stations, one way or the other."""
        data = super().clean() or self.cleaned_data
        if not data.get("region") and not data.get("stations") and "stations" not in self.errors:
            self.add_error("region", _("Pilih wilayah atau isi kode TPS."))
        return data

    @property
    def chosen(self) -> StationQuerySet:
        """Give the chosen stations of the parent."""
        data = self.cleaned_data
        rows: StationQuerySet = PollingStation.objects.of(self.parent.pk)
        if data["prone"]:
            rows = flood_prone(self.parent.pk)
        if data["region"]:
            rows = rows.within(data["region"].pk)
        return rows.filter(code__in=data["stations"]) if data["stations"] else rows

    @property
    def election(self) -> Election:
        """Give the election that would be made, with a code of its own."""
        data = self.cleaned_data
        # The client's UUID makes the code the same each time the same form is sent.
        tail = (data["client_id"] or uuid.uuid4()).hex[:4]
        code = f"{slugify(data['name'])[:34] or data['kind']}-{tail}"
        return Election(
            code=code,
            name=data["name"],
            kind=data["kind"],
            polling_date=data["polling_date"],
            parent=self.parent,
            simulated=self.parent.simulated,
        )

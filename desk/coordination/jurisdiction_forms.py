"""Forms of jurisdictions and of who answers for which kind of risk."""

import hashlib
import re
import uuid
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.agencies.models import Agency
from desk.coordination import jurisdiction_shapes
from desk.coordination.jurisdiction_kinds import Body
from desk.coordination.models import Jurisdiction
from desk.editing import Values, Versioned
from tps import codes, vectors
from tps.forms import DayInput
from tps.models import Region
from tps.vectors import Unreadable

MOST_CODES = 2000
_CODE = re.compile(r"[\d.]+")


class JurisdictionForm(Versioned, forms.ModelForm):
    """Adds or changes the area of an agency; `notes` say what was mended in its polygons."""

    includes = forms.CharField(
        label=gettext_lazy("Wilayah"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("Satu kode per baris, tingkat apa pun, misalnya 36.71 atau 36.03.05."),
    )
    excludes = forms.CharField(
        label=gettext_lazy("Kecuali wilayah"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("Bagian dari wilayah di atas yang tidak termasuk."),
    )
    upload = forms.FileField(
        label=gettext_lazy("Poligon"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(vectors.SUFFIXES)}),
        help_text=gettext_lazy(
            "Bila batasnya bukan batas wilayah administrasi: GeoJSON (WGS 84), Shapefile dalam .zip, GeoPackage, KML."
        ),
    )
    without_shape = forms.BooleanField(label=gettext_lazy("Hapus poligon yang tersimpan"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=200,
        help_text=gettext_lazy("Dicatat di riwayat, misalnya surat keputusan yang mengubahnya."),
        error_messages={"required": gettext_lazy("Sebutkan alasannya; riwayat menyimpannya.")},
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Jurisdiction
        fields = ("agency", "kind", "name", "includes", "excludes", "valid_from", "valid_until", "basis", "simulated")
        widgets = {"valid_from": DayInput(), "valid_until": DayInput()}
        help_texts = {
            "basis": gettext_lazy("Peraturan atau surat yang menetapkannya."),
            "simulated": gettext_lazy("Centang bila pembagiannya contoh, bukan pembagian yang sebenarnya."),
            "valid_until": gettext_lazy("Kosongkan bila berlaku sampai ada perubahan."),
        }

    TOGETHER = (("upload", "without_shape"), ("valid_from", "valid_until"))
    field_order = ("agency", "kind", "name", "includes", "excludes", "upload", "without_shape", "valid_from")

    def __init__(self, *args: Any, **options: Any) -> None:
        row = options.get("instance")
        initial = options.setdefault("initial", {})
        if row is not None:
            names = dict(Region.objects.filter(code__in=[*row.includes, *row.excludes]).values_list("code", "name"))
            initial.setdefault("includes", _lines(row.includes, names))
            initial.setdefault("excludes", _lines(row.excludes, names))
        initial.setdefault("client_id", uuid.uuid4())
        super().__init__(*args, **options)
        self.notes: list[str] = []
        chosen = Agency.objects.filter(pk=row.agency_id) if row is not None else Agency.objects.none()
        agencies = cast("forms.ModelChoiceField", self.fields["agency"])
        agencies.queryset = (Agency.objects.active() | chosen).order_by("name")
        if row is None or not row.geometry:
            del self.fields["without_shape"]
        if row is None:
            del self.fields["reason"]

    def stands(self) -> dict[str, Values]:
        """Give what stands, with a mark of the stored polygons, which the form does not show."""
        shape = self.instance.geometry.encode()
        mark = _("poligon tersimpan (%(mark)s)") % {"mark": hashlib.sha256(shape).hexdigest()[:8]} if shape else ""
        return super().stands() | {"upload": [mark] if mark else []}

    def clean_includes(self) -> list[str]:
        """Take known region codes, one a line."""
        return self._codes("includes")

    def clean_excludes(self) -> list[str]:
        """Take known region codes, one a line."""
        return self._codes("excludes")

    def clean(self) -> dict[str, Any]:
        """Ask for an area, refuse exclusions that exclude nothing, and read the polygons."""
        data = super().clean() or {}
        upload = data.get("upload")
        if upload:
            try:
                shape = jurisdiction_shapes.read(upload.file, upload.name or "")
            except Unreadable as refusal:
                self.add_error("upload", str(refusal))
            else:
                self.instance.geometry, self.notes = shape.geometry, shape.notes
            upload.seek(0)
        elif data.get("without_shape"):
            self.instance.geometry, self.instance.file = "", None
        includes, excludes = data.get("includes"), data.get("excludes") or []
        if includes is not None and not self.errors:
            if not includes and not self.instance.geometry:
                self.add_error("includes", _("Isi paling sedikit satu wilayah, atau unggah poligonnya."))
            lost = [each for each in excludes if not self.instance.geometry and not _below(each, includes)]
            if lost:
                self.add_error(
                    "excludes",
                    _("%(code)s tidak ada di dalam wilayah di atas, jadi tidak perlu dikecualikan.")
                    % {"code": lost[0]},
                )
            both = sorted(set(includes) & set(excludes))
            if both:
                self.add_error("excludes", _("%(code)s sekaligus termasuk dan dikecualikan.") % {"code": both[0]})
        return data

    def _codes(self, name: str) -> list[str]:
        found: list[str] = []
        for line in self.cleaned_data[name].replace(",", "\n").replace(";", "\n").splitlines():
            text = line.strip()
            if not text:
                continue
            start = _CODE.match(text)
            try:
                found.append(codes.dotted(start[0] if start else text))
            except ValueError:
                raise forms.ValidationError(
                    _("“%(code)s” bukan kode wilayah. Tulis misalnya 36.71 atau 36.03.05."), params={"code": text[:60]}
                ) from None
        if len(found) > MOST_CODES:
            raise forms.ValidationError(_("Terlalu banyak wilayah. Sebutkan wilayah yang lebih tinggi tingkatnya."))
        known = set(Region.objects.filter(code__in=found).values_list("code", flat=True))
        unknown = [each for each in found if each not in known]
        if unknown:
            raise forms.ValidationError(_("Wilayah %(code)s tidak dikenal."), params={"code": unknown[0]})
        return sorted(set(found))


class DutyForm(Versioned, forms.Form):
    """In which order the bodies answer for one kind of risk; `usual` asks for the order that comes with the desk."""

    STEPS = 4
    TOGETHER = (tuple(f"step{step}" for step in range(1, STEPS + 1)),)

    def __init__(self, *args: Any, order: Sequence[str], prefix: str, usual: bool = False, **options: Any) -> None:
        super().__init__(*args, prefix=prefix, about=f"duties:{prefix}", **options)
        self.usual = usual
        choices = [("", _("– tidak ada –")), *Body.choices]
        for step in range(1, self.STEPS + 1):
            self.fields[f"step{step}"] = forms.ChoiceField(
                label=_("Urutan %(n)d") % {"n": step},
                choices=choices,
                required=False,
                initial=order[step - 1] if step <= len(order) else "",
            )

    def _mine(self, name: str, untouched: Values) -> Values:
        return [] if self.usual else super()._mine(name, untouched)

    @property
    def bodies(self) -> list[str]:
        """Give the chosen bodies in order, each once."""
        chosen = (self.cleaned_data[f"step{step}"] for step in range(1, self.STEPS + 1))
        return list(dict.fromkeys(each for each in chosen if each))


def _lines(found: list[str], names: dict[str, str]) -> str:
    return "\n".join(f"{code} {names.get(code, '')}".strip() for code in found)


def _below(code: str, includes: list[str]) -> bool:
    return any(code.startswith(f"{each}.") for each in includes)

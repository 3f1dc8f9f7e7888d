"""The form of many tasks at once."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.agencies.kinds import AgencyKind
from desk.coordination.forms import TaskForm
from tps.kinds import Level
from tps.models import Region


class OwnerRule(TextChoices):
    """How the agency of each task is found."""

    FIXED = "fixed", gettext_lazy("satu instansi untuk semua")
    LOCAL = "local", gettext_lazy("instansi sejenis di wilayah masing-masing")
    DUTY = "duty", gettext_lazy("penanggung jawab menurut wilayah kerja, per risiko")
    RISK = "risk", gettext_lazy("penanggung jawab masing-masing risiko")


class BulkForm(TaskForm):
    """A task for each: `chosen` tells whether risks or stations are chosen already ("flags", "stations") or not."""

    rule = forms.ChoiceField(label=gettext_lazy("Pelaksana"), initial=OwnerRule.FIXED)
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis instansi di wilayah"),
        required=False,
        choices=lambda: [("", _("Pilih jenis")), *((each.value, capfirst(str(each.label))) for each in AgencyKind)],
        help_text=gettext_lazy("Instansi di wilayah itu sendiri; bila tidak ada, yang terdekat di atasnya."),
    )
    region = forms.ModelChoiceField(
        queryset=Region.objects.none(), label=gettext_lazy("Di dalam"), empty_label=gettext_lazy("Pilih wilayah")
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Satu tugas untuk setiap"),
        choices=lambda: [
            (Level.REGENCY.value, _("Kabupaten/kota")),
            (Level.DISTRICT.value, _("Kecamatan")),
            (Level.VILLAGE.value, _("Desa/kelurahan")),
        ],
        initial=Level.DISTRICT.value,
    )
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, chosen: str = "", remit: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].required = False
        self.fields["title"].help_text = _("Satu kalimat; {wilayah} diganti dengan nama masing-masing.")
        rule = self.fields["rule"]
        assert isinstance(rule, forms.ChoiceField)
        if chosen:
            del self.fields["region"], self.fields["level"]
        else:
            region = self.fields["region"]
            assert isinstance(region, forms.ModelChoiceField)
            levels = [Level.PROVINCE, Level.REGENCY, Level.DISTRICT]
            region.queryset = Region.objects.within(remit).filter(level__in=levels).order_by("code")
        rules = [each for each in OwnerRule if chosen == "flags" or each not in {OwnerRule.RISK, OwnerRule.DUTY}]
        rule.choices = [(each.value, capfirst(str(each.label))) for each in rules]

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen rule needs."""
        data = super().clean()
        if data.get("rule") == OwnerRule.FIXED and not data.get("owner") and "owner" not in self.errors:
            self.add_error("owner", _("Pilih instansi pelaksana."))
        if data.get("rule") == OwnerRule.LOCAL and not data.get("kind"):
            self.add_error("kind", _("Pilih jenis instansi."))
        return data

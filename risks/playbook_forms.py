"""Forms of playbooks: what heads a version, its factors and its actions, one row each."""

import uuid
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.agencies.kinds import AgencyKind
from desk.editing import Versioned
from risks.models import FactorCheck, Flag
from risks.playbook_kinds import FARTHEST
from risks.playbooks import Action, Factor, Plan

MOST_ROWS = 40
SPARE = 3  # empty rows at the end of each table


class FactorsForm(Versioned, forms.Form):
    """Which factors hold of a risk; sent, it has the factors that were sent and touches no other."""

    def __init__(
        self, flag: Flag, factors: Mapping[str, str], checks: Mapping[str, FactorCheck], data: Any = None
    ) -> None:
        super().__init__(data, row=flag)
        for code, text in factors.items():
            if data is None or f"factor-{code}" in data:
                stands = {True: "yes", False: "no", None: ""}[checks[code].holds if code in checks else None]
                self.fields[f"factor-{code}"] = forms.ChoiceField(
                    label=text,
                    required=False,
                    choices=[("", _("Belum diperiksa")), ("yes", _("Ya")), ("no", _("Tidak"))],
                    initial=stands,
                )

    @property
    def answers(self) -> dict[str, bool | None]:
        """Give the answers by code; None is not known."""
        words = {"yes": True, "no": False}
        sent = cast("dict[str, str]", self.cleaned_data)
        return {
            name.removeprefix("factor-"): words.get(value) for name, value in sent.items() if name.startswith("factor-")
        }


class HeadForm(forms.Form):
    """What a version is called, and why it was written."""

    title = forms.CharField(label=gettext_lazy("Judul"), max_length=120)
    summary = forms.CharField(
        label=gettext_lazy("Ringkasan"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan perubahan"),
        max_length=300,
        help_text=gettext_lazy("Tercatat di samping versi ini, misalnya surat edaran yang mengubah tenggatnya."),
    )
    seen = forms.IntegerField(min_value=0, max_value=30000, widget=forms.HiddenInput())
    client_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)


class FactorRow(forms.Form):
    """One factor."""

    code = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput())
    text = forms.CharField(label=gettext_lazy("Faktor"), max_length=200)


class ActionRow(forms.Form):
    """One suggested action."""

    code = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput())
    title = forms.CharField(label=gettext_lazy("Tindakan"), max_length=200)
    owner_kind = forms.ChoiceField(label=gettext_lazy("Jenis instansi pelaksana"))
    day = forms.IntegerField(
        label=gettext_lazy("Hari dari pemungutan suara"),
        min_value=-FARTHEST,
        max_value=FARTHEST,
        help_text=gettext_lazy("-14 berarti H-14, 0 hari pemungutan suara."),
    )
    hour = forms.IntegerField(label=gettext_lazy("Jam (WIB)"), min_value=0, max_value=23, initial=16)
    factor = forms.ChoiceField(label=gettext_lazy("Hanya bila faktor"), required=False)
    detail = forms.CharField(
        label=gettext_lazy("Rincian"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.CharField(label=gettext_lazy("Dasar atau sumber"), max_length=300, required=False)

    def __init__(self, *args: Any, factors: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(value, capfirst(str(word))) for value, word in AgencyKind.choices]
        self.fields["owner_kind"].choices = [("", _("Pilih jenis instansi")), *kinds]  # type: ignore[attr-defined]
        self.fields["factor"].choices = [("", _("Selalu")), *factors]  # type: ignore[attr-defined]


FactorRows = forms.formset_factory(
    FactorRow, extra=SPARE, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + SPARE, validate_max=True
)
ActionRows = forms.formset_factory(
    ActionRow, extra=SPARE, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + SPARE, validate_max=True
)


class PlaybookForms:
    """The three forms of the page together."""

    def __init__(self, found: Plan, data: QueryDict | None = None, *, seen: int | None = None) -> None:
        self.kind, self.sent = found.kind, data
        facts = {"title": found.title, "summary": found.summary, "seen": found.version if seen is None else seen}
        self.head = HeadForm(data, initial=facts)
        self.factors = FactorRows(
            data, prefix="factors", initial=[{"code": each.code, "text": each.text} for each in found.factors]
        )
        fields = ("code", "title", "owner_kind", "day", "hour", "factor", "detail", "source")
        self.actions = ActionRows(
            data,
            prefix="actions",
            initial=[{name: getattr(each, name) for name in fields} for each in found.actions],
            form_kwargs={"factors": [(each.code, each.text) for each in found.factors]},
        )
        for rows in (self.factors, self.actions):
            for row in rows.forms:
                row.fields["DELETE"].label = _("Hapus baris ini")

    @property
    def failed(self) -> bool:
        """Tell whether something that was sent cannot be taken."""
        return any((self.head.errors, self.factors.total_error_count(), self.actions.total_error_count()))

    def read(self) -> Plan | None:
        """Give the playbook that was written, None when something is to be mended first."""
        if not all([self.head.is_valid(), self.factors.is_valid(), self.actions.is_valid()]):
            return None
        factors: list[Factor] = []
        used: set[str] = set()
        for row in _kept(self.factors):
            code = _code(row["code"], row["text"], used)
            factors.append(Factor(code, row["text"]))
        known, used, actions = {each.code for each in factors}, set(), []
        for row in _kept(self.actions):
            if row["factor"] and row["factor"] not in known:
                self.head.add_error(
                    None,
                    _("“%(title)s” menunggu faktor yang dihapus; pilih faktor lain atau “Selalu”.")
                    % {"title": row["title"]},
                )
            code = _code(row["code"], row["title"], used)
            actions.append(
                Action(
                    code, *(row[name] for name in ("title", "owner_kind", "day", "hour", "detail", "factor", "source"))
                )
            )
        if not actions:
            self.head.add_error(None, _("Rencana memerlukan sekurangnya satu tindakan."))
        if self.head.errors:
            return None
        head = self.head.cleaned_data
        return Plan(self.kind, head["title"], head["summary"], tuple(factors), tuple(actions))

    def overtaken(self, sentence: str, newest: int) -> None:
        """Say who was first; what was typed stays and follows after that version when it is sent again."""
        self.head.add_error(None, sentence)
        self.head.data = {
            **(self.sent.dict() if self.sent else {}),
            "seen": str(newest),
            "client_id": str(uuid.uuid4()),
        }


def _kept(rows: Any) -> list[dict[str, Any]]:
    return [row.cleaned_data for row in rows.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]


def _code(given: str, text: str, used: set[str]) -> str:
    """Give a code that stays with the row; a new row gets one from its words."""
    stem = given or slugify(text)[:36] or "baris"
    code, number = stem, 1
    while code in used:
        number += 1
        code = f"{stem}-{number}"[-40:]
    used.add(code)
    return code

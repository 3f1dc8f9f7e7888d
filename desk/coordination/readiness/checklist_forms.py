"""Forms of the checklist of readiness: why a version is written, and its items, one row each."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.coordination.readiness.kinds import FARTHEST, LONGEST_STALE, CountsFrom, Subject
from desk.coordination.readiness.rules import Item
from tps.models import Stage

MOST_ITEMS = 60
SPARE = 3  # empty rows at the end


class HeadForm(forms.Form):
    """Why a version was written."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan perubahan"),
        max_length=300,
        help_text=gettext_lazy("Tercatat di samping versi ini, misalnya surat edaran yang mengubah tenggatnya."),
    )
    seen = forms.IntegerField(min_value=0, max_value=30000, widget=forms.HiddenInput())
    client_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)


class ItemRow(forms.Form):
    """One item of the checklist."""

    code = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput())
    title = forms.CharField(label=gettext_lazy("Butir"), max_length=160)
    subject = forms.ChoiceField(
        label=gettext_lazy("Bidang"),
        choices=lambda: [("", _("Pilih bidang")), *((value, capfirst(str(word))) for value, word in Subject.choices)],
    )
    stage = forms.ChoiceField(label=gettext_lazy("Tahapan"), required=False)
    day = forms.IntegerField(
        label=gettext_lazy("Paling lambat (hari)"),
        min_value=-FARTHEST,
        max_value=FARTHEST,
        help_text=gettext_lazy("-14 berarti 14 hari sebelumnya."),
    )
    stale_days = forms.IntegerField(
        label=gettext_lazy("Kedaluwarsa sesudah (hari)"), min_value=1, max_value=LONGEST_STALE, initial=7
    )
    help = forms.CharField(label=gettext_lazy("Penjelasan"), max_length=300, required=False)

    def __init__(self, *args: Any, stages: Sequence[Stage], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [
            ("", _("tanpa; dihitung dari hari pemungutan suara")),
            *((str(each.pk), each.name) for each in stages),
        ]
        self.fields["stage"].choices = choices  # type: ignore[attr-defined]


ItemRows = forms.formset_factory(
    ItemRow, extra=SPARE, can_delete=True, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS + SPARE, validate_max=True
)


class ChecklistForms:
    """The head and the rows of a new version together."""

    def __init__(self, items: Sequence[Item], stages: Sequence[Stage], data: Any = None, *, seen: int) -> None:
        self.stages = {str(stage.pk): stage for stage in stages}
        self.sent = data
        self.head = HeadForm(data, initial={"seen": seen})
        self.rows = ItemRows(
            data,
            prefix="items",
            initial=[
                {
                    "code": item.code,
                    "title": item.title,
                    "subject": item.subject,
                    "stage": str(item.stage_id or ""),
                    "day": item.day,
                    "stale_days": item.stale_days,
                    "help": item.help,
                }
                for item in items
            ],
            form_kwargs={"stages": stages},
        )
        for row in self.rows.forms:
            row.fields["DELETE"].label = _("Hapus butir ini")

    @property
    def failed(self) -> bool:
        """Tell whether something that was sent cannot be taken."""
        return bool(self.head.errors) or self.rows.total_error_count() > 0

    def read(self) -> list[Item] | None:
        """Give the items that were written, None when something is to be mended first."""
        if not all([self.head.is_valid(), self.rows.is_valid()]):
            return None
        used: set[str] = set()
        found = []
        kept = [row.cleaned_data for row in self.rows.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
        order = {subject.value: place for place, subject in enumerate(Subject)}
        for row in sorted(kept, key=lambda each: order[each["subject"]]):
            stage = self.stages.get(row["stage"])
            found.append(
                Item(
                    code=_code(row["code"], row["title"], used),
                    subject=row["subject"],
                    title=row["title"],
                    help=row["help"],
                    day=row["day"],
                    stale_days=row["stale_days"],
                    counts_from=CountsFrom.STAGE if stage else CountsFrom.POLLING,
                    stage_id=stage.pk if stage else None,
                )
            )
        if not found:
            self.head.add_error(None, _("Daftar memerlukan sekurangnya satu butir."))
            return None
        return found

    def overtaken(self, sentence: str, newest: int) -> None:
        """Say who was first; what was typed stays and follows after that version when it is sent again."""
        self.head.add_error(None, sentence)
        self.head.data = {**self.sent.dict(), "seen": str(newest), "client_id": str(uuid.uuid4())}


def _code(given: str, text: str, used: set[str]) -> str:
    """Give a code that stays with the row; a new row gets one from its words."""
    stem = given or slugify(text)[:36] or "butir"
    code, number = stem, 1
    while code in used:
        number += 1
        code = f"{stem}-{number}"[-40:]
    used.add(code)
    return code

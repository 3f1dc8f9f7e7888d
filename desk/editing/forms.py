"""The form that carries what it showed, and merges it with what others saved meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.editing.texts import Values, plain, takes_part, words, written

SEEN = "seen"
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Row:
    """One field of a clash as people read it; `base` is None where nobody knows what was shown."""

    label: str
    anchor: str
    base: str | None
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What is decided in one go: a field, or fields that mean something only together."""

    pick: str
    label: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Clash:
    """What two people changed at once; `who` (a user name, may be empty) saved the other text at `when` (UTC)."""

    units: list[Unit]
    who: str
    when: datetime | None


@dataclass(frozen=True, slots=True)
class Seal:
    """What a form showed: the values by field, and by unit those of before, where a choice is still owed."""

    values: dict[str, Values]
    owed: dict[str, dict[str, Values] | None] = field(default_factory=dict)


class Versioned(forms.BaseForm):
    """A form that changes a row which stands: put it first among the bases, and build it inside `alone`.

    A ModelForm finds its row in `instance`; any other form is given `row`, and `initial` says what stands. `about`
    names what is changed where that may have no row yet (the only plan of a station: who makes it second merges too).
    `TOGETHER` names the fields that mean something only together. After `is_valid()`, `clash` holds what must be
    decided and `merged` the labels of what others changed and this form kept.
    """

    TOGETHER: ClassVar[Sequence[Sequence[str]]] = ()

    def __init__(self, *args: Any, row: Model | None = None, about: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.row = row if row is not None else getattr(self, "instance", None)
        self.clash: Clash | None = None
        self.merged: list[str] = []
        self._owed: dict[str, dict[str, Values] | None] = {}
        self.about = about
        if not about and self.row is not None and self.row.pk is not None:
            self.about = f"{self.row._meta.label_lower}:{self.row.pk}"
        if self.about:
            # Drafts of the browser (static/js/drafts.js) keep it beside the words that were typed on it.
            hidden = forms.HiddenInput(attrs={"data-seen": ""})
            self.fields[SEEN] = forms.CharField(required=False, widget=hidden, initial=self.seal)

    def stands(self) -> dict[str, Values]:
        """Give what stands now, as a browser would send it back; a file field takes part where this names it."""
        return {name: written(self[name]) for name, each in self.fields.items() if takes_part(each)}

    def seal(self) -> str:
        """Give the signed copy of what stands, and of what is owed, to be sent along with the form."""
        return signing.dumps({"v": self.stands(), "o": self._owed}, salt=self._salt, compress=True)

    def full_clean(self) -> None:
        """Merge what others saved since the form was opened, then check as ever."""
        if self.is_bound and self.about:
            self._merge()
        super().full_clean()
        if self.clash is not None:
            sentence = _("Isian ini diubah sejak Anda membukanya. Pilih yang dipakai di bawah, lalu simpan lagi.")
            self.add_error(None, sentence)

    @property
    def picks(self) -> list[tuple[str, str]]:
        """Give the choices that a clash leaves, with their words."""
        return [(THEIRS, _("Pakai yang tersimpan sekarang")), (MINE, _("Pakai isian di formulir di bawah"))]

    @property
    def _salt(self) -> str:
        return f"desk.editing:{type(self).__name__}:{self.about}"

    def _opened(self) -> Seal | None:
        try:
            found = signing.loads(self._sent(SEEN)[0], salt=self._salt)
            return Seal(found["v"], found["o"])
        except (signing.BadSignature, IndexError, KeyError, TypeError):
            return None

    def _merge(self) -> None:
        stands, seal = self.stands(), self._opened()
        sent: Any = self.data
        self.data = sent.copy()
        units = []
        for names in self._units(stands):
            wanted = self._conflict(names, stands, seal)
            if wanted is not None:
                base = self._owed[names[0]] = wanted[0]
                pick = self.add_prefix(f"pick-{names[0]}")
                units.append(Unit(pick, self._label(names), self._rows(names, base, stands)))
        if units:
            self.clash = Clash(units, *_last_hand(self.row))
        self._put(SEEN, [self.seal()])

    def _conflict(
        self, names: Sequence[str], stands: dict[str, Values], seal: Seal | None
    ) -> tuple[dict[str, Values] | None] | None:
        """Settle one unit; gives (what was shown,) where a person must decide, None where all is settled."""
        now = {name: stands[name] for name in names}
        if seal is None:
            mine = {name: self._mine(name, now[name]) for name in names}
            lost = any(plain(now[name]) and self._differs(name, mine[name], now[name]) for name in names)
            return (None,) if lost else None
        base = {name: seal.values.get(name, stands[name]) for name in names}
        mine = {name: self._mine(name, base[name]) for name in names}
        moved = any(plain(base[name]) != plain(now[name]) for name in names)
        touched = any(self._differs(name, mine[name], base[name]) for name in names)
        differs = any(self._differs(name, mine[name], now[name]) for name in names)
        if names[0] in seal.owed:
            picked = (self._sent(f"pick-{names[0]}") or [""])[0]
            if picked == THEIRS:
                self._take(names, now)
                return None
            # A browser does not give a file twice: one that was not chosen again is not what the person wants.
            gone = not touched and any(isinstance(self.fields[name], forms.FileField) for name in names)
            if picked == MINE and not moved and not gone:
                return None
            if (picked != MINE and differs) or gone:
                return (base if moved else seal.owed[names[0]],)
        if moved and not touched:
            self._take(names, now)
            self.merged.append(self._label(names))
            return None
        return (base,) if moved and differs else None

    def _units(self, stands: dict[str, Values]) -> Iterator[Sequence[str]]:
        bound = {name for names in self.TOGETHER for name in names}
        yield from ([name for name in names if name in stands] for names in self.TOGETHER if {*names} & {*stands})
        yield from ([name] for name in stands if name not in bound)

    def _rows(self, names: Sequence[str], base: dict[str, Values] | None, stands: dict[str, Values]) -> list[Row]:
        return [
            Row(
                self._label([name]),
                self[name].id_for_label or self[name].auto_id,
                words(self.fields[name], base[name]) if base is not None else None,
                words(self.fields[name], stands[name]),
                self._mine_in_words(name, stands[name]),
            )
            for name in names
        ]

    def _mine_in_words(self, name: str, stands: Values) -> str:
        found = words(self.fields[name], self._mine(name, stands))
        chosen = isinstance(self.fields[name], forms.FileField) and self.files.get(self.add_prefix(name))
        return _("%(file)s (pilih lagi berkasnya)") % {"file": found} if chosen else found

    def _label(self, names: Sequence[str]) -> str:
        return ", ".join(capfirst(str(self[name].label)) for name in names)

    def _sent(self, name: str) -> Values:
        key = self.add_prefix(name)
        if hasattr(self.data, "getlist"):
            return [str(value) for value in self.data.getlist(key)]
        found = self.data.get(key, [])
        return [str(each) for each in (found if isinstance(found, list | tuple) else [found]) if each is not None]

    def _mine(self, name: str, untouched: Values) -> Values:
        if isinstance(self.fields[name], forms.FileField):
            upload = self.files.get(self.add_prefix(name))
            return [str(upload.name)] if upload else untouched
        return self._sent(name)

    def _differs(self, name: str, one: Values, other: Values) -> bool:
        if plain(one) == plain(other):
            return False
        known = self.fields[name]
        if isinstance(known, forms.ChoiceField | forms.ModelChoiceField | forms.BooleanField | forms.FileField):
            return True
        try:
            return bool(self._read(name, one) != self._read(name, other))
        except (ValidationError, KeyError):
            return True

    def _read(self, name: str, values: Values) -> Any:
        """Read a field as the form does, so that "0,5" and "0.50" are no difference."""
        self.cleaned_data = {name: self.fields[name].clean("".join(values))}
        cleaner = getattr(self, f"clean_{name}", None)
        return cleaner() if cleaner is not None else self.cleaned_data[name]

    def _take(self, names: Sequence[str], values: dict[str, Values]) -> None:
        for name in names:
            if isinstance(self.fields[name], forms.FileField):
                self.files = self.files.copy()
                self.files.pop(self.add_prefix(name), None)
            else:
                self._put(name, values[name])

    def _put(self, name: str, values: Values) -> None:
        data: Any = self.data
        if hasattr(data, "setlist"):
            data.setlist(self.add_prefix(name), values)
        else:
            data[self.add_prefix(name)] = values[0] if len(values) == 1 else values


def _last_hand(row: Model | None) -> tuple[str, datetime | None]:
    """Give who wrote a row last, and when, as far as its history knows."""
    events = getattr(row, "pgh_event_model", None)
    if row is None or events is None:
        return "", None
    last = events.objects.filter(pgh_obj_id=row.pk).select_related("pgh_context").order_by("-pgh_id").first()
    if last is None:
        return "", None
    facts = last.pgh_context.metadata if last.pgh_context is not None else {}
    return str(facts.get("username") or ""), last.pgh_created_at

"""What a person changes of many plans before they are applied: agency and day of an action, for all its tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from desk import clock
from desk.agencies.models import Agency
from risks.reference import Action

OWNER, DAY = "owner:", "day:"


@dataclass(frozen=True, slots=True)
class Change:
    """Another agency or day for all tasks of one action; None leaves each risk's own proposal."""

    owner: Agency | None = None
    day: date | None = None
    wrong: str = ""

    def due(self, action: Action, proposed: datetime) -> datetime:
        """Give the due moment: the chosen day at the plan's hour in the province's zone, or what is proposed."""
        return datetime.combine(self.day, time(action.hour), tzinfo=clock.zone()) if self.day else proposed


def changes(sent: QueryDict, agencies: Sequence[Agency], at: datetime) -> Mapping[str, Change]:
    """Read the changes of a form by the names of its lines; what cannot be taken has a sentence in `wrong`."""
    by_code = {each.code: each for each in agencies}
    found = {}
    for name in sent.getlist("line"):
        code, day = sent.get(f"{OWNER}{name}", ""), sent.get(f"{DAY}{name}", "")
        if code or day:
            found[name] = _change(code, day, by_code, at)
    return found


def _change(code: str, text: str, by_code: Mapping[str, Agency], at: datetime) -> Change:
    if code and code not in by_code:
        return Change(wrong=_("Instansi ini tidak lagi aktif; pilih yang lain."))
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        return Change(by_code.get(code), wrong=_("Tanggal tidak terbaca."))
    if day is not None and day <= clock.local(at).date():
        return Change(by_code.get(code), wrong=_("Tenggat harus sesudah hari ini."))
    return Change(by_code.get(code), day)

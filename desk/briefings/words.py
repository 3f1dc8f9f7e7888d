"""How a briefing writes numbers, moments and periods, in the language that is active."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from desk import clock
from desk.charts.drawings import count
from risks.kinds import Grade, Kind, Severity, Status

NO_DATA_MARK = "—"


def no_data() -> str:
    """Give the words for what nobody has said."""
    return _("tidak ada data")


def number(value: int) -> str:
    """Write a whole number: 33.324."""
    return count(value)


def change(now: int, before: int | None) -> str | None:
    """Write a difference with its sign: +26, −14, 0; None when there is nothing to compare with."""
    if before is None:
        return None
    difference = now - before
    return "0" if difference == 0 else f"{'+' if difference > 0 else '−'}{count(abs(difference))}"


def day(moment: str | datetime | date | None) -> str | None:
    """Write a day: 5 Januari 2024; a moment is taken in the province's zone."""
    found = _moment(moment)
    return None if found is None else formats.date_format(found, "j F Y")


def short_day(moment: str | datetime | date | None) -> str | None:
    """Write a day briefly: 5 Jan 2024."""
    found = _moment(moment)
    return None if found is None else formats.date_format(found, "j M Y")


def at(moment: str | datetime) -> str:
    """Write a moment: 5 Januari 2024 pukul 06.00 WIB."""
    found = _moment(moment)
    if not isinstance(found, datetime):
        raise TypeError(f"{moment!r} is not a moment")
    return _("%(day)s pukul %(time)s %(zone)s") % {
        "day": formats.date_format(found, "j F Y"),
        "time": found.strftime("%H.%M"),
        "zone": settings.TIME_ZONE_LABEL,
    }


def period(name: str) -> str:
    """Write a window's name: pekan ke-5 2024 (29 Januari–4 Februari 2024), or the day."""
    window = clock.window(name)
    if "W" not in name:
        return formats.date_format(window.first_day, "l, j F Y")
    first, last = window.first_day, window.last_day
    pattern = "j" if first.month == last.month else "j F" if first.year == last.year else "j F Y"
    days = f"{formats.date_format(first, pattern)}–{formats.date_format(last, 'j F Y')}"
    return _("pekan ke-%(week)s %(year)s (%(days)s)") % {"week": int(name[-2:]), "year": name[:4], "days": days}


def short_period(name: str) -> str:
    """Write a window's name without its days: pekan ke-5 2024, or the day."""
    if "W" not in name:
        return str(day(name))
    return _("pekan ke-%(week)s %(year)s") % {"week": int(name[-2:]), "year": name[:4]}


def kind(value: str) -> str:
    """Write a kind of risk: Tanpa sinyal."""
    return _label(Kind, value)


def prone(value: str) -> str:
    """Write what a station with such a risk is: TPS tanpa sinyal, TPS rawan banjir."""
    return {
        Kind.BLANK_SPOT: _("tanpa sinyal"),
        Kind.FLOOD: _("rawan banjir"),
        Kind.CONFLICT: _("rawan konflik"),
        Kind.LOGISTICS: _("dengan logistik sulit"),
        Kind.ACCESS: _("dengan akses sulit"),
    }.get(Kind(value), _("dengan risiko lain"))


def severity(value: str) -> str:
    """Write a severity: Kritis."""
    return _label(Severity, value)


def status(value: str) -> str:
    """Write a risk's status: Terverifikasi."""
    return _label(Status, value)


def grade(value: str) -> str:
    """Write what was observed: tidak ada sinyal."""
    return _label(Grade, value) if value else _("tanpa tingkat")


def unit(value: str) -> str:
    """Write what a stated number counts: TPS, pemilih, desa/kelurahan."""
    return {"stations": _("TPS"), "voters": _("pemilih"), "villages": _("desa/kelurahan")}.get(value, value)


def score(value: str) -> str:
    """Write a published score with the decimal sign of the language and without needless zeros: 66,53."""
    if "." in value:
        value = value.rstrip("0").rstrip(".")
    return value.replace(".", formats.get_format("DECIMAL_SEPARATOR"))


def share(part: int, whole: int) -> str:
    """Write a part of a whole in percent, never rounded to 0 or 100: 85 %."""
    if part in {0, whole} or not whole:
        return f"{100 if part and part == whole else 0} %"
    return f"{min(max(round(100 * part / whole), 1), 99)} %"


def listing(parts: Iterable[str], last: str = "") -> str:
    """Join parts to a sentence: a, b, dan c; `last` is another word for "dan"."""
    found, last = list(parts), last or _("dan")
    if len(found) < 3:
        return f" {last} ".join(found)
    return f"{', '.join(found[:-1])}, {last} {found[-1]}"


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def _moment(moment: str | datetime | date | None) -> datetime | date | None:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)
    return clock.local(moment) if isinstance(moment, datetime) else moment

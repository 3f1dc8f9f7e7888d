"""Figures and moments as a person reads them, in the province's zone; the unknown is said, never a zero."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from desk import clock
from desk.coordination.grants.rules import rupiah as money
from desk.templatetags.badges import nodata
from risks.kinds import Severity

register = template.Library()


@register.filter
def known(value: object) -> object:
    """Show a value, a whole number with its separators, and "tidak ada data" for None or an empty text."""
    if value is None or value == "":
        return nodata()
    if isinstance(value, int) and not isinstance(value, bool):
        return _grouped(value)
    return value


@register.filter
def angka(value: float | None, decimals: int = 0) -> object:
    """Write a number the Indonesian way (33.324; with decimals 4,1, rounded); None is "tidak ada data"."""
    if value is None or value == "":
        return nodata()
    if isinstance(value, int) and not decimals:
        return _grouped(value)
    # By itself Django cuts off: 4.19 would be 4,1.
    rounded = value if isinstance(value, str) else round(value, decimals)
    return formats.number_format(rounded, decimals, use_l10n=True, force_grouping=True)


@register.filter
def polygon_fault(reason: str) -> str:
    """Say in the reader's language what GEOS found wrong with a polygon; its own words stand where none are known."""
    words, _bracket, place = reason.rstrip("]").partition("[")
    said = {
        "Self-intersection": _("garisnya memotong dirinya sendiri"),
        "Ring Self-intersection": _("garisnya menyentuh dirinya sendiri"),
        "Hole lies outside shell": _("lubangnya di luar poligon"),
        "Nested holes": _("lubangnya bertumpuk"),
        "Nested shells": _("bagiannya bertumpuk"),
        "Interior is disconnected": _("lubangnya memotong poligon"),
        "Duplicate Rings": _("garisnya dua kali"),
        "Too few points in geometry component": _("titiknya kurang dari empat"),
    }.get(words.strip(), words.strip())
    longitude, _space, latitude = place.strip().partition(" ")
    if not latitude:
        return said
    return _("%(fault)s di lintang %(latitude)s, bujur %(longitude)s") % {
        "fault": said,
        "latitude": latitude[:9],
        "longitude": longitude[:9],
    }


@register.filter
def rupiah(value: Decimal | None) -> object:
    """Write an amount of money: Rp 1.234.567.890; None is "tidak ada data"."""
    return nodata() if value is None else money(value)


@register.filter
def wib(value: datetime | None) -> object:
    """Write a moment in full in the province's zone: 27 November 2024 pukul 14.20 WIB."""
    if value is None:
        return nodata()
    there = clock.local(value)
    return _("%(date)s pukul %(time)s %(zone)s") % {
        "date": formats.date_format(there, "j F Y"),
        "time": there.strftime("%H.%M"),
        "zone": zone_word(),
    }


@register.filter
def wib_short(value: datetime | None) -> object:
    """Write a moment briefly in the province's zone: 27 Nov 14.20 WIB, with the year if it is another."""
    if value is None:
        return nodata()
    there = clock.local(value)
    pattern = "j M" if there.year == clock.local(timezone.now()).year else "j M Y"
    return f"{formats.date_format(there, pattern)} {there.strftime('%H.%M')} {zone_word()}"


@register.filter
def jam(value: datetime | None) -> object:
    """Write the time of day in the province's zone: 14.20 WIB."""
    return nodata() if value is None else f"{clock.local(value).strftime('%H.%M')} {zone_word()}"


@register.filter
def tanggal(value: date | datetime | None) -> object:
    """Write a day: Rabu 27 November 2024; a moment is taken in the province's zone."""
    return _day(value, "l j F Y")


@register.filter
def tanggal_short(value: date | datetime | None) -> object:
    """Write a day briefly: 27 Nov 2024."""
    return _day(value, "j M Y")


@register.filter
def iso(value: date | datetime | None) -> str:
    """Write a day or moment for a <time datetime> attribute."""
    return "" if value is None else value.isoformat()


@register.inclusion_tag("components/severity_meter.html")
def severity_meter(counts: dict[str, int], label: str = "", legend: bool = False) -> dict[str, Any]:
    """Draw counts by severity as one stacked bar, the worst first; `legend` adds them as a list below."""
    parts: list[dict[str, Any]] = []
    total = sum(counts.get(severity, 0) or 0 for severity in Severity.values)
    left = 0.0
    for name, word in reversed(Severity.choices):
        count = counts.get(name, 0) or 0
        width = 200 * count / total if total else 0
        parts.append({"name": name, "word": word, "count": count, "x": f"{left:.2f}", "width": f"{width:.2f}"})
        left += width
    return {"parts": parts, "total": total, "label": label, "legend": legend}


@register.inclusion_tag("components/spark.html")
def spark(values: list[float | None], label: str) -> dict[str, Any]:
    """Draw a small trend, oldest first; unknown values are gaps, the label says in words what it shows."""
    known_values = [value for value in values if value is not None]
    top = max(known_values, default=0) or 1
    step = 120 / max(len(values) - 1, 1)
    lines: list[list[str]] = [[]]
    last: tuple[str, str] | None = None
    for index, value in enumerate(values):
        if value is None:
            lines.append([])
            continue
        last = (f"{index * step:.1f}", f"{27 - value / top * 24:.1f}")
        lines[-1].append(",".join(last))
    return {"lines": [" ".join(line) for line in lines if line], "last": last, "label": label}


def zone_word() -> str:
    """Give the abbreviation of the province's zone (setting TIME_ZONE_LABEL): WIB, WITA or WIT."""
    return str(settings.TIME_ZONE_LABEL)


def _grouped(value: int) -> str:
    """Write a whole number as formats.number_format does; a list has a hundred of them, most below 1,000."""
    if -1000 < value < 1000:
        return str(value)
    return f"{value:,}".replace(",", str(formats.get_format("THOUSAND_SEPARATOR")))


def _day(value: date | datetime | None, pattern: str) -> object:
    if value is None:
        return nodata()
    day = clock.local(value) if isinstance(value, datetime) else value
    return formats.date_format(day, pattern)

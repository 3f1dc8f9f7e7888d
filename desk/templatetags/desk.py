"""The desk's words for templates: icons, badges, times, figures and links that keep a list's filters."""

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock

register = template.Library()

SEVERITIES = {
    "critical": gettext_lazy("Kritis"),
    "high": gettext_lazy("Tinggi"),
    "medium": gettext_lazy("Sedang"),
    "low": gettext_lazy("Rendah"),
}
KINDS = {
    "blank-spot": gettext_lazy("Tanpa sinyal"),
    "flood": gettext_lazy("Banjir"),
    "conflict": gettext_lazy("Konflik"),
    "logistics": gettext_lazy("Logistik"),
    "access": gettext_lazy("Akses"),
    "other": gettext_lazy("Lainnya"),
}
# A state's tone and icon; its word comes from the row itself wherever the row has one.
STATES: dict[str, tuple[str, str, Any]] = {
    "reported": ("warn", "eye", gettext_lazy("Baru dilaporkan")),
    "verified": ("accent", "shield", gettext_lazy("Terverifikasi")),
    "mitigating": ("info", "refresh", gettext_lazy("Mitigasi")),
    "resolved": ("ok", "done", gettext_lazy("Selesai")),
    "dismissed": ("", "stop", gettext_lazy("Ditolak")),
    "open": ("warn", "clock", gettext_lazy("Terbuka")),
    "answered": ("info", "comment", gettext_lazy("Dijawab")),
    "overdue": ("bad", "alert", gettext_lazy("Lewat tenggat")),
    "uploaded": ("", "imports", gettext_lazy("Diunggah")),
    "checking": ("info", "refresh", gettext_lazy("Diperiksa")),
    "checked": ("warn", "eye", gettext_lazy("Menunggu persetujuan")),
    "applying": ("info", "refresh", gettext_lazy("Dimuat")),
    "applied": ("ok", "done", gettext_lazy("Selesai")),
    "refused": ("bad", "stop", gettext_lazy("Ditolak")),
    "due": ("", "clock", gettext_lazy("Menunggu")),
    "running": ("info", "refresh", gettext_lazy("Berjalan")),
    "done": ("ok", "done", gettext_lazy("Selesai")),
    "draft": ("warn", "edit", gettext_lazy("Rancangan")),
    "authorised": ("accent", "shield", gettext_lazy("Disahkan")),
    "issued": ("ok", "done", gettext_lazy("Terbit")),
    "queued": ("", "clock", gettext_lazy("Menunggu")),
    "inflight": ("info", "send", gettext_lazy("Sedang dikirim")),
    "sent": ("ok", "done", gettext_lazy("Terkirim")),
    "failed": ("bad", "alert", gettext_lazy("Gagal")),
    "uncertain": ("warn", "info", gettext_lazy("Tidak pasti")),
    "cancelled": ("", "stop", gettext_lazy("Dibatalkan")),
    "withdrawn": ("", "stop", gettext_lazy("Ditarik")),
}


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon of static/img/icons.svg; without a label it is decoration, hidden from screen readers."""
    sprite = static("img/icons.svg")
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            css,
            label,
            sprite,
            name,
        )
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>', css, sprite, name)


@register.simple_tag
def sprite() -> str:
    """Give the address of the icons' file, for scripts that draw icons."""
    return static("img/icons.svg")


@register.simple_tag
def severity(value: str, bare: bool = False) -> SafeString:
    """Show a severity as shape and word; `bare` keeps the word for screen readers and the pointer only."""
    if value not in SEVERITIES:
        return nodata(_("belum dinilai"))
    word = SEVERITIES[value]
    if bare:
        drawn = icon(value, str(word))
        return format_html('<span class="tag {} bare" title="{}">{}</span>', value, word, drawn)
    return format_html('<span class="tag {}">{}{}</span>', value, icon(value), word)


@register.simple_tag
def severity_word(value: str) -> str:
    """Give a severity's word."""
    return str(SEVERITIES.get(value, value))


@register.simple_tag
def kind(value: str, bare: bool = False) -> SafeString:
    """Show a kind of risk as icon and word; `bare` shows the icon alone, named for screen readers."""
    word = str(KINDS.get(value, value))
    drawn = value if value in KINDS else "other"
    if bare:
        return format_html('<span class="kind" title="{}">{}</span>', word, icon(drawn, word))
    return format_html('<span class="kind">{}{}</span>', icon(drawn), word)


@register.simple_tag
def status(value: str, label: str = "") -> SafeString:
    """Show a state (of a risk, task, import, briefing or delivery) as a badge; `label` overrides the word."""
    tone, drawn, word = STATES.get(value, ("", "other", value))
    return format_html('<span class="tag {}">{}{}</span>', tone, icon(drawn), label or word)


@register.simple_tag
def nodata(word: str = "") -> SafeString:
    """Show that nothing is known: never a zero, never an empty cell."""
    return format_html('<span class="nodata">{}</span>', word or _("tidak ada data"))


@register.filter
def known(value: object) -> object:
    """Show a value, a whole number with its separators, and "tidak ada data" for None or an empty text."""
    if value is None or value == "":
        return nodata()
    return formats.number_format(value, use_l10n=True, force_grouping=True) if _is_count(value) else value


@register.filter
def angka(value: float | None, decimals: int = 0) -> object:
    """Write a number the Indonesian way (33.324; with decimals 4,1); None is "tidak ada data"."""
    if value is None or value == "":
        return nodata()
    return formats.number_format(value, decimals, use_l10n=True, force_grouping=True)


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


@register.filter
def initials(value: object) -> str:
    """Give the first letters of the first and last word of a name."""
    words = str(value).replace(".", " ").split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"


@register.filter
def pages(page: Page) -> list[int | None]:
    """Give the page numbers worth a link, None for a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.filter
def chosen(choice: dict[str, Any]) -> int:
    """Count the chosen options of a filter."""
    return sum(bool(option.get("selected")) and option["value"] != "" for option in choice["options"])


@register.filter
def any_chosen(choices: list[dict[str, Any]]) -> bool:
    """Tell whether any filter of a bar is in use."""
    return any(chosen(choice) for choice in choices)


@register.simple_tag(takes_context=True)
def query_without(context: Context, name: str, value: object) -> str:
    """Give this list's query string without one value of one filter, back on its first page."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query.setlist(name, [each for each in query.getlist(name) if each != str(value)])
    query.pop("page", None)
    query.pop("after", None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_link(context: Context, column: str) -> str:
    """Give the query string that sorts by a column, or the other way round when it already does."""
    request: HttpRequest = context["request"]
    query: QueryDict = request.GET.copy()
    query["sort"] = f"-{column}" if query.get("sort") == column else column
    query.pop("page", None)
    query.pop("after", None)
    return f"?{query.urlencode()}"


@register.simple_tag
def opens_panel(url: str) -> SafeString:
    """Give the htmx attributes that open a link in the side panel; the link's own href stays its fallback."""
    return format_html('hx-get="{}" hx-target="#panel" hx-push-url="true" data-panel-link', url)


@register.inclusion_tag("components/severity_meter.html")
def severity_meter(counts: dict[str, int], label: str = "", legend: bool = False) -> dict[str, Any]:
    """Draw counts by severity as one stacked bar, the worst first; `legend` adds them as a list below."""
    parts: list[dict[str, Any]] = []
    total = sum(counts.get(name, 0) or 0 for name in SEVERITIES)
    left = 0.0
    for name, word in SEVERITIES.items():
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


def _day(value: date | datetime | None, pattern: str) -> object:
    if value is None:
        return nodata()
    day = clock.local(value) if isinstance(value, datetime) else value
    return formats.date_format(day, pattern)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)

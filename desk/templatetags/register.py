"""The rows of the registers of stations and risks: drawn at once, because a template takes five times as long."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.templatetags.badges import kind, severity, status
from desk.templatetags.desk import opens_panel
from desk.templatetags.figures import known, wib_short
from risks.kinds import Grade, Kind, Status
from risks.models import Flag
from risks.reading import Read
from tps.kinds import Level

register = template.Library()
# The head of each column stands at its cell too: on a phone the table is a list of cards.
ROW = (
    '<tr><th scope="row" class="row-head"><a class="row-title" href="{}">{}</a>{}{}<small class="mono">{}</small></th>'
    '<td data-label="{}">{}<small>{}</small></td><td class="number" data-label="{}">{}</td>'
    '<td data-label="{}">{}</td><td data-label="{}"><span>{}</span></td></tr>\n'
)
RISK = (
    '<tr>{}<td class="row-head"><a class="row-title" href="{}" {}>{}</a><small>{} · {}{}{}</small></td>'
    '<td data-label="{}">{}</td><td data-label="{}"><span>{}<small>{}</small></span></td><td data-label="{}">{}</td>'
    '<td data-label="{}"><span>{}</span></td></tr>\n'
)
CHECK = (
    '<td class="check"><label><input type="checkbox" name="selected" value="{0}" form="bulk" aria-label="{1}"></label>'
    '<input type="hidden" name="seen" value="{0}|{2}" form="bulk"></td>'
)
NO_RISK = format_html('<span class="muted">{}</span>', "–")
MARK = ' <span class="tag {}">{}</span>'


@register.simple_tag
def station_rows(rows: list[dict[str, Any]], address: str, query: str) -> SafeString:
    """Draw stations given as plain words; `address` is the list's own, `query` what their links carry on."""
    place, voters, risk, position = (
        format_html("{}", word) for word in (_("Wilayah"), _("Pemilih"), _("Risiko"), _("Posisi"))
    )
    special, missing = format_html(MARK, "info", _("khusus")), format_html(MARK, "warn", _("hilang dari berkas"))
    return format_html_join(
        "",
        ROW,
        (
            (
                f"{address}{row['code']}/{query}",
                row["name"],
                special if row["special"] else "",
                missing if row["missing"] else "",
                row["code"],
                place,
                row["district"],
                row["regency"],
                voters,
                known(row["voters"]),
                risk,
                _risks(row["worst"], row["kinds"]),
                position,
                row["position"],
            )
            for row in rows
        ),
    )


@register.simple_tag
def risk_rows(rows: list[Read], may_judge: bool) -> SafeString:
    """Draw risks with what speaks for their places; `may_judge` gives each a box to be chosen by."""
    graveness, place, state, owner = (
        format_html("{}", word) for word in (_("Keparahan"), _("Lokasi"), _("Status"), _("Penanggung jawab"))
    )
    return format_html_join(
        "",
        RISK,
        (
            (
                format_html(CHECK, flag.pk, _("Pilih %(number)s") % {"number": flag.number}, flag.version)
                if may_judge
                else "",
                url := reverse("risk", args=[flag.pk]),
                opens_panel(url),
                _title(read),
                kind(flag.kind),
                flag.number,
                format_html(" · {} · {}", read.current.source.label, wib_short(read.current.observed_at))
                if read.current
                else "",
                " · " + _disputed(read.sources) if read.disputed else "",
                graveness,
                severity(flag.severity),
                place,
                *_where(flag),
                state,
                status(flag.status, str(Status(flag.status).label)),
                owner,
                flag.owner.label if flag.owner else "–",
            )
            for read in rows
            for flag in [read.flag]
        ),
    )


def _title(read: Read) -> str:
    # Straight from the choices: get_grade_display makes a table of all of them anew for each row.
    grade = read.current.grade if read.current else ""
    return capfirst(str(Grade(grade).label if grade else Kind(read.flag.kind).label))


def _disputed(sources: int) -> str:
    return ngettext("%(sources)s sumber berbeda", "%(sources)s sumber berbeda", sources) % {"sources": sources}


def _where(flag: Flag) -> tuple[str, str]:
    """Give where a risk lies in two lines, as templates/risks/_place.html does."""
    if flag.station:
        region = flag.station.region
        district = region.parent
        above = [district.name, district.parent.name] if district and district.parent else []
        return f"TPS {flag.station.number:03d} {region.name}", ", ".join(above)
    area = flag.region
    if area is None:
        return "", ""
    level = str(Level(area.level).label)
    return area.name, f"{level} · {area.parent.name}" if area.parent and area.parent.parent else level


def _risks(worst: str, kinds: list[str]) -> SafeString:
    if not worst:
        return NO_RISK
    return format_html(
        '<span class="row">{}{}</span>',
        severity(worst),
        format_html_join("", "{}", ((kind(each, True),) for each in kinds)),
    )

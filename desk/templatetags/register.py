"""The rows of the register: fifty to a page, drawn at once because a template takes five times as long for them."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk.templatetags.badges import kind, severity
from desk.templatetags.figures import known

register = template.Library()
# The head of each column stands at its cell too: on a phone the table is a list of cards.
ROW = (
    '<tr><th scope="row" class="row-head"><a class="row-title" href="{}">{}</a>{}{}<small class="mono">{}</small></th>'
    '<td data-label="{}">{}<small>{}</small></td><td class="number" data-label="{}">{}</td>'
    '<td data-label="{}">{}</td><td data-label="{}"><span>{}</span></td></tr>\n'
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


def _risks(worst: str, kinds: list[str]) -> SafeString:
    if not worst:
        return NO_RISK
    return format_html(
        '<span class="row">{}{}</span>',
        severity(worst),
        format_html_join("", "{}", ((kind(each, True),) for each in kinds)),
    )

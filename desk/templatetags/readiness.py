"""Cells of the readiness matrix: a thousand to a page, so they are drawn without a template."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from desk.coordination.readiness.picture import Figure, Row
from desk.templatetags.badges import TONES, icon, status
from desk.templatetags.figures import angka

register = template.Library()


@register.simple_tag
def readiness_figure(figure: Figure) -> SafeString:
    """Draw the verdict on a group as shape and word, and below it what is behind it; it opens exactly those items."""
    tally = figure.tally
    if not tally.total:
        return format_html('<span class="muted">{}</span>', "–")
    return format_html(
        '<a href="{}">{}<small>{}</small></a>',
        figure.url,
        _badge(tally.verdict.value, get_language()),
        _behind(tally.red, tally.amber, tally.share_unknown, get_language()),
    )


@register.simple_tag
def readiness_change(row: Row) -> SafeString:
    """Say what changed in a week: more or fewer red items, more or fewer unknown ones."""
    parts = [
        format_html('<span class="delta {}">{} {}</span>', "worse" if n > 0 else "better", signed(n), word)
        for n, word in ((row.more_red, _("merah")), (row.more_unseen, _("tidak diketahui")))
        if n
    ]
    if not parts:
        return format_html('<span class="muted">{}</span>', _("sama"))
    return format_html("{}<br>{}", *parts) if len(parts) > 1 else parts[0]


@register.simple_tag
def readiness_icon(value: str) -> SafeString:
    """Draw the shape of a state alone; the word stands beside it."""
    return icon(TONES[value][1])


def signed(number: int) -> str:
    """Write a change with its sign."""
    return f"+{angka(number)}" if number > 0 else f"−{angka(-number)}"


@lru_cache(64)
def _badge(verdict: str, _language: str | None) -> SafeString:
    return status(verdict)


@lru_cache(2000)
def _behind(red: int, amber: int, share: int | None, _language: str | None) -> str:
    parts = []
    if red:
        parts.append(ngettext("%(n)s merah", "%(n)s merah", red) % {"n": angka(red)})
    elif amber:
        parts.append(ngettext("%(n)s kuning", "%(n)s kuning", amber) % {"n": angka(amber)})
    if share and share < 100:
        parts.append(_("%(share)d%% tidak diketahui") % {"share": share})
    return " · ".join(parts)

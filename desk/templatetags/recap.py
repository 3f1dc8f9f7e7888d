"""Shares of what there should be, as a bar and as a percentage."""

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk.templatetags.badges import nodata
from desk.templatetags.figures import angka

register = template.Library()


@register.simple_tag
def share(part: int, whole: int) -> SafeString:
    """Draw a bar of how much of a whole there is; nothing where there is no whole."""
    if not whole:
        return SafeString("")
    width = round(100 * part / whole, 1)
    words = _("%(share)s persen") % {"share": formats.number_format(width, 1)}
    return format_html(
        '<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="fill-accent" x="0" y="0" width="{}" height="10"/></svg>',
        words,
        f"{width:.1f}",
    )


@register.simple_tag
def counted(number: int | None, base: str, what: str, group: str = "") -> object:
    """Write a count of the board as a link to exactly what it counts; `base` ends in "?" or "&". No link to nothing."""
    if not number:
        return angka(number)
    words = _("lihat daftarnya")
    address = f"{base}what={what}" + (f"&group={group}" if group else "")
    return format_html(
        '<a class="recap-count" href="{}">{}<span class="sr-only"> {}</span></a>', address, angka(number), words
    )


@register.simple_tag
def percent(part: int, whole: int) -> object:
    """Write a share in percent, rounded down so that 100 % means all; "no data" where there is no whole."""
    if not whole:
        return nodata()
    tenths = part * 1000 // whole
    return f"{formats.number_format(tenths / 10, 1)} %"

"""Icons and badges: each meaning has a shape and a word, never a colour alone.

A list draws hundreds of them, all from a few dozen meanings: what is drawn once for a meaning and its word is kept.
"""

from functools import cache, lru_cache

from django import template
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.briefings.kinds import BriefingState
from desk.coordination.kinds import TaskState
from desk.coordination.readiness.kinds import Shown, Verdict
from desk.post.kinds import DeliveryState
from desk.work.kinds import JobState
from risks.kinds import Kind, Severity, Standing, Status
from tps.kinds import ImportState

register = template.Library()

# Words of states, for callers that give none; where two enumerations share a value the last one speaks.
WORDS = dict(
    [
        *JobState.choices,
        *DeliveryState.choices,
        *ImportState.choices,
        *BriefingState.choices,
        *Standing.choices,
        *TaskState.choices,
        *Status.choices,
        *Shown.choices,
        *Verdict.choices,
    ]
)
# The tone (a class of desk.css) and the icon of each state.
TONES = {
    "reported": ("warn", "eye"),
    "verified": ("accent", "shield"),
    "mitigating": ("info", "refresh"),
    "resolved": ("ok", "done"),
    "dismissed": ("", "stop"),
    "open": ("warn", "clock"),
    "accepted": ("accent", "check"),
    "in-progress": ("info", "refresh"),
    "confirmed": ("ok", "done"),
    "returned": ("warn", "undo"),
    "overdue": ("bad", "alert"),
    "proposed": ("warn", "eye"),
    "declined": ("", "stop"),
    "uploaded": ("", "imports"),
    "checking": ("info", "refresh"),
    "checked": ("warn", "eye"),
    "applying": ("info", "refresh"),
    "applied": ("ok", "done"),
    "refused": ("bad", "stop"),
    "due": ("", "clock"),
    "running": ("info", "refresh"),
    "done": ("ok", "done"),
    "failed": ("bad", "alert"),
    "cancelled": ("", "stop"),
    "draft": ("warn", "edit"),
    "authorised": ("accent", "shield"),
    "issued": ("ok", "done"),
    "superseded": ("", "history"),
    "queued": ("", "clock"),
    "inflight": ("info", "send"),
    "sent": ("ok", "done"),
    "uncertain": ("warn", "info"),
    "withdrawn": ("", "stop"),
    "late": ("bad", "alert"),
    "paid": ("ok", "done"),
    "red": ("critical", "critical"),
    "amber": ("medium", "risks"),
    "green": ("ok", "done"),
    "partial": ("info", "medium"),
    "na": ("", "minus"),
    "stale": ("", "clock"),
    "unknown": ("", "unknown"),
    "missing": ("bad", "alert"),
    "incomplete": ("warn", "edit"),
    "complete": ("ok", "done"),
    "planned": ("", "edit"),
    "invited": ("accent", "send"),
    "held": ("warn", "edit"),
    "approved": ("ok", "done"),
    "present": ("ok", "done"),
    "represented": ("info", "person"),
    "absent": ("", "stop"),
}


SEVERITIES: dict[str, str | Promise] = dict(Severity.choices)
KINDS: dict[str, str | Promise] = dict(Kind.choices)
KEPT = 2000  # drawings: labels may be free text, so that there must be an end; typed, for safe text and plain differ


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon of static/img/icons.svg; without a label it is decoration, hidden from screen readers."""
    return _icon(name, str(label), css)


@register.simple_tag
@cache
def sprite() -> str:
    """Give the address of the icons' file, for scripts that draw icons."""
    return static("img/icons.svg")


@register.simple_tag
def severity(value: str, bare: bool = False) -> SafeString:
    """Show a severity as shape and word; `bare` keeps the word for screen readers and the pointer only."""
    return _severity(value, bare, get_language()) if value in SEVERITIES else nodata(_("belum dinilai"))


@register.simple_tag
def severity_word(value: str) -> str:
    """Give a severity's word alone, for attributes and texts."""
    return str(SEVERITIES.get(value) or _("belum dinilai"))


@register.simple_tag
def kind(value: str, bare: bool = False) -> SafeString:
    """Show a kind of risk as icon and word; `bare` shows the icon alone, named for screen readers."""
    return _kind(value, bare, get_language())


@register.simple_tag
def status(value: str, label: str = "") -> SafeString:
    """Show the state of a row as a badge; `label` overrides the word that the value alone has."""
    tone, drawn = TONES.get(value, ("", "other"))
    return _status(tone, drawn, str(label or WORDS.get(value, value)))


@register.simple_tag
def nodata(word: str = "") -> SafeString:
    """Show that nothing is known: never a zero, never an empty cell."""
    return format_html('<span class="nodata">{}</span>', word or _("tidak ada data"))


@lru_cache(KEPT, typed=True)
def _icon(name: str, label: str, css: str) -> SafeString:
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}#{}"/></svg>', css, label, sprite(), name
        )
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>', css, sprite(), name)


@lru_cache(KEPT, typed=True)
def _severity(value: str, bare: bool, _language: str | None) -> SafeString:
    word = str(SEVERITIES[value])
    if bare:
        return format_html('<span class="tag {} bare" title="{}">{}</span>', value, word, _icon(value, word, ""))
    return format_html('<span class="tag {}">{}{}</span>', value, _icon(value, "", ""), word)


@lru_cache(KEPT, typed=True)
def _kind(value: str, bare: bool, _language: str | None) -> SafeString:
    drawn, word = value if value in KINDS else "other", str(KINDS.get(value, value))
    if bare:
        return format_html('<span class="kind" title="{}">{}</span>', word, _icon(drawn, word, ""))
    return format_html('<span class="kind">{}{}</span>', _icon(drawn, "", ""), word)


@lru_cache(KEPT, typed=True)
def _status(tone: str, drawn: str, word: str) -> SafeString:
    return format_html('<span class="tag {}">{}{}</span>', tone, _icon(drawn, "", ""), capfirst(word))

"""Links that keep a list's filters, and small helpers of the components."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from desk.templatetags.badges import icon
from desk.templatetags.figures import angka

register = template.Library()
OPTION = '<label class="opt"><input type="{}" name="{}" value="{}"{}>{}<span>{}</span>{}</label>'
ENTRY = '<li><a href="{}"{}>{}<span>{}</span>{}</a></li>'
CURRENT = format_html(' aria-current="{}"', "page")
BADGE = '<span class="badge{}">{}<span class="sr-only"> {}</span></span>'


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


@register.filter
def chips(choices: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Give the chosen options of a bar, each with the name of its filter."""
    return [
        (choice["name"], option)
        for choice in choices
        for option in choice["options"]
        if option.get("selected") and option["value"] != ""
    ]


@register.simple_tag
def filter_options(choice: dict[str, Any]) -> SafeString:
    """Draw the options of a filter; a bar has many, and a template takes ten times as long for each."""
    shape = "radio" if choice.get("single") else "checkbox"
    return format_html_join("", OPTION, (_option(shape, choice["name"], option) for option in choice["options"]))


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


@register.simple_tag
def menu_entries(entries: list[dict[str, Any]]) -> SafeString:
    """Draw entries of the menu (url, label, icon, current, badge, badge_label); every page has some thirty."""
    return format_html_join("", ENTRY, (_entry(entry) for entry in entries))


def _entry(entry: dict[str, Any]) -> tuple[object, ...]:
    current = CURRENT if entry["current"] else ""
    calm = " calm" if entry.get("badge_calm") else ""
    badge = format_html(BADGE, calm, angka(entry["badge"]), entry["badge_label"]) if entry["badge"] else ""
    return entry["url"], current, icon(entry["icon"]), entry["label"], badge


def _option(shape: str, name: str, option: dict[str, Any]) -> tuple[object, ...]:
    count = option.get("count")
    return (
        shape,
        name,
        option["value"],
        " checked" if option.get("selected") else "",
        icon(option["icon"]) if option.get("icon") else "",
        option["label"],
        "" if count is None or count == "" else format_html('<span class="count">{}</span>', angka(count)),
    )

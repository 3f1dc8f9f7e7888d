"""Addresses that keep the filters of a page and change some: how a figure leads to exactly the risks it counts."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse


def leading_to(name: str, query: QueryDict, **changed: Any) -> str:
    """Give a page's address with the filters of this one; a change to "" or [] drops that filter."""
    kept = query.copy()
    for each in ("page", "sort", "count"):
        kept.pop(each, None)
    for key, value in changed.items():
        kept.pop(key, None)
        if value:
            kept.setlist(key, value if isinstance(value, list) else [value])
    text = kept.urlencode()
    return f"{reverse(name)}?{text}" if text else reverse(name)

"""The tabs above the register: what is open, what waits for verification, and everything."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from risks.filters import ALL, OPEN, Filters
from risks.kinds import Status
from risks.reading_links import leading_to


def tabs(groups: list[dict[str, Any]], chosen: Filters, query: QueryDict) -> list[dict[str, Any]]:
    """Give the tabs with their addresses and counts; the other filters of the address are kept."""
    (counted,) = (group["options"] for group in groups if group["name"] == "status")
    counts = {option["value"]: option["count"] for option in counted}
    wide = not chosen.shown
    return [
        _tab(_("Masih terbuka"), "", counts[OPEN], query, current=not wide and chosen.statuses in ([], [OPEN])),
        _tab(
            _("Menunggu verifikasi"),
            Status.REPORTED.value,
            counts[Status.REPORTED],
            query,
            current=chosen.statuses == [Status.REPORTED],
        ),
        _tab(_("Semua"), ALL, counts[ALL], query, current=wide),
    ]


def reading_tabs(page: str, query: QueryDict) -> list[dict[str, Any]]:
    """Give the pages that read the register as a whole, under the filters of the address; `page` is the URL's name."""
    pages = (
        ("risks", _("Daftar")),
        ("risks-matrix", _("Per wilayah")),
        ("risks-heat", _("Kemungkinan × dampak")),
        ("risks-ageing", _("Umur")),
        ("risks-trend", _("Per minggu")),
    )
    return [
        {"label": label, "url": leading_to(name, query), "count": None, "current": name == page}
        for name, label in pages
    ]


def _tab(label: str, status: str, count: int, query: QueryDict, *, current: bool) -> dict[str, Any]:
    kept = query.copy()
    kept.pop("page", None)
    kept.pop("status", None)
    if status:
        kept["status"] = status
    return {"label": label, "count": count, "url": f"?{kept.urlencode()}", "current": current}

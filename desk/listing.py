"""What every list page shares: a checked sort order and one page of rows with an exact count."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list: the rows, the exact count of all of them, and the sort in force ("-name" is descending)."""

    page: Page
    count: int
    sort: str


def listing(
    rows: QuerySet[Any],
    query: QueryDict,
    *,
    sorts: Mapping[str, tuple[str, ...]],
    default: str,
    per_page: int = PER_PAGE,
    count: int | None = None,
) -> Listing:
    """Sort by `?sort=` and cut out `?page=`; unknown sorts and pages fall back instead of failing.

    `sorts` maps the words of the address to order_by fields; a word with "-" in front turns each of them round.
    `count` is the exact number of rows where the page knows it already, which saves a query.
    """
    sort = query.get("sort", default)
    if sort.removeprefix("-") not in sorts:
        sort = default
    fields = sorts[sort.removeprefix("-")]
    if sort.startswith("-"):
        fields = tuple(field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in fields)
    paginator = Paginator(rows.order_by(*fields), per_page)
    if count is not None:
        paginator.count = count
    page = paginator.get_page(query.get("page"))
    return Listing(page=page, count=paginator.count, sort=sort)

"""The names by which regions are found, kept in step with the regions in the same transaction.

Region.save, bulk_create and bulk_update of regions call `refresh`; what writes regions past Django calls `rebuild`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from tps import codes
from tps.search_words import LEVELS, OWN, grams, near, terms_of, whole

BATCH = 2000
MANY = 200  # changed regions, from which on all names are made anew


def refresh(changed: Iterable[str]) -> None:
    """Make the names of these regions (dotted codes) anew, and those of all below a region whose name is another."""
    wanted = sorted(set(changed))
    if len(wanted) > MANY:
        rebuild()
        return
    with transaction.atomic():
        before = dict(_places().filter(pk__in=wanted).values_list("pk", "own"))
        names = dict(_regions().filter(pk__in=wanted).values_list("pk", "name"))
        below = Q(pk__in=list(names))
        for code, name in names.items():
            if code in before and before[code] != _own(name):
                below |= Q(pk__startswith=f"{code}.")
        found = dict(_regions().filter(below).values_list("pk", "name"))
        above = {each for code in found for each in codes.ancestors(code)} - set(found)
        _write(found, found | dict(_regions().filter(pk__in=above).values_list("pk", "name")))


def rebuild() -> int:
    """Make all names anew, and give the number of regions; a search meanwhile still finds the old ones."""
    with transaction.atomic():
        names = dict(_regions().values_list("pk", "name"))
        _places().all().delete()
        _terms().all().delete()
        _write(names, names)
    return len(names)


def out_of_step() -> list[str]:
    """Give the codes of the regions whose names are not those by which they are found, and of names without region."""
    names = dict(_regions().values_list("pk", "name"))
    there = {row[0]: row[1:] for row in _places().values_list("pk", "own", "whole", "terms").iterator()}
    wrong = [code for code, *row in places(names, names) if there.pop(code, None) != (row[1], row[2], row[3])]
    if not wrong and not there:
        terms = set(_terms().values_list("pk", flat=True))
        wrong = [code for code, name in names.items() if not terms.issuperset(terms_of(name))]
    return sorted([*wrong, *there])


def places(wanted: dict[str, str], names: dict[str, str]) -> Iterator[tuple[str, str, str, str, list[str]]]:
    """Give code, level, own terms, whole name and all terms of regions; `names` has those above them too."""
    for code, name in wanted.items():
        level = codes.level(code)
        terms = [f"{OWN}{term}" for term in terms_of(name)]
        for each in [code, *codes.ancestors(code)]:
            for term in terms_of(names.get(each, "")):
                terms += [term, f"{LEVELS[codes.level(each)]}{term}"]
        yield code, level, _own(name), whole(name), sorted(set(terms))


def _write(wanted: dict[str, str], names: dict[str, str]) -> None:
    place, term = _places().model, _terms().model
    _places().bulk_create(
        [
            place(region_id=code, level=level, own=own, whole=joined, terms=terms)
            for code, level, own, joined, terms in places(wanted, names)
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["region"],
        update_fields=["level", "own", "whole", "terms"],
    )
    terms = sorted({each for name in wanted.values() for each in terms_of(name)})
    there = set(_terms().filter(pk__in=terms).values_list("pk", flat=True)) if len(terms) <= MANY else set()
    _terms().bulk_create(
        [term(term=each, grams=grams(each), near=near(each)) for each in terms if each not in there],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _own(name: str) -> str:
    return f" {' '.join(terms_of(name))} "


def _regions() -> models.QuerySet[Any]:
    return apps.get_model("tps", "Region").objects.order_by()


def _places() -> models.QuerySet[Any]:
    return apps.get_model("tps", "PlaceName").objects.all()


def _terms() -> models.QuerySet[Any]:
    return apps.get_model("tps", "NameTerm").objects.all()

"""The filter bar of the register: each value of each filter with the number that choosing it would give."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from desk.agencies.models import Agency
from risks import ageing_buckets
from risks.assessing import Impact, Likelihood
from risks.care_filter import CHOICES
from risks.filters import ALL, LENGTHS, NOBODY, OPEN, RATED, UNRATED, Filters, narrow
from risks.kinds import OPEN_STATUSES, Kind, Severity, Standing, Status
from risks.models import Observation
from risks.querysets import FlagQuerySet
from tps import codes
from tps.models import Region

# Risks up to which sources and regions are counted at once; of more of them each when its menu is opened.
MOST_COUNTED = 1_000


def groups(flags: FlagQuerySet, filters: Filters, *, election_id: int) -> tuple[int, list[dict[str, Any]]]:
    """Count what the filters find, and give the filter bar, each value of each filter with its count (3 queries)."""
    table = list(
        narrow(flags, filters, election_id=election_id, but="choices")
        .order_by()
        .values("kind", "severity", "status", "owner_id")
        .annotate(number=Count("pk"), **(filters.viewer.counts() if filters.viewer else {}))
    )
    # Joined here: the database would tell names apart for each risk.
    owners = Agency.objects.in_bulk({row["owner_id"] for row in table} - {None})
    for row in table:
        row["owner"] = owners[row["owner_id"]].code if row["owner_id"] else None
    every = sum(_tally(table, filters, "").values())
    later = {name for name in ("region", "source") if every > MOST_COUNTED and filters.weighed != name}
    return every, [
        _region_group(flags, filters, election_id, later="region" in later),
        _group("kind", _("Jenis"), Kind.choices, filters.kinds, _tally(table, filters, "kind"), icons=True),
        _group(
            "severity",
            _("Keparahan"),
            list(reversed(Severity.choices)),
            filters.severities,
            _tally(table, filters, "severity"),
            icons=True,
        ),
        _status_group(table, filters),
        _source_group(flags, filters, election_id, later="source" in later),
        _owner_group(table, filters, {each.code: each.name for each in owners.values()}),
        *_care_group(table, filters),
        *_reading_groups(filters),
    ]


def search(filters: Filters) -> dict[str, str]:
    """Give the field in which words are searched, on every page that they narrow."""
    return {"name": "q", "label": _("Cari desa, kode TPS, atau R-0244"), "value": filters.text}


def _tally(table: list[dict[str, Any]], filters: Filters, name: str) -> dict[str, int]:
    """Count the table's rows by one column ("" for all together), the other columns' filters applied."""
    chosen: dict[str, set[str | None]] = {
        "kind": set(filters.kinds),
        "severity": set(filters.severities),
        "status": set(filters.shown),
        "owner": {None if each == NOBODY else each for each in filters.owners},
    }
    found: dict[str, int] = {}
    for row in table:
        if all(not wanted or row[column] in wanted for column, wanted in chosen.items() if column != name):
            value = row.get(name, "")
            found[value] = found.get(value, 0) + row[filters.care or "number"]
    return found


def _group(
    name: str,
    label: str,
    choices: list[Any],
    chosen: list[str],
    counts: dict[str, int],
    *,
    icons: bool = False,
) -> dict[str, Any]:
    options = [
        {
            "value": value,
            "label": word,
            "count": counts.get(value, 0),
            "selected": value in chosen,
            "icon": value if icons else "",
        }
        for value, word in choices
    ]
    return {"name": name, "label": label, "options": options, "single": False}


def _status_group(table: list[dict[str, Any]], filters: Filters) -> dict[str, Any]:
    counts = _tally(table, filters, "status")
    counts[ALL] = sum(counts.values())
    counts[OPEN] = sum(counts.get(each, 0) for each in OPEN_STATUSES)
    choices = [(OPEN, _("Masih terbuka")), *Status.choices, (ALL, _("Semua status"))]
    return _group("status", _("Status"), choices, filters.statuses, counts)


def _source_group(flags: FlagQuerySet, filters: Filters, election_id: int, *, later: bool) -> dict[str, Any]:
    """Offer the sources with their counts; with `later` without them, and the page asks when the menu is opened."""
    if later:
        spoke = Observation.objects.filter(source=OuterRef("pk"), election=election_id, standing=Standing.ACCEPTED)
        names = list(Agency.objects.filter(Exists(spoke)).order_by("code").values_list("code", "name"))
        group = _group("source", _("Sumber"), names, filters.sources, {})
        return {**group, "options": [{**each, "count": None} for each in group["options"]], "later": True}
    said = _said(narrow(flags, filters, election_id=election_id, but="source"))
    counts = {code: number for code, _name, number in said}
    return _group("source", _("Sumber"), [(code, name) for code, name, _number in said], filters.sources, counts)


def _said(flags: FlagQuerySet) -> list[tuple[str, str, int]]:
    """Count the risks of which each source says something: code, name and number, in the order of codes."""
    pairs = Observation.objects.filter(standing=Standing.ACCEPTED, flag__in=flags.order_by().values("pk"))
    try:
        sql, values = pairs.order_by().values("source_id", "flag_id").distinct().query.sql_with_params()
    except EmptyResultSet:
        return []
    # Pairs first, then counted: a count of distinct ones would sort all statements.
    counted = f"""
        SELECT agency.code, agency.name, pair.number
        FROM (SELECT source_id, count(*) AS number FROM ({sql}) AS one GROUP BY source_id) AS pair
        JOIN agencies_agency AS agency ON agency.id = pair.source_id ORDER BY agency.code
    """  # noqa: S608 — the inner statement is Django's own; every value is a parameter
    with connection.cursor() as cursor:
        cursor.execute(counted, values)
        return cursor.fetchall()


def _owner_group(table: list[dict[str, Any]], filters: Filters, names: dict[str, str]) -> dict[str, Any]:
    counts = {code or NOBODY: number for code, number in _tally(table, filters, "owner").items()}
    choices = [(NOBODY, _("Belum ada")), *sorted(names.items())]
    return _group("owner", _("Penanggung jawab"), choices, filters.owners, counts)


def _care_group(table: list[dict[str, Any]], filters: Filters) -> list[dict[str, Any]]:
    """Count what needs care among the rows of the other filters; one choice at a time."""
    if filters.viewer is None:
        return []
    counts = {care: sum(_tally(table, replace(filters, care=care), "").values()) for care, _label in CHOICES}
    group = _group("care", _("Perhatian"), list(CHOICES), [filters.care], counts)
    every = sum(_tally(table, replace(filters, care=""), "").values())
    anything = {"value": "", "label": _("Semua"), "count": every, "selected": not filters.care, "icon": ""}
    return [{**group, "options": [anything, *group["options"]], "single": True}]


def _reading_groups(filters: Filters) -> list[dict[str, Any]]:
    """Offer what the reading pages lead here with, where it is chosen; nothing is counted beside these."""
    choices: tuple[tuple[str, str, list[Any], list[str]], ...] = (
        ("likelihood", _("Kemungkinan"), list(Likelihood.choices), filters.likelihoods),
        ("impact", _("Dampak"), list(Impact.choices), filters.impacts),
        ("rating", _("Penilaian"), [(RATED, _("sudah dinilai")), (UNRATED, _("belum dinilai"))], [filters.rating]),
        ("age", _("Umur"), list(ageing_buckets.CHOICES), filters.ages),
    )
    found = []
    for name, label, values, chosen in choices:
        if any(chosen):
            shown = [(str(value), f"{label}: {word}") for value, word in values]
            group = _group(name, label, shown, chosen, {})
            options = [{**option, "count": None} for option in group["options"]]
            found.append({**group, "options": options, "single": name == "rating"})
    return found


def _region_group(flags: FlagQuerySet, filters: Filters, election_id: int, *, later: bool) -> dict[str, Any]:
    """Offer the way up from the chosen region and the regions just below it, with their counts (1 query).

    With `later` those below stand there without counts, whether or not a risk lies in them, and the page asks when
    the menu is opened.
    """
    region = filters.region
    chain = [*codes.ancestors(region), region] if region else []
    options: list[dict[str, Any]] = [
        {"value": "", "label": _("Semua wilayah"), "count": None, "selected": not region, "icon": ""}
    ]
    if later:
        found = _all_below(region, chain)
    else:
        found = _below(narrow(flags, filters, election_id=election_id), region, chain)
    for code, name, number in found:
        if len(code) == LENGTHS[0]:
            continue
        count = None if code in chain else number
        options.append({"value": code, "label": name, "count": count, "selected": code == region, "icon": ""})
    return {"name": "region", "label": _("Wilayah"), "options": options, "single": True, "later": later}


def _all_below(region: str, chain: list[str]) -> list[tuple[str, str, int | None]]:
    """Give code and name of each region just below one and of those of the chain, in the order of codes."""
    below = (
        Region.objects.filter(parent=region)
        if region
        else Region.objects.filter(parent__parent=None).exclude(parent=None)
    )
    rows = below | Region.objects.filter(pk__in=chain)
    return [(code, name, None) for code, name in rows.order_by("code").values_list("code", "name")]


def _below(flags: FlagQuerySet, region: str, chain: list[str]) -> list[tuple[str, str, int | None]]:
    """Count the risks in each region just below one; gives code, name and number, and those of the chain without."""
    length = next((length for length in LENGTHS[1:] if length > len(region)), LENGTHS[-1])
    counts = flags.with_order().order_by().annotate(below=Left("where", length)).values("below")
    try:
        sql, values = counts.annotate(number=Count("pk")).values_list("below", "number").query.sql_with_params()
    except EmptyResultSet:
        sql, values = "SELECT NULL::text, 0 WHERE false", ()
    named = f"""
        SELECT region.code, region.name, counted.number
        FROM tps_region AS region LEFT JOIN ({sql}) AS counted (below, number) ON counted.below = region.code
        WHERE counted.number > 0 OR region.code = ANY(%s) ORDER BY region.code
    """  # noqa: S608 — the inner statement is Django's own; every value is a parameter
    with connection.cursor() as cursor:
        cursor.execute(named, [*values, chain])
        return cursor.fetchall()

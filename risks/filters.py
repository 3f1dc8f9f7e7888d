"""The filters of the register: read from the address, applied to rows, counted beside each value."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Left
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.agencies.models import Agency
from risks.care_filter import CHOICES, Viewer
from risks.kinds import OPEN_STATUSES, Kind, Severity, Standing, Status
from risks.models import Flag, Observation
from risks.querysets import FlagQuerySet
from tps import codes, search
from tps.models import PollingStation, Region

NUMBER = re.compile(r"^r\s*-?\s*0*(\d{1,9})$", re.IGNORECASE)
OPEN = "open"
ALL = "all"
NOBODY = "none"
LENGTHS = (2, 5, 8, 13)  # characters of a dotted code of each level
LONGEST_TEXT = 100


@dataclass(slots=True)
class Filters:
    """What the register is narrowed to; words of the address that mean nothing stand in `unknown`."""

    kinds: list[str] = field(default_factory=list)
    severities: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    region: str = ""
    text: str = ""
    care: str = ""
    viewer: Viewer | None = None
    unknown: list[str] = field(default_factory=list)

    @property
    def shown(self) -> frozenset[str]:
        """Give the statuses that are shown; none means every status.

        Without a choice the open ones are shown: a desk works on those. A risk asked for by its number is always found.
        """
        if ALL in self.statuses or (not self.statuses and NUMBER.match(self.text)):
            return frozenset()
        opened = OPEN_STATUSES if OPEN in self.statuses or not self.statuses else ()
        return frozenset({*self.statuses, *opened} - {OPEN})

    @property
    def active(self) -> bool:
        """Tell whether anything is narrowed."""
        return any(
            (self.kinds, self.severities, self.statuses, self.sources, self.owners, self.region, self.text, self.care)
        )


def parse(query: QueryDict, viewer: Viewer | None = None) -> Filters:
    """Read the filters of an address; what is not known is set aside with its name, never guessed.

    Without a viewer nothing can be stale or mine: such a filter is then not known.
    """
    found = Filters(text=query.get("q", "").replace("\x00", "").strip()[:LONGEST_TEXT])
    found.kinds = _words(query, "kind", Kind.values, found)
    found.severities = _words(query, "severity", Severity.values, found)
    found.statuses = _words(query, "status", [*Status.values, OPEN, ALL], found)
    if ALL in found.statuses and {*found.statuses} & {*Status.values}:
        found.statuses.remove(ALL)  # one status chosen on the page of all of them narrows it
    found.sources = [each.strip().lower()[:40] for each in query.getlist("source") if each.strip()]
    found.owners = [each.strip().lower()[:40] for each in query.getlist("owner") if each.strip()]
    found.viewer = viewer
    found.care = next(iter(_words(query, "care", [each for each, _label in CHOICES] if viewer else [], found)), "")
    region = query.get("region", "").strip()
    if region:
        try:
            found.region = codes.dotted(region)
        except ValueError:
            found.unknown.append(f"region={region[:40]}")
    return found


def narrow(flags: FlagQuerySet, filters: Filters, *, election_id: int, but: str = "") -> FlagQuerySet:
    """Apply the filters; `but` leaves out one group ("choices": kind, severity, status and owner; "source"; "region").

    The counts beside a filter's values are taken without the filter itself, so that they say what a choice would give.
    """
    if but != "choices":
        flags = flags.filter(_choices(filters))
    if filters.sources and but != "source":
        flags = flags.said_by(filters.sources)
    if but != "region":
        flags = flags.within(filters.region)
    return flags.filter(_text(filters.text, election_id)) if filters.text else flags


def groups(flags: FlagQuerySet, filters: Filters, *, election_id: int) -> tuple[int, list[dict[str, Any]]]:
    """Count what the filters find, and give the filter bar, each value of each filter with its count (4 queries)."""
    table = list(
        narrow(flags, filters, election_id=election_id, but="choices")
        .order_by()
        .values("kind", "severity", "status", "owner__code", "owner__name")
        .annotate(number=Count("pk"), **(filters.viewer.counts() if filters.viewer else {}))
    )
    # Counted from the statements: joined to the flags first, 50,000 of them would be sorted as wide rows.
    sources = (
        Observation.objects.filter(
            standing=Standing.ACCEPTED, flag__in=narrow(flags, filters, election_id=election_id, but="source")
        )
        .order_by()
        .values_list("source_id", "source__code", "source__name")
        .annotate(number=Count("flag_id", distinct=True))
    )
    counted = {code: (name, number) for _pk, code, name, number in sources}
    return sum(_tally(table, filters, "").values()), [
        _region_group(flags, filters, election_id),
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
        _group(
            "source",
            _("Sumber"),
            [(code, name) for code, (name, _number) in sorted(counted.items())],
            filters.sources,
            {code: number for code, (_name, number) in counted.items()},
        ),
        _owner_group(table, filters),
        *_care_group(table, filters),
    ]


def _words(query: QueryDict, name: str, known: list[str], found: Filters) -> list[str]:
    given = [each for each in query.getlist(name) if each]
    found.unknown += [f"{name}={each[:40]}" for each in given if each not in known]
    return [each for each in known if each in given]


def _choices(filters: Filters) -> Q:
    chosen = filters.viewer.condition(filters.care) if filters.viewer and filters.care else Q()
    if filters.kinds:
        chosen &= Q(kind__in=filters.kinds)
    if filters.severities:
        chosen &= Q(severity__in=filters.severities)
    if filters.shown:
        chosen &= Q(status__in=filters.shown)
    if filters.owners:
        nobody = Q(owner__isnull=True) if NOBODY in filters.owners else Q()
        chosen &= Q(owner__code__in=filters.owners) | nobody if nobody else Q(owner__code__in=filters.owners)
    return chosen


def _text(text: str, election_id: int) -> Q:
    number = NUMBER.match(text)
    if number:
        return Q(pk=int(number[1]))
    # Each way of being found has its own index; joined by "or" they would be asked of every risk.
    flags = Flag.objects.order_by().filter(election_id=election_id)
    stations = search.matching(PollingStation.objects.filter(election_id=election_id), text).order_by()
    found = (
        flags.noted(text)
        .values("pk")
        .union(
            flags.filter(station__in=stations.values("pk")).values("pk"),
            flags.filter(region__in=Region.objects.filter(search.matching_regions(text)).values("pk")).values("pk"),
        )
    )
    return Q(pk__in=found)


def _tally(table: list[dict[str, Any]], filters: Filters, name: str) -> dict[str, int]:
    """Count the table's rows by one column ("" for all together), the other columns' filters applied."""
    chosen: dict[str, set[str | None]] = {
        "kind": set(filters.kinds),
        "severity": set(filters.severities),
        "status": set(filters.shown),
        "owner__code": {None if each == NOBODY else each for each in filters.owners},
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


def _owner_group(table: list[dict[str, Any]], filters: Filters) -> dict[str, Any]:
    counts = {code or NOBODY: number for code, number in _tally(table, filters, "owner__code").items()}
    names = {row["owner__code"]: row["owner__name"] for row in table if row["owner__code"]}
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


def _region_group(flags: FlagQuerySet, filters: Filters, election_id: int) -> dict[str, Any]:
    """Offer the way up from the chosen region and the regions just below it, with their counts."""
    region = filters.region
    below = next((length for length in LENGTHS[1:] if length > len(region)), LENGTHS[-1])
    counts = {
        row["below"]: row["number"]
        for row in narrow(flags, filters, election_id=election_id)
        .with_order()
        .order_by()
        .annotate(below=Left("where", below))
        .values("below")
        .annotate(number=Count("pk"))
    }
    chain = [*codes.ancestors(region), region] if region else []
    level = codes.LEVELS[LENGTHS.index(below)]
    offered = Region.objects.filter(Q(code__in=chain) | Q(level=level)).within(region or "")
    rows = Region.objects.filter(Q(code__in=chain) | Q(pk__in=offered)).order_by("code").values_list("code", "name")
    options: list[dict[str, Any]] = [
        {"value": "", "label": _("Semua wilayah"), "count": None, "selected": not region, "icon": ""}
    ]
    for code, name in rows:
        if len(code) == LENGTHS[0] or (code not in chain and not counts.get(code)):
            continue
        options.append(
            {
                "value": code,
                "label": name,
                "count": None if code in chain else counts.get(code, 0),
                "selected": code == region,
                "icon": "",
            }
        )
    return {"name": "region", "label": _("Wilayah"), "options": options, "single": True}


def owners() -> list[tuple[str, str]]:
    """Give the agencies that can be in charge, as choices."""
    return list(Agency.objects.active().values_list("code", "name"))

"""The filters of the register: read from the address, applied to rows (what each value would find: filter_groups)."""

import re
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import QueryDict

from desk.agencies.models import Agency
from risks import ageing_buckets
from risks.assessing import Impact, Likelihood
from risks.care_filter import CHOICES, Viewer
from risks.kinds import OPEN_STATUSES, Kind, Severity, Status
from risks.models import Flag
from risks.querysets import FlagQuerySet
from tps import codes, search
from tps.models import PollingStation, Region
from tps.querysets import lies_within

NUMBER = re.compile(r"^r\s*-?\s*0*(\d{1,9})$", re.IGNORECASE)
OPEN = "open"
ALL = "all"
NOBODY = "none"
LENGTHS = (2, 5, 8, 13)  # characters of a dotted code of each level
LONGEST_TEXT = 100
RATED, UNRATED = "rated", "unrated"


@dataclass(slots=True)
class Filters:
    """What the register is narrowed to; words of the address that mean nothing stand in `unknown`.

    With `weighed` the options of the filter of that name are counted however many risks there are.
    """

    kinds: list[str] = field(default_factory=list)
    severities: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    region: str = ""
    text: str = ""
    care: str = ""
    likelihoods: list[str] = field(default_factory=list)
    impacts: list[str] = field(default_factory=list)
    rating: str = ""
    ages: list[str] = field(default_factory=list)
    weighed: str = ""
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
        places = (self.sources, self.owners, self.region, self.text, self.care)
        return any((self.kinds, self.severities, self.statuses, *places, self.reading))

    @property
    def reading(self) -> bool:
        """Tell whether something of the reading pages narrows: likelihood, impact, rating or age."""
        return any((self.likelihoods, self.impacts, self.rating, self.ages))


def parse(query: QueryDict, viewer: Viewer | None = None) -> Filters:
    """Read the filters of an address; what is not known is set aside with its name, never guessed.

    Without a viewer nothing can be stale, mine or of an age: such a filter is then not known.
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
    found.weighed = query.get("count", "")
    found.care = next(iter(_words(query, "care", [each for each, _label in CHOICES] if viewer else [], found)), "")
    found.likelihoods = _words(query, "likelihood", [str(each) for each in Likelihood.values], found)
    found.impacts = _words(query, "impact", [str(each) for each in Impact.values], found)
    found.rating = next(iter(_words(query, "rating", [RATED, UNRATED], found)), "")
    found.ages = _words(query, "age", [each for each, _label in ageing_buckets.CHOICES] if viewer else [], found)
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
    if filters.reading:
        flags = flags.filter(_reading(filters))
    if filters.sources and but != "source":
        flags = flags.said_by(filters.sources)
    if filters.region and but != "region":
        # Stations once, not joined to each risk: with very many risks a third of the time.
        inside = PollingStation.objects.filter(lies_within(filters.region), election_id=election_id).order_by()
        flags = flags.filter(Q(station__in=inside.values("pk")) | lies_within(filters.region))
    return flags.filter(_text(filters.text, election_id)) if filters.text else flags


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


def _reading(filters: Filters) -> Q:
    """Give what the reading pages narrow by; the filter bar counts nothing beside these, so they always apply."""
    chosen = Q()
    if filters.likelihoods:
        chosen &= Q(likelihood__in=filters.likelihoods)
    if filters.impacts:
        chosen &= Q(impact__in=filters.impacts)
    if filters.rating:
        chosen &= Q(likelihood__isnull=filters.rating == UNRATED)
    if filters.ages and filters.viewer:
        aged = Q(pk__in=[])
        for each in filters.ages:
            aged |= ageing_buckets.within_age(each, filters.viewer.at)
        chosen &= aged
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


def owners() -> list[tuple[str, str]]:
    """Give the agencies that can be in charge, as choices."""
    return list(Agency.objects.active().values_list("code", "name"))

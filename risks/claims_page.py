"""The answer to "how many?": lists and claims side by side for one kind and region, never added up."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Left

from risks.claims_lists import Listed, lists
from risks.claims_region import Chosen
from risks.kinds import GRADES, HARMLESS, Grade
from risks.models import Claim, Unit
from risks.speaking import Rule
from risks.summaries import newest_of_each_source
from tps.models import Region


@dataclass(slots=True)
class Line:
    """One line of the answer: a list of stations, or a claim."""

    source: str
    number: int | None  # None where all that a list says has lapsed
    as_of: date | None
    listed: Listed | None = None
    claim: Claim | None = None


@dataclass(slots=True)
class Below:
    """A region just below: what each source's list counts there (None where it is silent), and the claims about it."""

    region: Region
    numbers: list[int | None]
    claims: list[Claim] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    @property
    def cells(self) -> list[tuple[str, int | None]]:
        """Give each source's name with what it counts here."""
        return list(zip(self.sources, self.numbers, strict=True))

    @property
    def silent(self) -> bool:
        """Tell whether nobody has said anything about it."""
        return not self.claims and all(each is None for each in self.numbers)


@dataclass(slots=True)
class Answer:
    """All that was said about one kind in one region."""

    lines: list[Line]
    newest: list[Listed]
    grades: list[tuple[str, list[int | None]]]
    below: list[Below]
    least: int | None = None
    most: int | None = None
    numbers: int = 0

    @property
    def spoken(self) -> list[Below]:
        """Give the regions below about which somebody has said something."""
        return [each for each in self.below if not each.silent]

    @property
    def silent(self) -> list[Below]:
        """Give the regions below about which nobody has said anything."""
        return [each for each in self.below if each.silent]

    @property
    def differs(self) -> bool:
        """Tell whether the standing numbers of TPS are not all the same."""
        return self.least != self.most


def answer(election_id: int, kind: str, chosen: Chosen, *, rule: Rule, at: datetime) -> Answer:
    """Lay lists and standing claims side by side (4 queries): by source, newest first; what lapsed counts nowhere."""
    found = lists(election_id, kind, chosen.code, rule=rule, at=at)
    claims = list(Claim.objects.of(election_id).within(chosen.code).filter(kind=kind).standing().for_table())
    here = [each for each in claims if each.region_id == chosen.code]
    lines = [Line(each.name, each.adverse if each.grades else None, each.last, listed=each) for each in found]
    lines += [Line(each.said_by, each.number, each.as_of, claim=each) for each in here]
    lines.sort(key=lambda each: (each.source.casefold(), -(each.as_of or date.min).toordinal(), each.claim is not None))
    newest = [each for each in found if each.newest]
    told = [each.adverse for each in newest if each.grades] + [
        each.number for each in here if each.unit == Unit.STATIONS
    ]
    return Answer(
        lines,
        newest,
        _by_grade(kind, newest),
        _below(election_id, kind, chosen, newest, claims, at),
        least=min(told, default=None),
        most=max(told, default=None),
        numbers=len(told),
    )


def _by_grade(kind: str, newest: list[Listed]) -> list[tuple[str, list[int | None]]]:
    """Give for each grade what every source counts; a source that never used a grade says nothing of it."""
    return [(str(grade.label), [each.grades.get(grade.value) for each in newest]) for grade in GRADES.get(kind, ())]


def _below(
    election_id: int, kind: str, chosen: Chosen, newest: list[Listed], claims: list[Claim], at: datetime
) -> list[Below]:
    if not chosen.below:
        return []
    numbers: dict[str, dict[int, int]] = defaultdict(dict)
    for row in (
        newest_of_each_source(election_id, kind, chosen.code, at)
        .annotate(below=Left("station__region_id", chosen.depth))
        .values("below", "source_id")
        .annotate(bad=Count("pk", filter=~Q(grade__in=[each.value for each in HARMLESS])))
    ):
        numbers[row["below"]][row["source_id"]] = row["bad"]
    return [
        Below(
            region,
            [numbers[region.pk].get(each.source_id) for each in newest],
            [each for each in claims if each.region_id == region.pk],
            [each.name for each in newest],
        )
        for region in chosen.below
    ]


def side_options(found: list[Listed]) -> list[dict[str, Any]]:
    """Give the lists that can be compared, as choices with source and date."""
    return [{"value": each.key, "name": each.name, "day": each.last} for each in found]


def grade_words(kind: str) -> list[str]:
    """Give the words of the grades that count as a risk."""
    return [str(each.label) for each in GRADES.get(kind, ()) if each not in HARMLESS and isinstance(each, Grade)]

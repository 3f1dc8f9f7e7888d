"""The filters of the list of referrals: from an address to rows, and back to the filter bar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.agencies.models import Agency
from desk.coordination.referrals.kinds import ANSWERED, OPEN, WAITING, ReferralState
from desk.coordination.referrals.querysets import ReferralQuerySet
from risks.kinds import SEVERITY_ORDER, Kind, Severity
from tps import codes
from tps.kinds import Level
from tps.models import Region

TABS = ("open", "waiting", "silent", "mine", "answered", "all")
AGES = (1, 3, 7, 14)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks the list for; unknown values are left out. `silence` is the desk's patience in days."""

    tab: str
    text: str
    states: tuple[str, ...]
    agencies: tuple[str, ...]
    kinds: tuple[str, ...]
    severities: tuple[str, ...]
    region: str
    age: int
    silence: int

    @classmethod
    def of(cls, query: QueryDict, silence: int) -> "Wanted":
        """Read an address."""
        tab = query.get("tab", "open")
        return cls(
            tab=tab if tab in TABS else "open",
            text=query.get("q", "").replace("\x00", "")[:100],
            states=tuple(each for each in query.getlist("state") if each in ReferralState.values),
            agencies=tuple(each.lower()[:40] for each in query.getlist("to") if each),
            kinds=tuple(each for each in query.getlist("kind") if each in Kind.values),
            severities=tuple(each for each in query.getlist("severity") if each in Severity.values),
            region=_region(query.get("region", "")),
            age=_days(query.get("age", "")),
            silence=silence,
        )

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but the tab narrows."""
        return any((self.text, self.states, self.agencies, self.kinds, self.severities, self.region, self.age))

    def base(self, rows: ReferralQuerySet, *, agency_id: int | None, at: datetime) -> ReferralQuerySet:
        """Keep what tab, text, region and age ask for: the rows that the counts beside the filters count."""
        rows = rows.found_by(self.text).within(self.region)
        if self.age:
            rows = rows.unanswered(at, self.age)
        match self.tab:
            case "waiting":
                return rows.waiting()
            case "silent":
                return rows.unanswered(at, self.silence)
            case "mine":
                return rows.to_agency(agency_id or 0).open()
            case "answered":
                return rows.answered()
            case "open":
                # A state that is asked for is shown, whatever the tab; so is a referral asked for by its number.
                return rows if self.states else rows.open()
        return rows

    def rows(self, base: ReferralQuerySet) -> ReferralQuerySet:
        """Keep what the filter bar asks for."""
        if self.states:
            base = base.filter(state__in=self.states)
        if self.agencies:
            base = base.filter(to__code__in=self.agencies)
        if self.kinds:
            base = base.filter(flag__kind__in=self.kinds)
        if self.severities:
            base = base.filter(flag__severity__in=self.severities)
        return base


def tab_counts(rows: ReferralQuerySet, *, agency_id: int | None, at: datetime, silence: int) -> dict[str, int]:
    """Count the referrals of each tab in one query."""
    waiting, opened = Q(state__in=WAITING), Q(state__in=OPEN)
    return rows.order_by().aggregate(
        open=Count("pk", filter=opened),
        waiting=Count("pk", filter=waiting),
        silent=Count("pk", filter=waiting & Q(asked_at__lte=at - timedelta(days=silence))),
        mine=Count("pk", filter=opened & Q(to_id=agency_id or 0)),
        answered=Count("pk", filter=Q(state__in=ANSWERED)),
        all=Count("pk"),
    )


def bar(wanted: Wanted, base: ReferralQuerySet, reading_place: str) -> list[dict[str, Any]]:
    """Give the filter bar, with how many rows each value would show; one query counts all of them."""
    counts = list(
        base.order_by().values_list("state", "to_id", "flag__kind", "flag__severity").annotate(number=Count("pk"))
    )
    states, agencies, kinds, severities = (_sums(counts, place) for place in range(4))
    bodies = Agency.objects.filter(pk__in=agencies).order_by("name")
    regencies = Region.objects.within(reading_place).at_level(Level.REGENCY).order_by("code")
    gravest = sorted(Severity, key=lambda each: -SEVERITY_ORDER[each])
    return [
        _group("state", _("Status"), [(each.value, each.label) for each in ReferralState], wanted.states, states),
        _group(
            "to",
            _("Instansi"),
            [(each.code, each.name) for each in bodies],
            wanted.agencies,
            {each.code: agencies[each.pk] for each in bodies},
        ),
        _group("kind", _("Jenis"), [(each.value, each.label) for each in Kind], wanted.kinds, kinds),
        _group(
            "severity", _("Keparahan"), [(each.value, each.label) for each in gravest], wanted.severities, severities
        ),
        _one("region", _("Kabupaten/kota"), [(each.code, each.name) for each in regencies], wanted.region),
        _one("age", _("Tanpa jawaban"), _ages(wanted), str(wanted.age or "")),
    ]


def _ages(wanted: Wanted) -> list[tuple[str, str]]:
    days = sorted({*AGES, wanted.silence, *([wanted.age] if wanted.age else [])})
    words = [ngettext("%(n)d hari atau lebih", "%(n)d hari atau lebih", each) % {"n": each} for each in days]
    return [(str(each), word) for each, word in zip(days, words, strict=True)]


def _group(
    name: str, label: str, options: list[tuple[str, Any]], chosen: tuple[str, ...], counts: dict[Any, int]
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "options": [
            {
                "value": value,
                "label": capfirst(str(word)),
                "selected": value in chosen,
                "count": counts.get(value, 0),
            }
            for value, word in options
        ],
    }


def _one(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    rows = [("", _("Semua")), *options]
    return {
        "name": name,
        "label": label,
        "single": True,
        "options": [
            {"value": value, "label": word, "selected": value == chosen, "count": None} for value, word in rows
        ],
    }


def _sums(counts: list[tuple[Any, ...]], place: int) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for row in counts:
        found[row[place]] = found.get(row[place], 0) + row[-1]
    return found


def _days(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 4 else 0


def _region(text: str) -> str:
    try:
        return codes.dotted(text) if text else ""
    except ValueError:
        return ""

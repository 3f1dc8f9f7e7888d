"""Which statement speaks for a place, pure: the one rule that all pages, counts and briefings follow.

Verified before unverified; among these the source that the desk puts first, if it puts any first; among these the
newest. Sightings of a flood lapse after some hours, and what was called dry before them is not taken up again: what
nobody has seen lately is not known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from risks.kinds import SIGHTINGS, Grade, Kind, Standing


class Statement(Protocol):
    """What the rule needs to know of an observation."""

    pk: int
    grade: str
    standing: str
    observed_at: datetime
    verified_at: datetime | None
    source_id: int
    source: Any  # the agency that said it, by its `code`


# Not bound to Statement: the type checker does not see a model's foreign key as a plain attribute.
Said = TypeVar("Said", bound=Any)


@dataclass(frozen=True, slots=True)
class Rule:
    """The desk's settings of the rule: agency codes in the order in which they go first, and hours of a sighting."""

    precedence: tuple[str, ...] = ()
    sighting_hours: int = 24

    def turn(self, source: Any) -> int:
        """Give a source's place in the order; all that are not named come last together."""
        code = source.code.lower()
        return self.precedence.index(code) if code in self.precedence else len(self.precedence)

    def words(self, kind: str = "") -> str:
        """Say the rule as it is set, for the page."""
        said = [_("Yang berlaku: pernyataan terverifikasi yang terbaru; bila belum ada, pernyataan yang terbaru.")]
        if self.precedence:
            order = ", ".join(each.upper() for each in self.precedence)
            said.append(_("Sumber didahulukan menurut urutan: %(order)s.") % {"order": order})
        if kind == Kind.FLOOD:
            said.append(self.lapse_words())
        return " ".join(said)

    def lapse_words(self) -> str:
        """Say for how long a sighting of water holds."""
        return ngettext(
            "Laporan genangan berlaku %(n)d jam; sesudah itu keadaannya tidak diketahui, bukan kering.",
            "Laporan genangan berlaku %(n)d jam; sesudah itu keadaannya tidak diketahui, bukan kering.",
            self.sighting_hours,
        ) % {"n": self.sighting_hours}


@dataclass(frozen=True, slots=True)
class Spoken(Generic[Said]):
    """The statement that speaks, or None; why, as a sentence; and which accepted statements have lapsed."""

    statement: Said | None
    reason: str
    lapsed: frozenset[int] = field(default=frozenset())


def speaks(statements: Iterable[Said], rule: Rule, at: datetime) -> Spoken[Said]:
    """Give the statement that speaks for a place and kind at a moment; proposals never do."""
    accepted = [each for each in statements if each.standing == Standing.ACCEPTED]
    lapsed = _lapsed(accepted, rule, at)
    standing = [each for each in accepted if each.pk not in lapsed]
    if not accepted:
        return Spoken(None, _("belum ada pernyataan yang diterima"))
    if not standing:
        return Spoken(None, _lapse_words(rule), lapsed)
    best = max(standing, key=lambda each: _weight(each, rule))
    return Spoken(best, _why(best, standing, rule), lapsed)


def each_source(statements: Sequence[Said], rule: Rule, at: datetime) -> list[Said]:
    """Give the statement that speaks for each source by the same rule, newest first."""
    lapsed = _lapsed([each for each in statements if each.standing == Standing.ACCEPTED], rule, at)
    found: dict[int, Said] = {}
    for each in statements:
        if each.standing == Standing.ACCEPTED and each.pk not in lapsed:
            before = found.get(each.source_id)
            if before is None or _weight(each, rule) > _weight(before, rule):
                found[each.source_id] = each
    return sorted(found.values(), key=lambda each: (each.observed_at, each.pk), reverse=True)


def _weight(each: Statement, rule: Rule) -> tuple[bool, int, datetime, int]:
    turn = -rule.turn(each.source) if rule.precedence else 0
    return each.verified_at is not None, turn, each.observed_at, each.pk


def _lapsed(accepted: Sequence[Statement], rule: Rule, at: datetime) -> frozenset[int]:
    limit = at - timedelta(hours=rule.sighting_hours)
    old = [each for each in accepted if each.grade in SIGHTINGS and each.observed_at <= limit]
    if not old:
        return frozenset()
    last = max(each.observed_at for each in old)
    # "Dry" from before the water was overtaken by it, and does not come back when the sighting lapses.
    dry = [each.pk for each in accepted if each.grade == Grade.DRY and each.observed_at < last]
    return frozenset([*(each.pk for each in old), *dry])


def _why(best: Statement, standing: Sequence[Statement], rule: Rule) -> str:
    if len(standing) == 1:
        if best.verified_at is not None:
            return _("berlaku karena terverifikasi dan satu-satunya yang berlaku")
        return _("berlaku karena satu-satunya pernyataan yang berlaku; belum diverifikasi")
    verified = best.verified_at is not None
    rivals = [each for each in standing if (each.verified_at is not None) == verified]
    if rule.precedence and any(rule.turn(each.source) != rule.turn(best.source) for each in rivals):
        if verified:
            return _("berlaku karena terverifikasi dan sumbernya didahulukan")
        return _("berlaku karena sumbernya didahulukan; belum ada yang terverifikasi")
    if verified:
        return _("berlaku karena pernyataan terverifikasi yang terbaru")
    return _("berlaku karena pernyataan terbaru; belum ada yang terverifikasi")


def _lapse_words(rule: Rule) -> str:
    return ngettext(
        "laporan genangan terakhir sudah lebih dari %(n)d jam; keadaan sekarang tidak diketahui, bukan berarti kering",
        "laporan genangan terakhir sudah lebih dari %(n)d jam; keadaan sekarang tidak diketahui, bukan berarti kering",
        rule.sighting_hours,
    ) % {"n": rule.sighting_hours}

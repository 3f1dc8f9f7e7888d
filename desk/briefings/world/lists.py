"""The whole lists behind the tables of a paper, and the XLSX file that holds them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from desk import export
from desk.briefings import outline, words
from desk.briefings.content.facts import RiskFacts
from desk.briefings.content.facts_ready import PlanLine, ReferralFacts, SiteLine
from desk.briefings.content.sections import ready
from desk.briefings.content.sections.since import referrals
from desk.briefings.situation import Situation
from desk.briefings.world.parts import Place
from desk.briefings.world.reading import World
from desk.recap.plans.kinds import Lack, Means, PlanState
from desk.recap.relocation.kinds import RelocationState

LANGUAGE = "id"
Row = Sequence[export.Cell]


@dataclass(frozen=True, slots=True)
class Lists:
    """What a paper cuts, in full; a list that the paper shows whole is left out."""

    risks: Sequence[RiskFacts] = ()
    plans: Sequence[PlanLine] = ()
    sites: Sequence[SiteLine] = ()
    referrals: Sequence[ReferralFacts] = ()

    @property
    def rows(self) -> int:
        """Count the rows of all lists."""
        return len(self.risks) + len(self.plans) + len(self.sites) + len(self.referrals)


def lists(world: World, situation: Situation, agency_id: int, risks: Sequence[RiskFacts]) -> Lists:
    """Give the lists of which the paper of a situation shows only the first rows."""
    place = Place(situation.place)
    cut = situation.risks_total > len(situation.risks) or situation.waiting_total > len(situation.waiting)
    told = outline.parts(situation)
    plans = ready.plans in told and situation.plan_lines_total > len(situation.plan_lines)
    sites = ready.sites in told and situation.site_lines_total > len(situation.site_lines)
    own = referrals in told and situation.referrals_total > len(situation.referrals)
    return Lists(
        risks=risks if cut else (),
        plans=[row.facts for row in world.plans if place.holds(row.region)] if plans else (),
        sites=[row.facts for row in world.sites if place.holds(row.region)] if sites else (),
        referrals=[row.facts for row in world.referrals if place.holds(row.region) and agency_id in {row.to, row.by}]
        if own
        else (),
    )


def book(found: Lists) -> bytes:
    """Give the lists as an XLSX file, a sheet each, in the paper's language."""
    with override(LANGUAGE):
        sheets = [
            _sheet(_("Risiko"), _risk_head(), found.risks, _risk),
            _sheet(_("Rencana cadangan"), _plan_head(), found.plans, _plan),
            _sheet(_("Lokasi cadangan"), _site_head(), found.sites, _site),
            _sheet(_("Rujukan"), _referral_head(), found.referrals, _referral),
        ]
        with export.xlsx_book([sheet for sheet, rows in sheets if rows]) as file:
            return file.read()


def _sheet(title: str, head: list[str], rows: Sequence, row: Callable[..., Row]) -> tuple[export.Sheet, int]:
    def written() -> Iterator[Row]:
        return (row(each) for each in rows)

    return export.Sheet(title, head, written()), len(rows)


def _risk_head() -> list[str]:
    head = [_("Nomor"), _("Jenis"), _("Keparahan"), _("Status"), _("Kode TPS"), _("Tempat"), _("Menurut sumber")]
    return [*head, _("Catatan"), _("Dilaporkan"), _("Penanggung jawab"), _("Tugas")]


def _risk(risk: RiskFacts) -> Row:
    said = "; ".join(
        f"{each.source}: {words.grade(each.grade)} ({words.short_day(each.at)})" for each in risk.statements
    )
    return [
        risk.number,
        words.kind(risk.kind),
        words.severity(risk.severity),
        words.status(risk.status),
        risk.station,
        risk.place,
        said,
        risk.note,
        _moment(risk.reported),
        risk.owner,
        "; ".join(risk.tasks),
    ]


def _plan_head() -> list[str]:
    return [_("Kode TPS"), _("Tempat"), _("Rencana"), _("Cara utama"), _("Yang kurang")]


def _plan(line: PlanLine) -> Row:
    lacks = "; ".join(str(Lack(each).label) for each in line.lacks)
    means = str(Means(line.means).label) if line.means else None
    return [line.station, line.place, str(PlanState(line.state).label), means, lacks]


def _site_head() -> list[str]:
    return [_("Kode TPS"), _("Tempat"), _("Lokasi cadangan"), _("Status"), _("Tenggat"), _("Yang memutuskan")]


def _site(line: SiteLine) -> Row:
    state = str(RelocationState(line.state).label) if line.state else None
    return [line.station, line.place, line.site or None, state, _moment(line.deadline), line.decider or None]


def _referral_head() -> list[str]:
    return [_("Rujukan"), _("Kepada"), _("Risiko"), _("Tempat"), _("Pertanyaan"), _("Ditanyakan"), _("Ditunggu sampai")]


def _referral(each: ReferralFacts) -> Row:
    asked, due = _moment(each.asked), _moment(each.answer_by)
    return [each.number, each.to, each.risk, each.place, each.question, asked, due]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

"""The issue for Bawaslu: conflict by source and variable, its index beside our counts, what was dismissed. Pure."""

from desk.briefings.content import sentences as say
from desk.briefings.content.sections import ledgers, risks, security, spread, tasks
from desk.briefings.content.sections.method import method
from desk.briefings.content.sections.since import referrals, since
from desk.briefings.situation import Situation
from risks.kinds import Kind

SECTIONS = (
    since(*Kind.values),
    security.variables,
    ledgers.ledger(Kind.CONFLICT),
    security.index,
    risks.urgent,
    risks.dismissed,
    referrals,
    risks.waiting,
    spread.kinds,
    spread.spread,
    ledgers.claims(),
    tasks.others,
    method,
)


def sentences(situation: Situation) -> list[str]:
    """Give the summary: extent, change, sources, dismissals and answers, what is asked."""
    return [
        say.desk_says(say.extent_of(situation, Kind.CONFLICT)),
        say.since(situation, Kind.CONFLICT),
        say.sources(situation, Kind.CONFLICT),
        say.supervised(situation),
        say.asked(situation),
    ]

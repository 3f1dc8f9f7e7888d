"""The full issue, for the Sekda and the government of the province: all that the others read. Pure."""

from desk.briefings.content import sentences as say
from desk.briefings.content.sections import ledgers, ready, risks, security, spread, tasks
from desk.briefings.content.sections.method import method
from desk.briefings.content.sections.since import referrals, since
from desk.briefings.situation import Situation
from risks.kinds import Kind

SECTIONS = (
    tasks.decisions,
    since(*Kind.values),
    spread.kinds,
    spread.spread,
    risks.urgent,
    ledgers.ledger(Kind.BLANK_SPOT),
    ready.plans,
    ledgers.ledger(Kind.FLOOD),
    ready.sites,
    ledgers.ledger(Kind.CONFLICT),
    security.areas,
    security.index,
    ledgers.claims(),
    risks.hard_ways,
    ready.readiness,
    ready.recap,
    tasks.owed,
    tasks.others,
    referrals,
    risks.dismissed,
    risks.waiting,
    method,
)


def sentences(situation: Situation) -> list[str]:
    """Give the summary: extent, change, severity, preparations, what agencies owe."""
    return [
        say.desk_says(say.extent_of_all(situation)),
        say.since(situation),
        say.severity(situation),
        say.prepared(situation),
        say.owed(situation),
    ]

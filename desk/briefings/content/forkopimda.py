"""The issue for Forkopimda: security by area, the gravest risks, flood, what agencies owe, what to decide. Pure."""

from desk.briefings.content import sentences as say
from desk.briefings.content.sections import ledgers, ready, risks, security, spread, tasks
from desk.briefings.content.sections.method import method
from desk.briefings.content.sections.since import since
from desk.briefings.situation import Situation
from risks.kinds import Kind

SECTIONS = (
    tasks.decisions,
    since(Kind.CONFLICT, Kind.FLOOD),
    security.areas,
    risks.grave,
    spread.spread,
    ledgers.ledger(Kind.CONFLICT),
    ready.sites,
    tasks.owed,
    tasks.others,
    method,
)


def sentences(situation: Situation) -> list[str]:
    """Give the summary: extent, change, severity, what agencies owe, what is asked."""
    return [
        say.desk_says(say.extent_of(situation, Kind.CONFLICT)),
        say.since(situation, Kind.CONFLICT),
        say.severity(situation),
        say.owed(situation),
        say.asked(situation),
    ]

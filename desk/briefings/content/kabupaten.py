"""The issue for the government of a kabupaten or kota: its kecamatan, its risks, its preparations. Pure."""

from desk.briefings.content import sentences as say
from desk.briefings.content.sections import ledgers, ready, risks, security, spread, tasks
from desk.briefings.content.sections.method import method
from desk.briefings.content.sections.since import since
from desk.briefings.situation import Situation
from risks.kinds import Kind

SECTIONS = (
    since(*Kind.values),
    spread.kinds,
    spread.spread,
    risks.urgent,
    ready.plans,
    ready.sites,
    security.areas,
    ledgers.ledger(Kind.BLANK_SPOT),
    ledgers.ledger(Kind.FLOOD),
    ledgers.claims(),
    security.index,
    risks.hard_ways,
    ready.readiness,
    ready.recap,
    tasks.owed,
    tasks.others,
    risks.waiting,
    method,
)


def sentences(situation: Situation) -> list[str]:
    """Give the summary: extent, change, severity, preparations, what is asked."""
    return [
        say.desk_says(say.extent_of_all(situation)),
        say.since(situation),
        say.severity(situation),
        say.prepared(situation),
        say.asked(situation),
    ]

"""The issue for KPU: signal, plans, flood and ways, and how ready the recap is. Pure."""

from desk.briefings.content import sentences as say
from desk.briefings.content.sections import ledgers, ready, risks, spread, tasks
from desk.briefings.content.sections.method import method
from desk.briefings.content.sections.since import since
from desk.briefings.situation import Situation
from risks.kinds import Kind

SECTIONS = (
    since(Kind.BLANK_SPOT, Kind.FLOOD, Kind.LOGISTICS, Kind.ACCESS),
    ledgers.ledger(Kind.BLANK_SPOT),
    ready.plans,
    spread.spread,
    ledgers.ledger(Kind.FLOOD),
    ready.sites,
    ledgers.claims(Kind.BLANK_SPOT, Kind.FLOOD),
    risks.hard_ways,
    ready.readiness,
    ready.recap,
    risks.urgent,
    tasks.others,
    risks.waiting,
    method,
)


def sentences(situation: Situation) -> list[str]:
    """Give the summary: extent, change, sources, preparations, what is asked."""
    return [
        say.desk_says(say.extent_of(situation, Kind.BLANK_SPOT)),
        say.since(situation, Kind.BLANK_SPOT),
        say.sources(situation, Kind.BLANK_SPOT),
        say.prepared(situation),
        say.asked(situation),
    ]

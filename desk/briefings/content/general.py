"""The issues for all other agencies: BPBD reads of flood, communication of signal, others of everything. Pure."""

from desk.briefings.content import sentences as say
from desk.briefings.content.sections import ledgers, ready, risks, spread, tasks
from desk.briefings.content.sections.method import method
from desk.briefings.content.sections.since import since
from desk.briefings.situation import Situation
from risks.kinds import Kind

SECTIONS = (
    since(*Kind.values),
    spread.kinds,
    spread.spread,
    risks.urgent,
    tasks.owed,
    tasks.others,
    risks.waiting,
    method,
)
FLOOD = (
    since(Kind.FLOOD, Kind.ACCESS),
    ledgers.ledger(Kind.FLOOD),
    ready.sites,
    spread.spread,
    ledgers.claims(Kind.FLOOD),
    risks.hard_ways,
    risks.urgent,
    tasks.others,
    method,
)
SIGNAL = (
    since(Kind.BLANK_SPOT),
    ledgers.ledger(Kind.BLANK_SPOT),
    ready.plans,
    spread.spread,
    ledgers.claims(Kind.BLANK_SPOT),
    risks.urgent,
    tasks.others,
    method,
)


def sentences(situation: Situation) -> list[str]:
    """Give the summary for an agency without a kind of its own."""
    return [
        say.desk_says(say.extent_of_all(situation)),
        say.since(situation),
        say.severity(situation),
        say.sources(situation, Kind.BLANK_SPOT),
        say.asked(situation),
    ]


def flood(situation: Situation) -> list[str]:
    """Give the summary for BPBD: extent, change, sources, preparations, what is asked."""
    return _about(situation, Kind.FLOOD)


def signal(situation: Situation) -> list[str]:
    """Give the summary for communication: extent, change, sources, preparations, what is asked."""
    return _about(situation, Kind.BLANK_SPOT)


def _about(situation: Situation, kind: str) -> list[str]:
    return [
        say.desk_says(say.extent_of(situation, kind)),
        say.since(situation, kind),
        say.sources(situation, kind),
        say.prepared(situation, kind),
        say.asked(situation),
    ]

"""Issues frozen before there were editions show for ever what they said, in the order in which they said it. Pure."""

from desk.briefings.content import sentences as say
from desk.briefings.content.sections import ledgers, risks, spread, tasks
from desk.briefings.content.sections.method import method
from desk.briefings.situation import Situation
from risks.kinds import Kind

SECTIONS = {
    "election": (
        ledgers.ledger(Kind.BLANK_SPOT),
        spread.spread,
        risks.urgent,
        ledgers.ledger(Kind.FLOOD),
        tasks.others,
        risks.waiting,
        method,
    ),
    "supervisor": (
        spread.kinds,
        ledgers.ledger(Kind.CONFLICT),
        risks.urgent,
        risks.dismissed,
        risks.waiting,
        spread.spread,
        tasks.others,
        method,
    ),
    "forkopimda": (
        spread.spread,
        ledgers.ledger(Kind.CONFLICT),
        risks.urgent,
        ledgers.ledger(Kind.FLOOD),
        tasks.owed,
        tasks.others,
        method,
    ),
    "general": (spread.kinds, spread.spread, risks.urgent, tasks.owed, tasks.others, risks.waiting, method),
}
FIRST_KIND = {"election": Kind.BLANK_SPOT, "supervisor": Kind.CONFLICT, "forkopimda": Kind.CONFLICT}


def sentences(situation: Situation) -> list[str]:
    """Give the summary: extent, change, severity, sources, what is asked."""
    first = FIRST_KIND.get(situation.profile)
    return [
        say.extent_of_all(situation) if first is None else say.extent_of(situation, first),
        say.change(situation),
        say.severity(situation),
        say.sources(situation, first or Kind.BLANK_SPOT),
        say.asked(situation),
    ]

"""The daily issue, for every agency alike: what the day brought up to its cut-off hour, and what is due next. Pure."""

from desk.briefings.content import sentences as say
from desk.briefings.content.sections import ready, risks, spread, tasks
from desk.briefings.content.sections.method import method
from desk.briefings.content.sections.since import referrals, since
from desk.briefings.situation import Situation
from risks.kinds import Kind

SECTIONS = (
    spread.kinds,
    risks.fresh,
    risks.grave,
    tasks.soon,
    since(*Kind.values),
    ready.recap,
    referrals,
    risks.waiting,
    method,
)


def sentences(situation: Situation) -> list[str]:
    """Give the summary: extent, change, severity, what is due, what is asked."""
    return [
        say.desk_says(say.extent_of_all(situation)),
        say.since(situation),
        say.severity(situation),
        say.due_soon(situation),
        say.asked(situation),
    ]

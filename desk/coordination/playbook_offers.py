"""What the playbooks propose for risks at a moment: one risk's plan, or many reckoned together."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from desk import clock
from desk.agencies.models import Agency
from desk.coordination.actions.playbooks import Asked, Order
from desk.coordination.playbook_changes import Change
from desk.coordination.playbook_reading import already_applied
from desk.coordination.playbook_rules import Candidate, Proposal, propose
from risks.models import Flag
from risks.playbooks import Plan, checks_of, plans

AS_PROPOSED = Change()


@dataclass(frozen=True, slots=True)
class Offer:
    """The plan of one risk's kind, and what it proposes there."""

    flag: Flag
    plan: Plan
    proposals: Sequence[Proposal]


@dataclass(slots=True)
class Line:
    """One action over many risks: for how many, by which agencies, and where it is left out."""

    kind: str
    proposal: Proposal
    ticked: bool
    flags: int = 0
    idle: int = 0
    unowned: int = 0
    owners: Counter[str] = field(default_factory=Counter)
    change: Change = AS_PROPOSED

    @property
    def name(self) -> str:
        """Give the name by which the form ticks it."""
        return f"{self.kind}:{self.proposal.action.code}"

    @property
    def due_at(self) -> datetime:
        """Give the due moment of its tasks."""
        return self.change.due(self.proposal.action, self.proposal.due_at)

    @property
    def shares(self) -> list[tuple[str, int]]:
        """Give the agencies with how many tasks each would get, the most first."""
        return self.owners.most_common()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Plans over many risks, exact: what would be made, and what is left out and why."""

    chosen: int
    asked: Sequence[Asked]
    lines: Sequence[Line]
    plans: Sequence[Plan]
    outside: int
    closed: int
    before: int
    empty: int

    @property
    def tasks(self) -> int:
        """Count the tasks that would be made."""
        return sum(len(each.orders) for each in self.asked)

    @property
    def wrong(self) -> bool:
        """Tell whether a change of a ticked action cannot be taken."""
        return any(each.change.wrong and each.ticked for each in self.lines)

    @property
    def token(self) -> str:
        """Give what changes when the numbers that a person saw no longer hold."""
        versions = ",".join(f"{each.kind}.{each.version}" for each in self.plans)
        return f"{len(self.asked)}-{self.tasks}-{versions}"


def candidates(agencies: Iterable[Agency]) -> list[Candidate]:
    """Give agencies as playbooks see them."""
    return [Candidate(each.pk, each.code, each.kind, each.region_code) for each in agencies]


def offers(flags: Sequence[Flag], agencies: Iterable[Agency], at: datetime) -> list[Offer]:
    """Give what each risk's playbook proposes (flags with election and station; 4 queries whatever the number)."""
    found, checks = plans({flag.kind for flag in flags}), checks_of(flag.pk for flag in flags)
    known = candidates(agencies)
    return [
        Offer(
            flag,
            found[flag.kind],
            propose(
                found[flag.kind],
                flag.place,
                polling_day=flag.election.polling_date,
                checks={code: check.holds for code, check in checks.get(flag.pk, {}).items()},
                agencies=known,
                at=at,
                zone=clock.zone(),
            ),
        )
        for flag in flags
    ]


def reckon(
    flags: Sequence[Flag],
    *,
    reach: Collection[int],
    left: Collection[str],
    agencies: Sequence[Agency],
    at: datetime,
    changes: Mapping[str, Change] = MappingProxyType({}),
) -> Reckoning:
    """Reckon what applying the playbooks to these risks makes.

    `reach` are the numbers of the risks in the person's remit, `left` the names of the lines that are not ticked,
    `changes` what is chosen for all tasks of a line instead of what is proposed.
    """
    done, by_pk = already_applied(flag.pk for flag in flags), {each.pk: each for each in agencies}
    inside = [flag for flag in flags if flag.pk in reach]
    opened = [flag for flag in inside if flag.open]
    lines: dict[str, Line] = {}
    asked = []
    found = offers([flag for flag in opened if flag.pk not in done], agencies, at)
    for offer in found:
        orders = []
        for proposal in offer.proposals:
            name = f"{offer.flag.kind}:{proposal.action.code}"
            line = lines.setdefault(name, Line(offer.flag.kind, proposal, name not in left))
            line.change = changes.get(name, AS_PROPOSED)
            owner = line.change.owner or (by_pk[proposal.owner] if proposal.owner is not None else None)
            if proposal.idle:
                line.idle += 1
            elif owner is None:
                line.unowned += 1
            else:
                line.flags += 1
                line.owners[owner.label] += 1
                if line.ticked:
                    orders.append(Order(proposal.action, owner, line.change.due(proposal.action, proposal.due_at)))
        if orders:
            asked.append(Asked(offer.flag.pk, offer.plan.version, orders))
    used = {offer.plan.kind: offer.plan for offer in found}
    return Reckoning(
        chosen=len(flags),
        asked=asked,
        lines=sorted(lines.values(), key=lambda line: (list(used).index(line.kind), line.proposal.meant)),
        plans=list(used.values()),
        outside=len(flags) - len(inside),
        closed=len(inside) - len(opened),
        before=len(opened) - len(found),
        empty=len(found) - len(asked),
    )

"""What waits for one agency, for the top of its person's Beranda: referrals to answer, tasks, the newest briefing."""

from dataclasses import dataclass

from desk.agencies.models import Agency
from desk.briefings.models import Briefing
from desk.coordination.models import Referral, Task
from desk.coordination.querysets import TaskQuerySet
from desk.coordination.referrals.querysets import ReferralQuerySet

SHOWN = 5


@dataclass(frozen=True, slots=True)
class AgencyWork:
    """The first rows of each sort, the most urgent first; `more_*` tells whether there are others."""

    agency: Agency
    referrals: list[Referral]
    more_referrals: bool
    tasks: list[Task]
    more_tasks: bool
    briefing: Briefing | None

    @property
    def anything(self) -> bool:
        """Tell whether anything waits for the agency."""
        return bool(self.referrals or self.tasks)


def agency_work(agency: Agency, election_id: int, tasks: TaskQuerySet, referrals: ReferralQuerySet) -> AgencyWork:
    """Read what waits for an agency; three queries."""
    asked = list(referrals.to_agency(agency.pk).waiting().for_table().order_by("answer_by", "pk")[: SHOWN + 1])
    work = list(tasks.owned_by(agency.pk).unfinished().for_table().order_by("due_at", "pk")[: SHOWN + 1])
    issued = Briefing.objects.readable(agency.code).filter(election_id=election_id, document__isnull=False)
    return AgencyWork(
        agency=agency,
        referrals=asked[:SHOWN],
        more_referrals=len(asked) > SHOWN,
        tasks=work[:SHOWN],
        more_tasks=len(work) > SHOWN,
        briefing=issued.for_table().order_by("-document__issued_at", "-pk").first(),
    )

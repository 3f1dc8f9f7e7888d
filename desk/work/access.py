"""Who may see and stop a piece of background work."""

from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.work.models import Job
from desk.work.querysets import JobQuerySet

WORKERS_RIGHTS = (Right.IMPORT, Right.DRAFT_BRIEFING, Right.AUTHORISE_BRIEFING)


def may_stop(user: User, job: Job) -> bool:
    """Tell whether a person may cancel a job: who asked for it, or an admin."""
    return user.is_active and (user.role == Role.ADMIN or (job.requested_by_id is not None and _own(user, job)))


def may_follow(user: User, job: Job) -> bool:
    """Tell whether a person may see how far a job is: also colleagues who start such work themselves."""
    colleague = user.role != Role.LIAISON and any(user.may_somewhere(right) for right in WORKERS_RIGHTS)
    return user.is_active and (_own(user, job) or colleague)


def listed_for(user: User) -> JobQuerySet:
    """Give the jobs on a person's list: all for admins and operators, their own for others."""
    jobs: JobQuerySet = Job.objects.all()
    return jobs if user.role in {Role.ADMIN, Role.OPERATOR} else jobs.filter(requested_by_id=user.pk)


def _own(user: User, job: Job) -> bool:
    return job.requested_by_id == user.pk

"""Who may see, stop and start again a piece of background work."""

from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.work import registry
from desk.work.kinds import JobState
from desk.work.models import Job
from desk.work.querysets import JobQuerySet

WORKERS_RIGHTS = (Right.IMPORT, Right.DRAFT_BRIEFING, Right.AUTHORISE_BRIEFING)


def may_stop(user: User, job: Job) -> bool:
    """Tell whether a person may cancel a job: who asked for it, or an admin."""
    return user.is_active and (user.role == Role.ADMIN or (job.requested_by_id is not None and _own(user, job)))


def may_retry(user: User, job: Job) -> bool:
    """Tell whether a person may start a failed job again: who may stop it, while they may start such work at all.

    Where the record that it is about has its own way to try again, only that one is offered.
    """
    waiting = job.state == JobState.DUE and job.attempts > job.forgiven
    again = waiting or (job.state == JobState.FAILED and not registry.retried_there(job.kind))
    return again and may_stop(user, job) and _starts_work(user)


def may_follow(user: User, job: Job) -> bool:
    """Tell whether a person may see how far a job is: also colleagues who start such work themselves."""
    return user.is_active and (_own(user, job) or (user.role != Role.LIAISON and _starts_work(user)))


def listed_for(user: User) -> JobQuerySet:
    """Give the jobs on a person's list: all for admins and operators, their own for others."""
    jobs: JobQuerySet = Job.objects.all()
    return jobs if user.role in {Role.ADMIN, Role.OPERATOR} else jobs.filter(requested_by_id=user.pk)


def concerning(user: User) -> JobQuerySet:
    """Give the jobs whose end concerns a person: their own, and for admins also those of the desk itself."""
    jobs: JobQuerySet = Job.objects.all()
    return jobs if user.role == Role.ADMIN else jobs.filter(requested_by_id=user.pk)


def _starts_work(user: User) -> bool:
    return any(user.may_somewhere(right) for right in WORKERS_RIGHTS)


def _own(user: User, job: Job) -> bool:
    return job.requested_by_id == user.pk

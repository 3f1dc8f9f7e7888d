"""What of the referrals a person may see and do, from the role table."""

from django.db.models import Q

from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.coordination.models import Referral, ReferralAnswer
from desk.coordination.referrals.querysets import ReferralQuerySet
from desk.coordination.referrals.rules import End
from desk.files.access import door
from desk.files.models import StoredFile


def visible_to(user: User) -> ReferralQuerySet:
    """Give the referrals that a person may read: a liaison the own agency's, a field reporter the own, others all."""
    rows: ReferralQuerySet = Referral.objects.all()
    if user.scope(Right.READ) is Scope.NO:
        return rows.none()
    found = user.scope(Right.ANSWER_TASK)
    if found is Scope.AGENCY:
        return rows.of_agency(user.agency_id or 0)
    if found is Scope.OWN:
        return rows.filter(Q(asked_by=user) | Q(flag__reported_by=user))
    return rows


def ends_of(user: User, referral: Referral) -> frozenset[End]:
    """Tell at which ends of a referral a person stands."""
    ends = set()
    agencies = user.scope(Right.ANSWER_TASK) is Scope.AGENCY
    by = referral.by.code if referral.by else ""
    if user.may(Right.TASKS, place=referral.place) or (agencies and user.may(Right.ANSWER_TASK, agency=by)):
        ends.add(End.ASKING)
    if user.may(Right.ANSWER_TASK, place=referral.place, agency=referral.to.code):
        ends.add(End.ASKED)
    return frozenset(ends)


def may_refer(user: User, place: str) -> bool:
    """Tell whether a person may refer risks of a place."""
    return user.may(Right.TASKS, place=place)


@door
def answer_file(user: User, stored: StoredFile) -> bool:
    """Open a file that came with an answer to whoever may read the referral."""
    rows = ReferralAnswer.objects.filter(file=stored).values("referral")
    return bool(rows) and visible_to(user).filter(pk__in=rows).exists()

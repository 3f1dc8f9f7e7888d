"""What of the meetings a person may see and do, from the role table."""

from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.coordination.meetings.kinds import ALIVE, MeetingState
from desk.coordination.meetings.querysets import MeetingQuerySet
from desk.coordination.models import Invitation, Meeting


def meetings_of(user: User) -> MeetingQuerySet:
    """Give the meetings that a person may read: a liaison those to which the own agency was asked, others all."""
    meetings: MeetingQuerySet = Meeting.objects.all()
    found = user.scope(Right.READ_MEETINGS)
    if found is Scope.ALL:
        return meetings
    return meetings.of_agency(user.agency_id) if found is Scope.AGENCY and user.agency_id else meetings.none()


def may_manage(user: User, meeting: Meeting) -> bool:
    """Tell whether a person may prepare, invite to, write down and cancel a meeting."""
    return user.may(Right.TASKS, place=meeting.place)


def may_approve(user: User, meeting: Meeting) -> bool:
    """Tell whether a person may approve the minutes: who leads the meeting, or an official with the permission."""
    if user.scope(Right.READ_MEETINGS) is not Scope.ALL:
        return False
    return meeting.chair_id == user.pk or user.may(Right.AUTHORISE_BRIEFING, place=meeting.place)


def own_invitation(user: User, meeting: Meeting) -> Invitation | None:
    """Give the invitation that a liaison may answer for the own agency, while the meeting is still to come."""
    if user.scope(Right.READ_MEETINGS) is not Scope.AGENCY or meeting.state != MeetingState.INVITED:
        return None
    asked = meeting.invitations.filter(agency_id=user.agency_id or 0, withdrawn_at__isnull=True)
    return asked.filter(sent_at__isnull=False).first()


def writable(meeting: Meeting) -> bool:
    """Tell whether the agenda of a meeting can still change."""
    return meeting.state in ALIVE

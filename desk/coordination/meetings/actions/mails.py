"""Invitations as rows of the post: one mail for each agency and sequence, with the calendar file."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk import clock
from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.agencies.models import Agency
from desk.coordination.meetings import ics
from desk.coordination.meetings.kinds import Method
from desk.coordination.models import Invitation, InvitationMail, Meeting
from desk.post import actions as post
from desk.post.actions import Addressee, Enclosure

LANGUAGE = "id"


def mailboxes(agency: Agency, at: datetime) -> list[Addressee]:
    """Give the mailboxes of an agency: its duty contacts that are still valid, and its people who sign in."""
    contacts = agency.contacts.valid(clock.local(at).date()).exclude(email="").order_by("role")
    people = User.objects.filter(agency=agency, is_active=True).exclude(email="").exclude(role=Role.NONE)
    found = [Addressee(each.email, each.role) for each in contacts]
    found += [Addressee(each.email, str(each)) for each in people.order_by("username")]
    return list({each.address.lower(): each for each in reversed(found)}.values())[::-1]


def send(meeting: Meeting, *, actor: User, at: datetime) -> int:
    """Ask the agencies on the list that were not asked yet; give how many. The meeting must be locked."""
    rows = meeting.invitations.filter(withdrawn_at__isnull=True, sent_at__isnull=True).select_related("agency")
    found = list(rows.order_by("pk"))
    for invitation in found:
        mail(invitation, meeting, method=Method.REQUEST, actor=actor, at=at)
    return len(found)


def tell(meeting: Meeting, *, method: Method, actor: User, at: datetime) -> int:
    """Send a change or the cancellation to every agency that was asked; the meeting must be locked."""
    rows = meeting.invitations.filter(withdrawn_at__isnull=True, sent_at__isnull=False).select_related("agency")
    found = list(rows.order_by("pk"))
    for invitation in found:
        mail(invitation, meeting, method=method, actor=actor, at=at)
    return len(found)


def mail(invitation: Invitation, meeting: Meeting, *, method: Method, actor: User, at: datetime) -> InvitationMail:
    """Write down one mail to one agency; each knows only its own mailboxes. Its sequence is above its last one's."""
    last = invitation.mails.order_by("-sequence").first()
    sequence = max(meeting.sequence, last.sequence + 1) if last else meeting.sequence
    people = mailboxes(invitation.agency, at)
    message = None
    if people:
        context = {
            "meeting": meeting,
            "agency": invitation.agency,
            "items": list(meeting.items.order_by("position", "pk")),
            "cancelled": method == Method.CANCEL,
            "again": last is not None,
            "url": f"{settings.SITE_URL}/meetings/{meeting.pk}/",
            "day": clock.local(meeting.starts_at),
            "until": clock.local(meeting.ends_at),
        }
        with override(LANGUAGE):
            content = ics.invitation(
                meeting, people, method=method, sequence=sequence, at=at, organizer=settings.DEFAULT_FROM_EMAIL,
                site=settings.SITE_URL,
            )  # fmt: skip
            subject = {
                Method.CANCEL: _("Dibatalkan: %(title)s"),
                Method.REQUEST: _("Perubahan undangan: %(title)s") if last else _("Undangan: %(title)s"),
            }[method] % {"title": " ".join(meeting.title.split())}
            message = post.queue(
                subject=subject,
                text=render_to_string("mail/meeting.txt", context),
                html=render_to_string("mail/meeting.html", context),
                people=people,
                actor=actor,
                at=at,
                enclosures=[Enclosure("undangan.ics", content, f"text/calendar; method={method.value}")],
            )
    made = InvitationMail.objects.create(
        invitation=invitation, sequence=sequence, method=method, message=message, made_at=at
    )
    if method == Method.REQUEST and invitation.sent_at is None:
        invitation.sent_at = at
        invitation.save(update_fields=["sent_at"])
    return made

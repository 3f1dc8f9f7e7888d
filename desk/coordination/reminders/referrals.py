"""Referrals that nobody has answered, as things of which the desk reminds: due when an answer was wanted."""

from django.urls import reverse
from django.utils.text import Truncator

from desk.coordination.kinds import Priority
from desk.coordination.models import Referral
from desk.coordination.referrals.kinds import WAITING
from desk.coordination.reminders.things import RowsReader, Thing, register

REFERRAL = "referral"


def thing_of(referral: Referral) -> Thing:
    """Give a referral as a thing that is due; its election and agency are fetched along."""
    return Thing(
        kind=REFERRAL,
        pk=referral.pk,
        number=referral.number,
        title=Truncator(referral.question).chars(160),
        url=reverse("referral", args=[referral.pk]),
        agency=referral.to,
        due_at=referral.answer_by,
        made_at=referral.asked_at,
        urgent=referral.priority == Priority.URGENT,
        running=referral.election.current,
    )


READER = RowsReader(
    kind=REFERRAL,
    rows=lambda: Referral.objects.filter(state__in=WAITING),
    described=lambda rows: rows.select_related("to", "election"),
    thing=thing_of,
    due="answer_by",
    owner="to_id",
)
register(READER)

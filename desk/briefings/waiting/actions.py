"""What each minute does about drafts that wait: remind, escalate, and let go what the rules let go."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.briefings import words
from desk.briefings.actions import NotPossible, authorise
from desk.briefings.kinds import Step
from desk.briefings.models import Briefing, Handling, Nudge
from desk.briefings.querysets import HEAVY
from desk.briefings.waiting import reach
from desk.briefings.waiting.rules import due_steps
from desk.context import acting
from desk.coordination.reminders.reading import now_rules
from desk.post.actions import Addressee, queue
from desk.post.models import Message

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 200  # drafts; more wait for the next minute


@dataclass(slots=True)
class _Letter:
    hearer: reach.Hearer
    lines: dict[int, tuple[Briefing, str]] = field(default_factory=dict)


def let_go(at: datetime) -> int:
    """Authorise by rule what nobody authorised in time, where the agency's rules say so; gives how many.

    A correction always waits for a person.
    """
    found = 0
    rows = Briefing.objects.late(at).filter(revision=0, agency__handling__auto_issue=True)
    for briefing in rows.select_related("agency").defer(*HEAVY).order_by("authorise_by", "pk")[:MOST_AT_ONCE]:
        try:
            authorise(briefing, actor=None, at=at, by_rule=True)
        except NotPossible as refusal:  # somebody was faster, or the office's certificate is not in order
            logger.warning("briefing %s was not let go: %s", briefing.pk, refusal)
            continue
        found += 1
    return found


def remind(at: datetime) -> int:
    """Tell of drafts that wait past their moment, one letter for each person; gives how many letters.

    Each step speaks once about a draft: its row is written in the transaction in which the letters are queued, and
    the draft is locked meanwhile. Where no official has a mailbox the reminder goes to the admins at once.
    """
    rules = now_rules()
    if rules.quiet(at):
        return 0
    with transaction.atomic():
        late = Briefing.objects.late(at).unsaid().select_for_update(of=("self",), skip_locked=True, no_key=True)
        rows = late.select_related("agency").defer(*HEAVY).order_by("authorise_by", "pk")[:MOST_AT_ONCE]
        drafts = list(rows)
        if not drafts:
            return 0
        said = set(Nudge.objects.filter(briefing__in=drafts).values_list("briefing_id", "step"))
        handlings = {each.agency_id: each for each in Handling.objects.filter(agency__in={d.agency_id for d in drafts})}
        officials, admins = reach.officials(), reach.admins()
        letters: dict[str, _Letter] = {}
        nudges: list[tuple[Nudge, str]] = []
        for draft in drafts:
            handling = handlings.get(draft.agency_id) or Handling(agency_id=draft.agency_id)
            moment = draft.authorise_by or at
            for step in due_steps(moment, handling.escalate_hours, at, rules):
                if (draft.pk, step) in said:
                    continue
                people = _people(step, handling, officials, admins)
                if not people:  # asked again each minute, until somebody has a mailbox
                    continue
                for each in people:
                    letters.setdefault(each.address.lower(), _Letter(each)).lines[draft.pk] = (draft, step)
                nudge = Nudge(briefing=draft, step=step, spoken_at=at, people=len(people))
                nudges.append((nudge, people[0].address.lower()))
        with acting(None, "briefing.remind"):
            written = {address: _write(letter, at) for address, letter in letters.items()}
        for nudge, address in nudges:
            nudge.message = written[address]
        Nudge.objects.bulk_create([nudge for nudge, _address in nudges])
    return len(letters)


def _people(
    step: str, handling: Handling, officials: Sequence[reach.Hearer], admins: Sequence[reach.Hearer]
) -> list[reach.Hearer]:
    if step == Step.REMINDER:
        return list(officials or admins)
    found = [*officials, *admins]
    if handling.escalate_to:
        found.append(reach.mailbox(handling.escalate_to))
    return list({each.address.lower(): each for each in reversed(found)}.values())[::-1]


def _write(letter: _Letter, at: datetime) -> Message:
    hearer = letter.hearer
    with translation.override(hearer.language):
        lines = [
            {
                "agency": draft.agency.name,
                "period": words.short_period(draft.period),
                "by": words.at(draft.authorise_by or at),
                "escalated": step == Step.ESCALATION,
                "url": settings.SITE_URL + reverse("briefing", args=[draft.pk]),
            }
            for draft, step in letter.lines.values()
        ]
        context = {"hearer": hearer, "lines": lines, "at": words.at(at), "language": hearer.language}
        context["escalated"] = any(line["escalated"] for line in lines)
        subject = ngettext("%(n)s laporan belum disahkan", "%(n)s laporan belum disahkan", len(lines)) % {
            "n": words.number(len(lines))
        }
        if context["escalated"]:
            subject = _("Eskalasi: %(subject)s") % {"subject": subject}
        context["subject"] = subject
        return queue(
            subject=subject,
            text=render_to_string("mail/waiting.txt", context),
            html=render_to_string("mail/waiting.html", context),
            people=[Addressee(hearer.address, hearer.name)],
            actor=None,
            at=at,
        )

"""What the inbox shows: a page of waiting risks on the left, the chosen one with all that helps to judge it."""

import uuid
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.accounts.roles import Right, Role, Scope
from risks import alike, filters, inbox, rules
from risks.actions.guards import overtaken
from risks.claims_region import named
from risks.evidence_access import evidence_about
from risks.inbox import Asked, Key
from risks.judge_forms import desk_people
from risks.kinds import OPEN_STATUSES
from risks.models import Batch, Flag
from risks.querysets import FlagQuerySet
from risks.reading import Read
from risks.scope import read_for, readable_flags
from tps.models import Election

MOST_ALIKE = 8


def place_of(user: User) -> str:
    """Give the region code within which a person judges; "" is everywhere."""
    return "" if user.scope(Right.JUDGE_RISK) is Scope.ALL else user.remit


def rows_of(user: User, election: Election, asked: Asked) -> FlagQuerySet:
    """Give the waiting risks that the address asks for, in its order."""
    return inbox.narrowed(inbox.waiting(election.pk, place_of(user)), asked, user.pk)


def whole(
    user: User, election: Election, asked: Asked, query: QueryDict, at: datetime, *, past: Key | None = None
) -> dict[str, Any]:
    """Give the page; `past` is the key of the risk that was just handled: the next one behind it is shown."""
    page = inbox.page(rows_of(user, election, asked).for_table().select_related("assignee"), asked)
    counted, kinds = inbox.counts(inbox.waiting(election.pk, place_of(user)), asked, user.pk)
    wanted = asked.flag if past is None else None
    shown = _pick(page.rows, asked, wanted, past)
    flag = _one(user, election, shown)
    gone = _gone(user, wanted) if wanted and flag is None else None
    if flag is None and page.rows:
        flag = _one(user, election, page.rows[0].pk)
    found = alike.alike({each.pk: each for each in [*page.rows, *([flag] if flag else [])]}.values(), at)
    reads = {each.flag.pk: each for each in read_for(user, [*page.rows, *([flag] if flag else [])], at)}
    return {
        "election": election,
        "asked": asked,
        "tabs": [
            {"label": label, "count": number, "url": link(query, queue=queue), "current": queue == asked.queue}
            for queue, label, number in inbox.queue_words(counted)
        ],
        "kinds": [{**kind, "url": link(query, kind=kind["value"])} for kind in kinds],
        "every_kind": link(query, kind=""),
        "everything_url": link(query, kind="", region="", severity="", queue=""),
        "every_region": link(query, region=""),
        "region": named(asked.filters.region),
        "orders": [
            {"label": label, "url": link(query, order=order), "current": order == asked.order}
            for order, label in ((inbox.OLDEST, _("Tertua dulu")), (inbox.GRAVEST, _("Terberat dulu")))
        ],
        "previous_url": link(query, before=page.previous) if page.previous else "",
        "next_url": link(query, after=page.following) if page.following else "",
        "total": counted[asked.queue],
        "page": page,
        "rows": [(each, reads[each.pk], alike.number_of(found.get(each.pk, []))) for each in page.rows],
        "kept": _kept(query),
        "gone": gone,
        "undoable": _undoable(user, at),
        **(_chosen(user, flag, reads[flag.pk], found.get(flag.pk, [])) if flag else {"flag": None}),
    }


def one(user: User, election: Election, asked: Asked, query: QueryDict, at: datetime) -> dict[str, Any]:
    """Give the right side alone."""
    flag = _one(user, election, asked.flag)
    context = {"election": election, "asked": asked, "kept": _kept(query), "undoable": _undoable(user, at)}
    if flag is None:
        return {**context, "flag": None, "gone": _gone(user, asked.flag)}
    found = alike.alike([flag], at).get(flag.pk, [])
    return {**context, **_chosen(user, flag, read_for(user, [flag], at)[0], found)}


def _pick(rows: list[Flag], asked: Asked, wanted: int | None, past: Key | None) -> int | None:
    if wanted is not None:
        return wanted
    if past is not None:
        rows = [each for each in rows if inbox.comes_after(each, past, asked.order)] or rows
    return rows[0].pk if rows else None


def _one(user: User, election: Election, pk: int | None) -> Flag | None:
    if pk is None:
        return None
    return inbox.waiting(election.pk, place_of(user)).for_page().filter(pk=pk).first()


def _gone(user: User, pk: int | None) -> tuple[Flag, str] | None:
    """Give a risk that does not wait here any more with what was done to it, by whom and when."""
    flag = readable_flags(user).filter(pk=pk).first() if pk is not None else None
    return (flag, str(overtaken(flag))) if flag is not None else None


def _undoable(user: User, at: datetime) -> Batch | None:
    batch = Batch.objects.filter(actor=user).order_by("-pk").first()
    return batch if batch is not None and batch.undoable(at) else None


def _chosen(user: User, flag: Flag, read: Read, found: list[alike.Alike]) -> dict[str, Any]:
    others = Flag.objects.for_table().in_bulk([each.flag_id for each in found[:MOST_ALIKE]])
    suggested = [(others[each.flag_id], each.why) for each in found[:MOST_ALIKE] if each.flag_id in others]
    people = [each for each in desk_people() if each.may(Right.JUDGE_RISK, place=flag.place)]
    seen = [each for each in evidence_about(user, flag) if each.withdrawn_at is None]
    return {
        "flag": flag,
        "read": read,
        "client_id": uuid.uuid4(),
        "own_grave": flag.reported_by_id == user.pk and rules.grave(flag.severity) and user.role != Role.ADMIN,
        "alike": [
            {"flag": other, "why": why, "mergeable": other.status in OPEN_STATUSES and other.kind == flag.kind}
            for other, why in suggested
        ],
        "more_alike": max(0, alike.number_of(found) - MOST_ALIKE),
        "people": sorted(people, key=lambda each: each.pk != user.pk),
        "owners": filters.owners(),
        "photos": [each for each in seen if each.photo],
        "documents": [each for each in seen if not each.photo],
    }


def link(query: QueryDict, **words: str) -> str:
    """Give the inbox's address with some words changed ("" takes one away), from the first page on."""
    kept = query.copy()
    for name in ("flag", "after", "before"):
        kept.pop(name, None)
    for name, value in words.items():
        kept.pop(name, None)
        if value:
            kept[name] = value
    return f"{reverse('risks-inbox')}?{kept.urlencode()}"


def _kept(query: QueryDict) -> str:
    """Give the address's own words without the risk that is shown, for links and forms."""
    kept = query.copy()
    kept.pop("flag", None)
    return kept.urlencode()

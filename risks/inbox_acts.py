"""The inbox's buttons: each leads to one action on the chosen risks, and to the risk that is shown next."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.accounts.models import User
from risks import actions, inbox, inbox_forms, inbox_page, inbox_words
from risks.actions import BulkResult
from risks.actions.guards import overtaken
from risks.actions.queue import claim_next, release
from risks.inbox import Asked, Key
from risks.kinds import Status
from risks.models import Batch, Flag
from risks.rules import Refused
from risks.scope import readable_flags
from tps.models import Election

CLAIMED = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a click: the sentence, whether anything changed, and where the inbox goes from here."""

    sentence: str
    done: int
    asked: Asked
    past: Key | None = None


def carry_out(sent: QueryDict, user: User, election: Election, asked: Asked, *, at: datetime) -> Outcome:
    """Do what the button says; raises Refused with a sentence when it cannot be done."""
    match sent.get("action", "").partition(":")[0]:
        case "claim":
            return _claim(user, election, asked, at)
        case "release":
            return _release(sent, user, election, asked, at)
        case "undo":
            return _undo(sent, user, asked, at)
    if asked.filters.unknown:
        raise Refused(_("Saringan pada alamat halaman tidak dikenal; muat ulang daftar, lalu pilih lagi."))
    ids, number = inbox_forms.chosen_ids(sent, inbox_page.rows_of(user, election, asked))
    result = _judge(sent, ids, user, at)
    past = _past(sent, ids, asked, handled=result.done > 0)
    sentence = inbox_words.done(result, number) if result.done else _nothing(result, ids)
    return Outcome(sentence, result.done, staying(asked, sent), past)


def staying(asked: Asked, sent: QueryDict) -> Asked:
    """Keep the risk that is shown."""
    return replace(asked, flag=inbox.number(sent.get("flag", "")))


def address(query: QueryDict, asked: Asked) -> QueryDict:
    """Give the address's words for what is now asked for."""
    kept = query.copy()
    kept.pop("flag", None)
    if kept.get("queue", "") != asked.queue:
        kept["queue"] = asked.queue
        kept.pop("after", None)
        kept.pop("before", None)
    return kept


def _judge(sent: QueryDict, ids: list[int], user: User, at: datetime) -> BulkResult:
    common: dict[str, Any] = {
        "actor": user,
        "at": at,
        "comment": sent.get("comment", "")[:4000],
        "seen": inbox_forms.seen_versions(sent),
        "client_id": inbox_forms.client_id(sent),
    }
    action, _colon, detail = sent.get("action", "").partition(":")
    match action:
        case "verify":
            return actions.verify_many(ids, **common)
        case "dismiss":
            return actions.dismiss_many(ids, outcome=detail, **common)
        case "merge":
            given = sent.copy()
            if detail:
                given["into"] = detail
            return actions.merge_many(ids, inbox_forms.merged_into(given, readable_flags(user)), **common)
        case "assign":
            owner, assignee = inbox_forms.in_charge(sent)
            return actions.assign_many(ids, owner=owner, assignee=assignee, **common)
        case "region":
            region = inbox_forms.region_named(sent, inbox_page.place_of(user))
            return actions.set_region_many(ids, region, **common)
    raise Refused(_("Tindakan ini tidak dikenal; muat ulang halaman."))


def _nothing(result: BulkResult, ids: list[int]) -> str:
    """Say why nothing was changed; of a single risk that somebody else has changed, who did what and when."""
    flag = Flag.objects.filter(pk=ids[0]).first() if len(ids) == 1 and result.moved else None
    return str(overtaken(flag)) if flag is not None else inbox_words.done(result, "")


def _past(sent: QueryDict, ids: list[int], asked: Asked, *, handled: bool) -> Key | None:
    """Give the key behind which the next risk is looked for: that of the shown one, if it is done with."""
    shown = inbox.number(sent.get("flag", ""))
    flag = inbox.keyed(Flag.objects.filter(pk=shown)).first() if shown in ids else None
    if flag is None or not (handled or flag.status != Status.REPORTED):
        return None
    return inbox.key_of(flag, asked.order)


def _claim(user: User, election: Election, asked: Asked, at: datetime) -> Outcome:
    rows = inbox_page.rows_of(user, election, replace(asked, queue=inbox.FREE))
    ids = claim_next(rows, number=CLAIMED, actor=user, at=at)
    if not ids:
        return Outcome(_("Tidak ada lagi risiko yang belum diambil di sini."), 0, asked)
    said = ngettext("%(n)d risiko kini di antrean Anda.", "%(n)d risiko kini di antrean Anda.", len(ids))
    mine = replace(asked, queue=inbox.MINE, after=None, before=None, flag=None)
    return Outcome(said % {"n": len(ids)}, len(ids), mine)


def _release(sent: QueryDict, user: User, election: Election, asked: Asked, at: datetime) -> Outcome:
    ticked = [each for each in map(inbox.number, sent.getlist("selected")) if each is not None]
    rows = inbox.waiting(election.pk, inbox_page.place_of(user))
    given_back = release(ticked or None, waiting=rows, actor=user, at=at)
    said = ngettext("%(n)d risiko dikembalikan ke antrean.", "%(n)d risiko dikembalikan ke antrean.", given_back)
    return Outcome(said % {"n": given_back}, given_back, replace(asked, flag=None))


def _undo(sent: QueryDict, user: User, asked: Asked, at: datetime) -> Outcome:
    batch = inbox.number(sent.get("batch", ""))
    if batch is None:
        raise Refused(_("Tidak ada tindakan yang dapat diurungkan."))
    result = actions.undo(batch, actor=user, at=at)
    first = Batch.objects.get(pk=batch).items.order_by("pk").values_list("flag_id", flat=True).first()
    return Outcome(inbox_words.undone(result), result.done, replace(asked, flag=first))

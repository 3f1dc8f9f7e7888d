"""What pages read of referrals beside their own rows: the chain, and the holds on risks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from desk.coordination.models import Referral
from desk.coordination.referrals.querysets import ReferralQuerySet
from risks.holds import Hold

LONGEST_CHAIN = 20


def holds(flag_ids: Collection[int]) -> Mapping[int, list[Hold]]:
    """Give for each of these risks its open referrals, as what speaks against closing it unseen."""
    found: dict[int, list[Hold]] = {}
    rows = Referral.objects.open().filter(flag__in=flag_ids).select_related("to").order_by("asked_at", "pk")
    for row in rows:
        words = _("%(number)s kepada %(agency)s (%(state)s)") % {
            "number": row,
            "agency": row.to.label,
            "state": row.get_state_display(),
        }
        found.setdefault(row.flag_id, []).append(Hold(words, reverse("referral", args=[row.pk])))
    return found


@dataclass(frozen=True, slots=True)
class Chain:
    """The referrals from which one came and into which it went, in order; `hidden` counts those of other agencies."""

    rows: list[Referral]
    hidden: int


def chain(row: Referral, readable: ReferralQuerySet) -> Chain:
    """Give the whole chain in which a referral stands, as far as the reader may see it; few queries."""
    ids, earlier = [row.pk], row.before_id
    parents = dict(Referral.objects.filter(flag_id=row.flag_id).values_list("pk", "before_id"))
    while earlier is not None and earlier not in ids and len(ids) < LONGEST_CHAIN:
        ids.insert(0, earlier)
        earlier = parents.get(earlier)
    later = {before: pk for pk, before in sorted(parents.items()) if before is not None}
    following = later.get(row.pk)
    while following is not None and following not in ids and len(ids) < LONGEST_CHAIN:
        ids.append(following)
        following = later.get(following)
    if len(ids) == 1:
        return Chain([], 0)
    known = {each.pk: each for each in readable.filter(pk__in=ids).select_related("to", "by")}
    return Chain([known[pk] for pk in ids if pk in known], sum(pk not in known for pk in ids))

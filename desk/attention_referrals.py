"""Lines of "Perlu perhatian" about referrals: silent agencies, answers that came back, and what waits for one's own."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.agencies.querysets import label
from desk.attention_words import NAMES, Item, number
from desk.coordination.referrals.kinds import ANSWERED, WAITING, ReferralState
from desk.home import Viewer


def of_desk(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell which agencies have not answered for days, and what was answered and can be closed; one query."""
    if viewer.referrals is None or not viewer.watches_referrals:
        return
    days = settings.DESK_REFERRAL_DAYS
    unanswered = Q(state__in=WAITING, asked_at__lte=at - timedelta(days=days))
    rows = list(
        viewer.referrals.open()
        .order_by()
        .values("to__code", to_label=label("to"))
        .annotate(
            n=Count("pk", filter=unanswered),
            oldest=Min("asked_at", filter=unanswered),
            answered=Count("pk", filter=Q(state__in=ANSWERED)),
            declined=Count("pk", filter=Q(state=ReferralState.DECLINED)),
        )
    )
    yield from _silent([row for row in rows if row["n"]], days, at)
    if viewer.gives_tasks:
        yield from _answered(sum(row["answered"] for row in rows), sum(row["declined"] for row in rows))


def _silent(rows: list[dict[str, Any]], days: int, at: datetime) -> Iterator[Item]:
    if not rows:
        return
    total = sum(row["n"] for row in rows)
    worst = sorted(rows, key=lambda row: (-row["n"], row["to_label"]))
    age = _("terlama %(age)s") % {"age": timesince(min(row["oldest"] for row in rows), at)}
    if len(worst) == 1:
        sentence = _("Dirujuk ke %(agency)s, tanpa jawaban %(days)d hari: %(n)s rujukan") % {
            "agency": worst[0]["to_label"],
            "days": days,
            "n": number(total),
        }
        detail = age
    else:
        words = ngettext(
            "%(n)s rujukan tanpa jawaban %(days)d hari", "%(n)s rujukan tanpa jawaban %(days)d hari", total
        )
        sentence = words % {"n": number(total), "days": days}
        names = " · ".join(f"{row['to_label']} {number(row['n'])}" for row in worst[:NAMES])
        more = _(" · dan %(n)s instansi lain") % {"n": len(worst) - NAMES} if len(worst) > NAMES else ""
        detail = f"{names}{more} — {age}"
    yield Item(
        tone="high",
        count=total,
        sentence=sentence,
        detail=detail,
        url=f"{reverse('referrals')}?{urlencode([('tab', 'waiting'), ('age', days)])}",
        action=_("Tanyakan"),
    )


def _answered(total: int, declined: int) -> Iterator[Item]:
    if not total:
        return
    yield Item(
        tone="medium" if declined else "low",
        count=total,
        sentence=ngettext(
            "%(n)s rujukan sudah dijawab dan dapat ditutup", "%(n)s rujukan sudah dijawab dan dapat ditutup", total
        )
        % {"n": number(total)},
        detail=_("%(declined)s ditolak instansi") % {"declined": number(declined)},
        url=f"{reverse('referrals')}?tab=answered",
        action=_("Tinjau"),
    )


def asked(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell a liaison of the referrals that wait for its agency's answer."""
    if viewer.referrals is None or viewer.agency_id is None or viewer.gives_tasks:
        return
    counted = (
        viewer.referrals.to_agency(viewer.agency_id)
        .waiting()
        .aggregate(n=Count("pk"), soonest=Min("answer_by"), late=Count("pk", filter=Q(answer_by__lt=at)))
    )
    if not counted["n"]:
        return
    due = clock.local(counted["soonest"])
    late = _("%(n)s lewat batas") % {"n": number(counted["late"])} if counted["late"] else ""
    soonest = _("batas terdekat %(due)s") % {"due": f"{date_format(due, 'j M H.i')} WIB"}
    yield Item(
        tone="high" if counted["late"] else "medium",
        count=counted["n"],
        sentence=ngettext(
            "%(n)s rujukan menunggu jawaban instansi Anda",
            "%(n)s rujukan menunggu jawaban instansi Anda",
            counted["n"],
        )
        % {"n": number(counted["n"])},
        detail=" · ".join(part for part in (late, soonest) if part),
        url=f"{reverse('referrals')}?tab=waiting&to={viewer.agency_code}",
        action=_("Jawab"),
    )

"""Lines of "Perlu perhatian" about risks: nobody answers for them, nobody verified them, they stand still."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.attention_words import Item, by_kind, first, number, sums
from desk.coordination.querysets import unattended
from desk.home import Viewer
from risks import policy
from risks.models import Flag
from risks.querysets import review_due, stale


def unattended_risks(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of critical and high risks that nobody answers for."""
    if not viewer.gives_tasks:
        return
    rows = unattended(viewer.election_id, viewer.place).order_by().values("kind", "severity").annotate(n=Count("pk"))
    counted = list(rows)
    total = sum(row["n"] for row in counted)
    if not total:
        return
    critical = sum(row["n"] for row in counted if row["severity"] == "critical")
    yield Item(
        tone="critical" if critical else "high",
        count=total,
        sentence=ngettext(
            "%(n)s risiko kritis atau tinggi tanpa penanggung jawab dan tanpa tugas",
            "%(n)s risiko kritis atau tinggi tanpa penanggung jawab dan tanpa tugas",
            total,
        )
        % {"n": number(total)},
        detail=by_kind(sums(counted, "kind")),
        url=reverse("tasks-unattended"),
        action=_("Beri tugas"),
    )


def waiting(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of reports that wait for somebody to verify them."""
    if not viewer.judges:
        return
    # Who judges is told of their own remit, which their inbox shows; who only watches over it, of everything.
    flags = Flag.objects.of(viewer.election_id)
    rows = (
        (flags.readable(viewer.place, viewer.person_id) if viewer.inbox is None else flags.within(viewer.inbox))
        .waiting()
        .order_by()
        .values("kind")
        .annotate(n=Count("pk"), oldest=Min("reported_at"))
    )
    counted = list(rows)
    total = sum(row["n"] for row in counted)
    if not total:
        return
    moments = [row["oldest"] for row in counted if row["oldest"]]
    detail = by_kind(sums(counted, "kind"))
    if moments:
        detail += " · " + _("tertua %(age)s") % {"age": timesince(min(moments), at)}
    yield Item(
        tone="medium",
        count=total,
        sentence=ngettext("%(n)s risiko menunggu verifikasi", "%(n)s risiko menunggu verifikasi", total)
        % {"n": number(total)},
        detail=detail,
        url=reverse("risks-inbox") if viewer.inbox is not None else f"{first('risks')}?status=reported",
        action=_("Periksa"),
    )


def standing_still(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of risks that have stood in their status for too long, and of those whose day of review has come."""
    if not viewer.judges:
        return
    still, due = stale(policy.limits().moments(at)), review_due(clock.local(at).date())
    counted = (
        Flag.objects.of(viewer.election_id)
        .readable(viewer.place, viewer.person_id)
        .open()
        .aggregate(
            stale=Count("pk", filter=still),
            oldest=Min(Coalesce("since", "verified_at", "reported_at"), filter=still),
            due=Count("pk", filter=due),
            first=Min("review_on", filter=due),
        )
    )
    if counted["stale"]:
        sentence = ngettext(
            "%(n)s risiko terlalu lama tanpa langkah", "%(n)s risiko terlalu lama tanpa langkah", counted["stale"]
        )
        yield Item(
            tone="high",
            count=counted["stale"],
            sentence=sentence % {"n": number(counted["stale"])},
            detail=_("terlama %(age)s dalam statusnya") % {"age": timesince(counted["oldest"], at)},
            url=f"{first('risks')}?care=stale",
            action=_("Periksa"),
        )
    if counted["due"]:
        sentence = ngettext(
            "%(n)s risiko sudah waktunya ditinjau", "%(n)s risiko sudah waktunya ditinjau", counted["due"]
        )
        yield Item(
            tone="medium",
            count=counted["due"],
            sentence=sentence % {"n": number(counted["due"])},
            detail=_("paling awal %(day)s") % {"day": date_format(counted["first"], "j F Y")},
            url=f"{first('risks')}?care=review",
            action=_("Tinjau"),
        )

"""Lines of "Perlu perhatian" about reminders that reached nobody on their step, and mail that has waited long."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.attention_words import Item, number
from desk.coordination.models import Reminder
from desk.coordination.reminders.kinds import Fate
from desk.home import Viewer
from desk.post.models import Delivery

LOOK_BACK = timedelta(days=7)
PATIENCE = timedelta(hours=1)


def holes(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of reminders whose step has nobody who can be reached."""
    if not viewer.gives_tasks:
        return
    counted = Reminder.objects.fallen(at - LOOK_BACK).aggregate(n=Count("pk"), lost=Count("pk", Q(fate=Fate.LOST)))
    if not counted["n"]:
        return
    yield Item(
        tone="high" if counted["lost"] else "medium",
        count=counted["n"],
        sentence=ngettext(
            "%(n)s pengingat tidak sampai pada orang di langkahnya",
            "%(n)s pengingat tidak sampai pada orang di langkahnya",
            counted["n"],
        )
        % {"n": number(counted["n"])},
        detail=_("%(passed)s dialihkan ke langkah berikutnya · %(lost)s belum didengar siapa pun")
        % {"passed": number(counted["n"] - counted["lost"]), "lost": number(counted["lost"])},
        url=f"{reverse('reminders')}?fate=passed&fate=lost&days={LOOK_BACK.days}",
        action=_("Perbaiki"),
    )


def waiting_mail(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of mail that has not gone out for an hour: the relay is down, and all of it is kept."""
    if not (viewer.gives_tasks or viewer.drafts or viewer.authorises):
        return
    counted = Delivery.objects.waiting_since(at - PATIENCE).aggregate(n=Count("pk"), first=Min("mail__created_at"))
    if not counted["n"]:
        return
    yield Item(
        tone="high",
        count=counted["n"],
        sentence=ngettext("%(n)s surel belum dapat dikirim", "%(n)s surel belum dapat dikirim", counted["n"])
        % {"n": number(counted["n"])},
        detail=_("yang terlama menunggu %(age)s; semuanya tersimpan dan dikirim satu kali begitu server surel kembali")
        % {"age": timesince(counted["first"], at)},
        url=f"{reverse('deliveries')}?state=waiting",
        action=_("Lihat"),
    )

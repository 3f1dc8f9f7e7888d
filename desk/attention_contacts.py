"""Beranda's line about duty contacts that end soon, for those who keep them."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.agencies.models import Contact
from desk.attention_words import Item, number
from desk.home import Viewer


def ending(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell how many contacts end soon; past their day nobody is shown them any more."""
    if not viewer.keeps_contacts:
        return
    rows = Contact.objects.ending(clock.local(at).date(), settings.DESK_CONTACT_WARN_DAYS)
    counted = rows.aggregate(n=Count("pk"), first=Min("valid_until"))
    if not counted["n"]:
        return
    sentence = ngettext("%(n)s kontak tugas segera berakhir", "%(n)s kontak tugas segera berakhir", counted["n"])
    yield Item(
        tone="low",
        count=counted["n"],
        sentence=sentence % {"n": number(counted["n"])},
        detail=_("paling awal %(day)s") % {"day": date_format(counted["first"], "j F Y")},
        url=f"{reverse('contacts')}?state=ending",
        action=_("Perbarui"),
    )

"""Which risks a person has chosen in a list of the register, for what is done to many of them at once."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.coordination.actions import Refused
from risks import filters
from risks.models import Flag
from risks.querysets import FlagQuerySet
from risks.scope import readable_flags, viewer_of
from tps.middleware import election_for


def chosen_flags(
    request: HttpRequest, user: User, *, most: int, among: Callable[[FlagQuerySet], FlagQuerySet] | None = None
) -> list[Flag]:
    """Give the ticked risks (`selected`, or `flags` joined by commas), or with `everything` all that the address finds.

    `among` narrows what "everything" means. Refused for none, for more than `most`, and for filters nobody knows.
    """
    election = election_for(request)
    readable = readable_flags(user).of(election.pk if election else 0)
    sent = request.POST if request.method == "POST" else request.GET
    if sent.get("everything") == "1":
        wanted = filters.parse(request.GET, viewer_of(user, clock.now()))
        if wanted.unknown:
            raise Refused(_("Saringan pada alamat halaman tidak dikenal; muat ulang daftar, lalu pilih lagi."))
        readable = among(readable) if among else readable
        readable = filters.narrow(readable, wanted, election_id=election.pk if election else 0)
    else:
        given = [*sent.getlist("selected"), *sent.get("flags", "").split(",")]
        numbers = {int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 18}
        readable = readable.filter(pk__in=numbers)
    flags = list(readable.select_related("election", "station__region", "region").order_by("pk")[: most + 1])
    if not flags:
        raise Refused(_("Tidak ada risiko yang dipilih."))
    if len(flags) > most:
        raise Refused(
            _("Paling banyak %(most)d risiko sekali jalan; persempit saringannya. Tidak ada yang dibuat.")
            % {"most": most}
        )
    return flags

"""Which region a page of numbers is about: chosen by ?region=, from the province down to a district."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from desk.accounts.access import require
from desk.accounts.models import User
from tps import codes
from tps.kinds import Level
from tps.models import Region


@dataclass(frozen=True, slots=True)
class Chosen:
    """The region in force (None is everywhere), the way up to it and the regions just below."""

    region: Region | None
    above: list[Region]
    below: list[Region]

    @property
    def code(self) -> str:
        """Give the dotted code, "" for everywhere."""
        return self.region.pk if self.region else ""

    @property
    def name(self) -> str:
        """Give the region's name for headings."""
        return self.region.name if self.region else _("Semua wilayah")

    @property
    def depth(self) -> int:
        """Give how many characters the codes of the regions below have, 0 when none is offered."""
        return len(self.below[0].pk) if self.below else 0


def choose(request: HttpRequest, user: User) -> Chosen:
    """Read the region of the address; without one it is the person's own place, else the only province (≤ 2 queries).

    Raises Http404 with a sentence for a code that is none or unknown, 403 for a region outside what they may read.
    """
    place = user.reading_place
    require(place is not None)
    given = request.GET.get("region", "").replace("\0", "").strip()[:20]
    try:
        code = codes.dotted(given) if given else place or _province()
    except ValueError:
        raise Http404(_("“%(code)s” bukan kode wilayah.") % {"code": given}) from None
    require(not place or code == place or code.startswith(f"{place}."))
    chain = [*codes.ancestors(code), code] if code else []
    below = Q(parent=code) if code else Q(level=Level.PROVINCE)
    rows = list(Region.objects.filter(Q(pk__in=chain) | below).order_by("pk"))
    here = next((each for each in rows if each.pk == code), None)
    if code and here is None:
        raise Http404(_("Wilayah dengan kode %(code)s tidak ada.") % {"code": code})
    return Chosen(
        here,
        # Whoever reads one region only has no way up from it.
        [each for each in rows if each.pk in chain[:-1] and (not place or each.pk.startswith(place))],
        [each for each in rows if each.pk not in chain] if not here or here.level != Level.DISTRICT else [],
    )


def named(code: str) -> str:
    """Give the name of the region that a list is narrowed to, its code where there is no such region, "" for none."""
    return Region.objects.filter(pk=code).values_list("name", flat=True).first() or code if code else ""


def _province() -> str:
    found = list(Region.objects.filter(level=Level.PROVINCE).values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else ""

"""What a risk's page shows beside its own place: what was said of its duplicates, and where it lay before."""

from django.db.models import Q, QuerySet

from risks.models import Flag, Observation

DEEPEST = 20  # duplicates of duplicates; a longer chain is no chain that people make


def said_elsewhere(flag: Flag, *, narrow: bool, agency_id: int | None) -> QuerySet[Observation]:
    """Give the statements that led to a risk or to its duplicates and were made of another place, newest first.

    `narrow` hides the proposals of agencies other than the one given.
    """
    here = Q(station=flag.station_id) if flag.station_id else Q(region=flag.region_id)
    found = Observation.objects.filter(flag__in=[flag.pk, *_duplicates(flag)]).exclude(here, kind=flag.kind)
    if narrow:
        found = found.shown_to(agency_id)
    return found.select_related("source", "flag", "station__region", "region").order_by("-observed_at", "-pk")


def _duplicates(flag: Flag) -> set[int]:
    found: set[int] = set()
    newest = {flag.pk}
    for _step in range(DEEPEST):
        newest = set(Flag.objects.filter(duplicate_of__in=newest).values_list("pk", flat=True)) - found - {flag.pk}
        if not newest:
            break
        found |= newest
    return found

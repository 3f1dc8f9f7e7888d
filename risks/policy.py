"""The desk's settings for risks, as the plain values that the pure rules take."""

from django.conf import settings

from risks.speaking import Rule


def speaking() -> Rule:
    """Give how the statement that speaks is chosen (DESK_SOURCE_PRECEDENCE, DESK_SIGHTING_HOURS)."""
    return Rule(
        precedence=tuple(each.lower() for each in settings.DESK_SOURCE_PRECEDENCE),
        sighting_hours=settings.DESK_SIGHTING_HOURS,
    )

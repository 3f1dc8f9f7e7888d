"""The desk's settings for risks, as the plain values that the pure rules take."""

from datetime import timedelta

from django.conf import settings

from risks.ageing import Limits
from risks.assessing import Thresholds
from risks.speaking import Rule


def speaking() -> Rule:
    """Give how the statement that speaks is chosen (DESK_SOURCE_PRECEDENCE, DESK_SIGHTING_HOURS)."""
    return Rule(
        precedence=tuple(each.lower() for each in settings.DESK_SOURCE_PRECEDENCE),
        sighting_hours=settings.DESK_SIGHTING_HOURS,
    )


def matrix() -> Thresholds:
    """Give the thresholds of likelihood times impact (DESK_MATRIX_MEDIUM, _HIGH, _CRITICAL)."""
    return Thresholds(settings.DESK_MATRIX_MEDIUM, settings.DESK_MATRIX_HIGH, settings.DESK_MATRIX_CRITICAL)


def limits() -> Limits:
    """Give the hours after which a risk that stands still is stale (DESK_STALE_REPORTED, _VERIFIED, _MITIGATING)."""
    return Limits(settings.DESK_STALE_REPORTED, settings.DESK_STALE_VERIFIED, settings.DESK_STALE_MITIGATING)


def undo_time() -> timedelta:
    """Give for how long an action on many risks can be taken back (DESK_UNDO_MINUTES)."""
    return timedelta(minutes=settings.DESK_UNDO_MINUTES)

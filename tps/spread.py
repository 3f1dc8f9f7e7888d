"""Where a station without a position is drawn: near its district's centre, always at the same place. Pure."""

import math
from collections.abc import Callable

from tps.cells import cell

RADIUS_KM = 2.0
_KM_OF_A_DEGREE = 111.32
_GOLDEN = 0.6180339887498949
# Knuth's multiplier: neighbouring codes land far from one another.
_MULTIPLIER = 2654435761
_MASK = (1 << 32) - 1


def around(latitude: float, longitude: float) -> Callable[[str], tuple[float, float, int]]:
    """Give a function from a 13-digit station code to the (latitude, longitude, cell) at which it is drawn.

    The centre is in degrees WGS 84; the place lies within RADIUS_KM of it and depends on code and centre only.
    """
    radius = RADIUS_KM / _KM_OF_A_DEGREE
    widen = 1 / math.cos(math.radians(latitude))

    def drawn(code: str) -> tuple[float, float, int]:
        number = int(code)
        reach = math.sqrt((number * _MULTIPLIER & _MASK) / _MASK) * radius
        angle = number * _GOLDEN % 1.0 * math.tau
        north = round(latitude + reach * math.sin(angle), 6)
        east = round(longitude + reach * math.cos(angle) * widen, 6)
        return north, east, cell(north, east)

    return drawn

"""Boxes of the map and the grid squares in them: pure arithmetic on degrees WGS 84 and Morton cells."""

import math
from dataclasses import dataclass

from tps.cells import BITS, encode, grid

CELL_BITS_PER_ZOOM = 2  # squares of 64 pixels: a tile of 256 is four of them wide
ROOM = 4  # squares tried for each feature allowed, because most of a box is sea or forest


@dataclass(frozen=True, slots=True)
class Box:
    """A box on the map, edges in degrees, both edges belong to it."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> "Box":
        """Read "west,south,east,north"; ValueError for anything that is not a box on the globe."""
        west, south, east, north = (float(part) for part in text.split(","))
        if not all(math.isfinite(edge) for edge in (west, south, east, north)):
            raise ValueError(text)
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError(text)
        return cls(west, south, east, north)

    def common(self, other: "Box") -> "Box | None":
        """Give what lies in both, a line or a point too; None when they do not touch."""
        west, south = max(self.west, other.west), max(self.south, other.south)
        east, north = min(self.east, other.east), min(self.north, other.north)
        return Box(west, south, east, north) if west <= east and south <= north else None

    def squares(self, bits: int) -> int:
        """Count the squares of a grid of 2**bits an axis that touch the box."""
        left, top = grid(self.north, self.west, bits)
        right, bottom = grid(self.south, self.east, bits)
        return (right - left + 1) * (bottom - top + 1)


def bits_for(box: Box, zoom: int, most: int) -> int:
    """Give the grid for a zoom: squares of 64 pixels, coarser where the box holds far too many of them."""
    bits = min(BITS, zoom + CELL_BITS_PER_ZOOM)
    while bits > 0 and box.squares(bits) > most * ROOM:
        bits -= 1
    return bits


def ranges(box: Box) -> list[tuple[int, int]]:
    """Give at most four ranges of cells that together hold the box (and more: edges are checked in degrees)."""
    bits = BITS
    while bits > 0:
        left, top = grid(box.north, box.west, bits)
        right, bottom = grid(box.south, box.east, bits)
        if right - left <= 1 and bottom - top <= 1:
            break
        bits -= 1
    else:
        return [(0, (1 << 2 * BITS) - 1)]
    shift = 2 * (BITS - bits)
    quads = sorted({encode(column, row) for column in {left, right} for row in {top, bottom}})
    found: list[tuple[int, int]] = []
    for quad in quads:
        low, high = quad << shift, ((quad + 1) << shift) - 1
        if found and found[-1][1] + 1 == low:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found

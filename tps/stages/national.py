"""The days of the national calendar that are public facts; everything else an operator writes down from the law."""

from datetime import date
from typing import NamedTuple


class Known(NamedTuple):
    """A stage whose days are known for sure."""

    name: str
    basis: str
    starts: date
    ends: date


# By polling day. Where only the last day of a stage is known, that day alone is written.
KNOWN: dict[date, tuple[Known, ...]] = {
    date(2024, 2, 14): (
        Known("Pemungutan suara", "PKPU 3/2022", date(2024, 2, 14), date(2024, 2, 14)),
        Known("Batas akhir rekapitulasi hasil", "PKPU 3/2022", date(2024, 3, 20), date(2024, 3, 20)),
    ),
    date(2024, 11, 27): (
        Known("Pemungutan suara", "PKPU 2/2024", date(2024, 11, 27), date(2024, 11, 27)),
        Known("Batas akhir rekapitulasi hasil", "PKPU 2/2024", date(2024, 12, 16), date(2024, 12, 16)),
    ),
}

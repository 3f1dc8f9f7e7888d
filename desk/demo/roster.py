"""The simulated roster: how many stations each village has, their voters and where they stand. Pure."""

from collections import defaultdict
from dataclasses import dataclass

from desk.demo.draw import fraction, share_out
from desk.demo.places import station_places, village_centres
from tps import codes, reference

FIRST_SPECIAL = 901
# Their real numbers are part of the story and stay whatever the size of the demo.
KEPT = {"36.02.06.2001": 27, "36.04.08.2009": 8, "36.04.13.2009": 4}
LEAST, MOST = 50, 200_000


@dataclass(frozen=True, slots=True)
class Planned:
    """One station to be made; degrees WGS 84."""

    village: str
    number: int
    special: bool
    men: int
    women: int
    latitude: float
    longitude: float

    @property
    def code(self) -> str:
        """Give the 13-digit code."""
        return codes.station(self.village, self.number)


def plan(total: int) -> list[Planned]:
    """Plan so many stations: Pemilu 2024's own counts at 33.324, in proportion for any other number."""
    voters = _voters(total)
    keys: list[tuple[str, int, bool]] = []
    for village, (plain, special) in sorted(_villages(total).items()):
        keys += [(village, number, False) for number in range(1, plain + 1)]
        keys += [(village, FIRST_SPECIAL + index, True) for index in range(special)]
    places = station_places(((village, number) for village, number, _special in keys), village_centres())
    by_regency: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for village, number, _special in keys:
        by_regency[village[:5]].append((village, number))
    counted: dict[tuple[str, int], int] = {}
    for regency, stations in by_regency.items():
        weights = {key: 0.9 + 0.2 * fraction("voters", *key) for key in stations}
        counted |= share_out(voters[regency], weights)
    planned = []
    for village, number, special in keys:
        whole = counted[village, number]
        men = round(whole * (0.49 + 0.03 * fraction("men", village, number)))
        lat, lon = places[village, number]
        planned.append(Planned(village, number, special, men, whole - men, lat, lon))
    return planned


def _villages(total: int) -> dict[str, tuple[int, int]]:
    """Give plain and special stations of each village; regencies first, so that their sums are as real as can be."""
    whole = reference.province_count().tps_pemilu_2024
    real = {row.code: row for row in reference.village_stations()}
    regencies = share_out(total, {row.code: row.tps_pemilu_2024 for row in reference.station_counts()})
    found: dict[str, tuple[int, int]] = {}
    for regency, number in regencies.items():
        villages = {code: row for code, row in real.items() if code.startswith(regency)}
        kept = {code: KEPT[code] for code in villages if code in KEPT}
        if sum(kept.values()) > number:
            kept = {}
        rest = {code: float(row.stations) for code, row in villages.items() if code not in kept}
        for code, count in (share_out(number - sum(kept.values()), rest) | kept).items():
            special = min(round(villages[code].special * total / whole), 9, count)
            found[code] = (count - special, special)
    return found


def _voters(total: int) -> dict[str, int]:
    whole = reference.province_count()
    share = total / whole.tps_pemilu_2024
    return {row.code: round(row.voters_pemilu_2024 * share) for row in reference.station_counts()}

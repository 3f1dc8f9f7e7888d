"""Regions and stations made up for measuring: Banten as it is, 37 other provinces in its likeness. Pure.

Outside Banten only the codes of the provinces are real; everything below, every position and every number of
stations is simulated, and always the same.
"""

import math
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.bench.kit import PROVINCE
from tps import codes, reference

BANTEN = "36"
# Code, name, latitude and longitude of a middle in degrees, regencies, districts, villages, weight in stations.
PROVINCES = (
    ("11", "Aceh", 4.2, 96.9, 23, 290, 6500, 16046),
    ("12", "Sumatera Utara", 2.2, 99.1, 33, 455, 6110, 45875),
    ("13", "Sumatera Barat", -0.8, 100.5, 19, 179, 1265, 17569),
    ("14", "Riau", 0.5, 101.8, 12, 172, 1862, 19366),
    ("15", "Jambi", -1.6, 102.8, 11, 144, 1562, 11160),
    ("16", "Sumatera Selatan", -3.2, 104.2, 17, 241, 3249, 25985),
    ("17", "Bengkulu", -3.6, 102.4, 10, 129, 1513, 6219),
    ("18", "Lampung", -4.9, 105.0, 15, 229, 2651, 25825),
    ("19", "Kepulauan Bangka Belitung", -2.5, 106.4, 7, 47, 393, 4100),
    ("21", "Kepulauan Riau", 1.0, 104.4, 7, 80, 419, 5914),
    ("31", "Daerah Khusus Ibukota Jakarta", -6.2, 106.83, 6, 44, 267, 30766),
    ("32", "Jawa Barat", -6.9, 107.6, 27, 627, 5957, 140457),
    ("33", "Jawa Tengah", -7.2, 110.0, 35, 576, 8563, 117299),
    ("34", "Daerah Istimewa Yogyakarta", -7.9, 110.4, 5, 78, 438, 11932),
    ("35", "Jawa Timur", -7.7, 112.6, 38, 666, 8494, 120666),
    ("51", "Bali", -8.4, 115.1, 9, 57, 716, 12809),
    ("52", "Nusa Tenggara Barat", -8.6, 117.2, 10, 117, 1166, 16243),
    ("53", "Nusa Tenggara Timur", -9.2, 122.4, 22, 315, 3442, 16746),
    ("61", "Kalimantan Barat", 0.0, 110.6, 14, 174, 2145, 17626),
    ("62", "Kalimantan Tengah", -1.6, 113.4, 14, 136, 1571, 7930),
    ("63", "Kalimantan Selatan", -3.0, 115.4, 13, 156, 2016, 13584),
    ("64", "Kalimantan Timur", 0.4, 116.4, 10, 105, 1038, 11441),
    ("65", "Kalimantan Utara", 3.0, 116.2, 5, 55, 482, 2300),
    ("71", "Sulawesi Utara", 1.2, 124.6, 15, 171, 1839, 8200),
    ("72", "Sulawesi Tengah", -1.2, 121.0, 13, 175, 2017, 9462),
    ("73", "Sulawesi Selatan", -4.2, 120.0, 24, 313, 3059, 26357),
    ("74", "Sulawesi Tenggara", -4.1, 122.3, 17, 222, 2291, 8299),
    ("75", "Gorontalo", 0.6, 122.4, 6, 77, 729, 3600),
    ("76", "Sulawesi Barat", -2.5, 119.3, 6, 69, 648, 4136),
    ("81", "Maluku", -3.3, 128.9, 11, 118, 1235, 5724),
    ("82", "Maluku Utara", 0.8, 127.7, 10, 118, 1185, 4200),
    ("91", "Papua", -2.5, 139.6, 9, 105, 999, 3100),
    ("92", "Papua Barat", -2.0, 133.5, 7, 91, 824, 1900),
    ("93", "Papua Selatan", -7.0, 139.5, 4, 82, 690, 1800),
    ("94", "Papua Tengah", -3.7, 136.4, 8, 131, 1208, 3900),
    ("95", "Papua Pegunungan", -4.1, 139.0, 8, 252, 2627, 5600),
    ("96", "Papua Barat Daya", -1.0, 132.0, 6, 132, 1013, 2000),
)  # fmt: skip


class Village(NamedTuple):
    """A village with its simulated middle in degrees WGS 84 and its number of stations."""

    code: str
    name: str
    stations: int
    special: int
    latitude: float
    longitude: float


class Made(NamedTuple):
    """Regions (code, name, level, parent, latitude, longitude) beside Banten's, and all villages."""

    regions: list[tuple[str, str, str, str | None, float | None, float | None]]
    villages: list[Village]


@cache
def made(size: int) -> Made:
    """Make up the country for a number of stations; up to Banten's own it is a part of Banten."""
    villages = _banten()
    if size <= PROVINCE:
        return Made([], _cut(villages, size))
    others, found = _others(size - PROVINCE)
    return Made(others, villages + found)


def write_roster(path: Path, size: int = PROVINCE) -> int:
    """Write a roster in KPU's shape, which is the villages' stations one by one; gives the number of rows."""
    country = made(size)
    names = {row.code: row.name for row in reference.regions()} | {each[0]: each[1] for each in country.regions}
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write("kode_tps,kode_kab,nama_kab,kode_kec,nama_kec,kode_desa,nama_desa,no_tps,tps_khusus\r\n")
        for village in country.villages:
            regency, district, plain = village.code[:5], village.code[:8], codes.plain(village.code)
            places = [codes.plain(regency), names[regency], codes.plain(district), names[district], plain]
            middle = ",".join([*places, village.name])
            lines = [
                f"{plain}{number:03d},{middle},{number:03d},{int(number > 900)}\r\n" for number in numbers(village)
            ]
            file.write("".join(lines))
            count += len(lines)
    return count


def numbers(village: Village) -> list[int]:
    """Give the numbers of a village's stations, special ones from 901."""
    return [*range(1, village.stations - village.special + 1), *range(901, 901 + village.special)]


def _banten() -> list[Village]:
    centres = {row.code: row for row in reference.district_centres()}
    names = {row.code: row.name for row in reference.regions()}
    rnd = random.Random(2024)
    found = []
    for row in reference.village_stations():
        centre = centres[row.code[:8]]
        north, east = rnd.gauss(centre.latitude, 0.02), rnd.gauss(centre.longitude, 0.02)
        found.append(Village(row.code, names[row.code], row.stations, row.special, north, east))
    return found


def _cut(villages: list[Village], size: int) -> list[Village]:
    kept: list[Village] = []
    for village in villages:
        if size <= 0:
            break
        kept.append(village if size >= village.stations else village._replace(stations=size, special=0))
        size -= village.stations
    return kept


def _others(size: int) -> tuple[list[tuple[str, str, str, str | None, float | None, float | None]], list[Village]]:
    rnd = random.Random(2029)
    regions: list[tuple[str, str, str, str | None, float | None, float | None]] = []
    villages: list[Village] = []
    weights = sum(row[7] for row in PROVINCES)
    left = size
    for place, (code, name, north, east, regencies, districts, count, weight) in enumerate(PROVINCES):
        share = left if place == len(PROVINCES) - 1 else max(count, round(size * weight / weights))
        left -= share
        regions.append((code, name, "province", None, None, None))
        middles = []
        for number in range(regencies):
            regency = f"{code}.{number + 1:02d}"
            regions.append((regency, f"Kabupaten {name} {number + 1}", "regency", code, None, None))
            middles.append((regency, rnd.gauss(north, 0.7), rnd.gauss(east, 0.9)))
        places = []
        for number in range(districts):
            regency, y, x = middles[number % regencies]
            district = f"{regency}.{number // regencies + 1:02d}"
            y, x = rnd.gauss(y, 0.15), rnd.gauss(x, 0.15)
            regions.append((district, f"Kecamatan {number + 1} {name}", "district", regency, y, x))
            places.append((district, y, x))
        for number, stations in enumerate(_spread(share, count, rnd)):
            district, y, x = places[number % districts]
            village = f"{district}.{2001 + number // districts}"
            label = f"Desa {number + 1} {name}"
            regions.append((village, label, "village", district, None, None))
            villages.append(Village(village, label, stations, 0, rnd.gauss(y, 0.02), rnd.gauss(x, 0.02)))
    assert left == 0, left
    return regions, villages


def _spread(total: int, places: int, rnd: random.Random) -> Iterator[int]:
    """Give each place at least one, together exactly the total."""
    sizes = [math.exp(rnd.gauss(0, 0.7)) for _place in range(places)]
    whole, reached, given = sum(sizes), 0.0, 0
    for size in sizes:
        reached += size
        upto = round((total - places) * reached / whole)
        yield 1 + upto - given
        given = upto

"""The simulated ledger: which source says what about which station. Pure: plans in, statements out.

Where the counts are known they are the published ones (KPU Banten's 452 blank spots and 1.003 flood-prone stations,
Bawaslu's 554, the field check of KPU Pandeglang with 147); which stations they are is drawn, except in the places
that the published lists name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.demo.draw import fraction, pick
from desk.demo.places import ISLANDS
from desk.demo.roster import Planned
from risks.details import NOTHING, Details, Mode, Variable
from risks.kinds import Channel, Grade, Kind
from tps import reference

WHOLE = 33324
KANEKES = "36.02.06.2001"
KANEKES_BLANK = 15
# Districts by name within their regency, as the published lists name them.
REMOTE = {
    "36.02": ("Leuwidamar", "Muncang", "Bojongmanik", "Cibeber", "Sobang", "Lebakgedong", "Cirinten", "Panggarangan"),
    "36.01": ("Sumur", "Cimanggu", "Cibaliung", "Cikeusik", "Cigeulis"),
    "36.04": ("Padarincang", "Cinangka", "Mancak", "Gunungsari", "Ciomas"),
}
BLANK_KPU = {"36.02": 360, "36.01": 29, "36.04": 63}
BLANK_BAWASLU_MORE = {"36.02": 10, "36.01": 74, "36.04": 18}
BLANK_KPU_PANDEGLANG = 147
FLOOD_KPU = {
    "36.71": 388,
    "36.74": 168,
    "36.01": 147,
    "36.02": 97,
    "36.04": 70,
    "36.03": 67,
    "36.72": 47,
    "36.73": 19,
}
WET = {
    "36.71": ("Periuk", "Ciledug", "Karang Tengah", "Larangan", "Cibodas"),
    "36.74": ("Pondok Aren", "Ciputat", "Pamulang"),
    "36.01": ("Patia", "Panimbang", "Sukaresmi", "Pagelaran"),
    "36.02": ("Rangkasbitung", "Wanasalam", "Banjarsari"),
    "36.04": ("Kragilan", "Pontang", "Ciruas", "Tanara"),
    "36.03": ("Teluknaga", "Kosambi", "Pakuhaji"),
}
SOAKED = {"36.01": ("Patia",), "36.71": ("Periuk",), "36.74": ("Pondok Aren",)}
CONFLICT_BAWASLU = {"36.01": 26, "36.02": 12, "36.03": 20, "36.04": 14, "36.71": 12, "36.72": 4, "36.73": 8, "36.74": 6}
VERY_PRONE_POLICE = {"36.01": 10, "36.02": 5, "36.03": 6, "36.04": 5, "36.71": 4, "36.73": 3, "36.74": 3}
METRO = frozenset({"36.71", "36.74"})


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of one station (an index into the plan), so many days before the demo's day."""

    station: int
    kind: str
    source: str
    grade: str
    days: float
    channel: str = Channel.IMPORT
    note: str = ""
    details: Details = NOTHING


def statements(stations: Sequence[Planned]) -> list[Statement]:
    """Give all that was said, oldest lists first."""
    share = len(stations) / WHOLE
    where: dict[str, list[int]] = {}
    for index, station in enumerate(stations):
        if not station.special:
            where.setdefault(station.village[:5], []).append(index)
    return [
        *_blank(stations, where, share),
        *_flood(stations, where, share),
        *_conflict(where, share),
        *_ways(stations),
    ]


def _blank(stations: Sequence[Planned], where: dict[str, list[int]], share: float) -> Iterator[Statement]:
    kanekes = [index for index, station in enumerate(stations) if station.village == KANEKES]
    islands = [index for index, station in enumerate(stations) if station.village in ISLANDS]
    blank_here = set(kanekes[:KANEKES_BLANK]) | set(islands)
    others = set(kanekes) - blank_here
    listed: list[int] = []
    for regency, real in BLANK_KPU.items():
        first = sorted(index for index in blank_here if stations[index].village.startswith(regency))
        room = [index for index in _near(stations, where, regency, REMOTE) if index not in blank_here | others]
        listed += first + pick(room, round(real * share) - len(first), "blank", regency)
    for index in listed:
        yield Statement(index, Kind.BLANK_SPOT, "kpu", Grade.NONE, _days("kpu", index, 38, 45))
    for index in sorted(others):
        yield Statement(index, Kind.BLANK_SPOT, "kpu", Grade.GOOD, _days("kpu", index, 38, 45))
    # Bawaslu agrees on most, sees signal near some, and names others.
    for index in listed:
        drawn = fraction("bawaslu", index)
        if drawn < 0.09:
            yield Statement(
                index,
                Kind.BLANK_SPOT,
                "bawaslu",
                Grade.NEARBY,
                _days("bawaslu", index, 20, 27),
                note="Tidak sepenuhnya tanpa sinyal; ada sinyal sekitar 100 m dari TPS.",
                details=Details(metres=100, bearing=45 * int(8 * fraction("bearing", index))),
            )
        else:
            yield Statement(index, Kind.BLANK_SPOT, "bawaslu", Grade.NONE, _days("bawaslu", index, 20, 27))
    known = set(listed) | others
    for regency, more in BLANK_BAWASLU_MORE.items():
        room = [index for index in _near(stations, where, regency, REMOTE) if index not in known]
        for index in pick(room, round(more * share), "bawaslu", regency):
            grade = Grade.WEAK if fraction("weak", index) < 0.45 else Grade.NONE
            yield Statement(index, Kind.BLANK_SPOT, "bawaslu", grade, _days("bawaslu", index, 20, 27))
    for index in pick(_near(stations, where, "36.01", REMOTE), round(BLANK_KPU_PANDEGLANG * share), "bawaslu", "36.01"):
        grade = Grade.WEAK if fraction("field", index) < 0.5 else Grade.NONE
        yield Statement(
            index, Kind.BLANK_SPOT, "kpu-36-01", grade, _days("field", index, 6, 13), note="Hasil pengecekan lapangan."
        )


def _flood(stations: Sequence[Planned], where: dict[str, list[int]], share: float) -> Iterator[Statement]:
    soaked_codes = tuple(code for regency in SOAKED for code in _districts(regency, SOAKED))
    for regency, real in FLOOD_KPU.items():
        for index in pick(_near(stations, where, regency, WET), round(real * share), "flood", regency):
            yield Statement(index, Kind.FLOOD, "kpu", Grade.PRONE, _days("flood", index, 24, 33))
            drawn = fraction("bpbd", index)
            soaked = stations[index].village.startswith(soaked_codes)
            if drawn < (0.5 if soaked else 0.12):
                deep = fraction("depth", index)
                grade = Grade.DEPTH_150 if deep < 0.06 else Grade.DEPTH_70 if deep < 0.3 else Grade.DEPTH_10
                yield Statement(
                    index, Kind.FLOOD, "bpbd", grade, _days("bpbd", index, 0.02, 9), Channel.WHATSAPP, "Catatan posko."
                )
            elif drawn > 0.95:
                yield Statement(
                    index,
                    Kind.FLOOD,
                    "bpbd",
                    Grade.DRY,
                    _days("bpbd", index, 2, 15),
                    Channel.LETTER,
                    "Tanggul selesai.",
                )
    lebak = _near(stations, where, "36.02", WET)
    for index in pick(lebak, round(170 * share), "flood", "36.02"):
        yield Statement(index, Kind.FLOOD, "bpbd-36-02", Grade.PRONE, _days("bpbd-lebak", index, 10, 18))


def _conflict(where: dict[str, list[int]], share: float) -> Iterator[Statement]:
    for regency, real in CONFLICT_BAWASLU.items():
        for index in pick(where.get(regency, []), round(real * share), "conflict", regency):
            days, why = _days("rawan", index, 12, 19), Details(variables=_variables(index))
            yield Statement(index, Kind.CONFLICT, "bawaslu", Grade.TPS_RAWAN, days, details=why)
    for regency, real in VERY_PRONE_POLICE.items():
        police = "polda-metro" if regency in METRO else "polda-banten"
        for index in pick(where.get(regency, []), round(real * share), "conflict", regency):
            drawn = fraction("police", index)
            grade = Grade.VERY_RAWAN if drawn < 0.6 else Grade.RAWAN if drawn < 0.85 else Grade.LESS_PRONE
            yield Statement(index, Kind.CONFLICT, police, grade, _days("police", index, 3, 11), Channel.LETTER)


def _variables(index: int) -> tuple[str, ...]:
    """Give one to three of the variables of Bawaslu's list."""
    number = 1 + int(3 * fraction("variables", index))
    return tuple(sorted(sorted(Variable.values, key=lambda each: fraction("variable", index, each))[:number]))


def _ways(stations: Sequence[Planned]) -> Iterator[Statement]:
    for index, station in enumerate(stations):
        if station.village == "36.04.13.2009":
            note = "Sekitar tiga jam dengan perahu; gelombang tinggi menutup penyeberangan."
            yield Statement(
                index,
                Kind.ACCESS,
                "kpu-36-04",
                Grade.HARD,
                16,
                Channel.LETTER,
                note,
                Details(mode=Mode.BOAT, minutes=180),
            )
        elif station.village == KANEKES and station.number <= KANEKES_BLANK:
            note = "Sekitar satu setengah jam berjalan kaki; adat tidak mengizinkan kendaraan."
            on_foot = Details(mode=Mode.FOOT, minutes=90)
            yield Statement(index, Kind.ACCESS, "kpu-36-02", Grade.HARD, 17, Channel.LETTER, note, on_foot)


def _near(
    stations: Sequence[Planned], where: dict[str, list[int]], regency: str, named: dict[str, tuple[str, ...]]
) -> list[int]:
    """Give a regency's stations, those in the named districts only while these have room for the published count."""
    every = where.get(regency, [])
    districts = _districts(regency, named)
    near = [index for index in every if stations[index].village.startswith(districts)] if districts else []
    most = max(BLANK_KPU.get(regency, 0), FLOOD_KPU.get(regency, 0)) * len(stations) / WHOLE
    return near if len(near) >= 1.3 * most else every


def _districts(regency: str, named: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    names = named.get(regency, ())
    return tuple(row.code for row in reference.regions() if row.code[:5] == regency and row.name in names)


def _days(word: str, index: int, least: float, most: float) -> float:
    """Give how many days ago something was said; a list of one source comes within some days."""
    return least + (most - least) * fraction("days", word, index)

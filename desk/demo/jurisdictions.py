"""The demo's areas of agencies: what is publicly known stands as such, every other split is marked as simulated."""

from datetime import date
from typing import NamedTuple

from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.jurisdiction_kinds import Body
from desk.coordination.models import Jurisdiction
from desk.demo.scene import Scene

SINCE = date(2023, 1, 1)
REGENCIES = ("36.01", "36.02", "36.03", "36.04", "36.71", "36.72", "36.73", "36.74")
# Kecamatan of Kab. Tangerang that the demo gives to the two Polres of Polda Metro Jaya; the line is invented.
NORTH = ("36.03.13", "36.03.14", "36.03.15", "36.03.16", "36.03.30")
SOUTH = ("36.03.22", "36.03.23", "36.03.28")
KNOWN = "Wilayah administrasi"
DIVIDED = "Pembagian simulasi"


class Plan(NamedTuple):
    """An area: whose, of which kind, its name, what it covers and leaves out, and whether the split is invented."""

    agency: str
    kind: Body
    name: str
    includes: tuple[str, ...]
    excludes: tuple[str, ...] = ()
    simulated: bool = True


_B = Body
PLANS = (
    Plan("polda-banten", _B.POLDA, "Polda Banten", ("36",), ("36.71", "36.74", *NORTH, *SOUTH)),
    Plan("polda-metro", _B.POLDA, "Polda Metro Jaya di Banten", ("36.71", "36.74", *NORTH, *SOUTH)),
    Plan("polres-pandeglang", _B.POLRES, "Polres Pandeglang", ("36.01",)),
    Plan("polres-lebak", _B.POLRES, "Polres Lebak", ("36.02",)),
    Plan("polresta-tangerang", _B.POLRES, "Polresta Tangerang", ("36.03",), (*NORTH, *SOUTH)),
    Plan("polres-metro-tangerang-kota", _B.POLRES, "Polres Metro Tangerang Kota", ("36.71", *NORTH)),
    Plan("polres-tangerang-selatan", _B.POLRES, "Polres Tangerang Selatan", ("36.74", *SOUTH)),
    Plan("polres-serang", _B.POLRES, "Polres Serang", ("36.04",)),
    Plan("polres-cilegon", _B.POLRES, "Polres Cilegon", ("36.72",)),
    Plan("polresta-serang-kota", _B.POLRES, "Polresta Serang Kota", ("36.73",)),
    Plan("korem-064", _B.KOREM, "Korem 064/Maulana Yusuf", ("36.01", "36.02", "36.04", "36.72", "36.73")),
    Plan("korem-052", _B.KOREM, "Korem 052/Wijayakrama di Banten", ("36.03", "36.71", "36.74")),
    Plan("kodim-0601", _B.KODIM, "Kodim 0601/Pandeglang", ("36.01",)),
    Plan("kodim-0602", _B.KODIM, "Kodim 0602/Serang", ("36.04", "36.73")),
    Plan("kodim-0603", _B.KODIM, "Kodim 0603/Lebak", ("36.02",)),
    Plan("kodim-0623", _B.KODIM, "Kodim 0623/Cilegon", ("36.72",)),
    Plan("kodim-0506", _B.KODIM, "Kodim 0506/Tangerang", ("36.71", "36.74")),
    Plan("kodim-0510", _B.KODIM, "Kodim 0510/Tigaraksa", ("36.03",)),
    Plan("pemprov", _B.ZONE, "Zona Serang–Cilegon–Kota Serang", ("36.04", "36.72", "36.73"), (), False),
    Plan("pemprov", _B.ZONE, "Zona Pandeglang–Lebak", ("36.01", "36.02"), (), False),
    Plan("pemprov", _B.ZONE, "Zona Tangerang Raya", ("36.03", "36.71", "36.74"), (), False),
    Plan("kejati", _B.PROSECUTOR, "Kejaksaan Tinggi Banten", ("36",), (), False),
    Plan("pln", _B.ELECTRICITY, "PLN Banten", ("36",)),
    Plan("telkomsel", _B.TELCO, "Telkomsel", ("36",)),
    Plan("indosat", _B.TELCO, "Indosat Ooredoo Hutchison", ("36",)),
    Plan("xl", _B.TELCO, "XLSMART", ("36",)),
    Plan("dishub", _B.TRANSPORT, "Dishub Banten", ("36",), (), False),
)
# What follows the administrative map: one for the province and one for each regency and city.
ADMINISTRATIVE = (
    ("kpu", _B.ELECTION),
    ("bawaslu", _B.SUPERVISOR),
    ("diskominfo", _B.COMMUNICATION),
    ("bpbd", _B.DISASTER),
    ("pemda", _B.GOVERNMENT),
)


def plans(bodies: dict[str, Agency]) -> list[Plan]:
    """Give all areas of the demo."""
    found = list(PLANS)
    for code, kind in ADMINISTRATIVE:
        whole = "pemprov" if code == "pemda" else code
        found.append(Plan(whole, kind, bodies[whole].label, ("36",), (), False))
        for regency in REGENCIES:
            own = f"{code}-{regency.replace('.', '-')}"
            found.append(Plan(own, kind, bodies[own].label, (regency,), (), False))
    return found


def write_jurisdictions(scene: Scene) -> int:
    """Write the areas of the demo's agencies; gives how many."""
    with acting(None, "demo.seed"):
        made = Jurisdiction.objects.bulk_create(
            Jurisdiction(
                agency=scene.agencies[each.agency],
                kind=each.kind,
                name=each.name,
                includes=sorted(each.includes),
                excludes=sorted(each.excludes),
                basis=DIVIDED if each.simulated else KNOWN,
                simulated=each.simulated,
                valid_from=SINCE,
            )
            for each in plans(scene.agencies)
        )
    return len(made)

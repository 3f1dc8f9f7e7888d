"""Fills an empty desk with the simulated election of the demo: one transaction, the same rows for the same day."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.agencies import actions as agencies
from desk.agencies.models import Agency
from desk.context import acting
from desk.demo import ledger, papers
from desk.demo.claims import write_claims
from desk.demo.fallback import write_fallback
from desk.demo.grants import write_grants
from desk.demo.hazards import write_hazards
from desk.demo.jurisdictions import write_jurisdictions
from desk.demo.meetings import write_meetings
from desk.demo.people import make_people
from desk.demo.readiness import write_readiness
from desk.demo.referrals import write_referrals
from desk.demo.reminders import write_ladder
from desk.demo.risks import write_ledger, write_region_flag
from desk.demo.roster import LEAST, MOST, Planned, plan
from desk.demo.scene import Scene
from desk.demo.task_parts import write_task_parts
from desk.demo.tasks import write_tasks
from desk.map.actions import draw
from tps import codes, reference
from tps.kinds import ElectionKind, Level, PositionSource
from tps.models import Election, PollingStation, Race, Region, RegionAlias, Stage

CODE = "pemilu-simulasi"
NAME = "Pemilu simulasi"
DAYS_BEFORE = 9
# A quarter past midnight, so that "today" already has some reports in it.
HOUR = timedelta(minutes=15)
RACES = (
    ("ppwp", "Presiden dan Wakil Presiden"),
    ("dpr", "DPR RI"),
    ("dpd", "DPD RI"),
    ("dprd-prov", "DPRD Provinsi"),
    ("dprd-kab", "DPRD Kabupaten/Kota"),
)
# Name, first and last day counted from polling day, which older stage it replaces, and where alone it holds. Lengths
# only resemble the real calendar.
STAGES: tuple[tuple[str, int, int, str, str | None], ...] = (
    ("Pemutakhiran data pemilih", -400, -230, "", None),
    ("Kampanye", -78, -4, "", None),
    ("Masa tenang", -3, -1, "", None),
    ("Distribusi logistik ke TPS", -5, -1, "", None),
    ("Distribusi logistik ke TPS, perubahan", -6, -1, "Distribusi logistik ke TPS", None),
    ("Pemungutan dan penghitungan suara", 0, 1, "", None),
    ("Rekapitulasi hasil penghitungan suara", 1, 35, "", None),
    ("Rekapitulasi, jadwal khusus Kab. Serang", 1, 38, "Rekapitulasi hasil penghitungan suara", "36.04"),
)
LOCK = "desk.demo.seed"
Say = Callable[[str], None]


class Refused(Exception):
    """The demo may not be loaded here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was made."""

    election: str
    polling_date: str
    stations: int
    voters: int
    observations: int
    flags: int
    tasks: int
    briefings: int
    accounts: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Give the summary as plain values."""
        return asdict(self)


def already_there() -> bool:
    """Tell whether the demo's election stands here."""
    return Election.objects.filter(code=CODE, simulated=True).exists()


def refusal() -> str:
    """Say why the demo may not be loaded into this database, "" when it may: simulated and real never mix."""
    if (
        Election.objects.filter(simulated=False).exists()
        or PollingStation.objects.filter(election__simulated=False).exists()
    ):
        return _(
            "Basis data ini berisi pemilihan yang bukan simulasi. Data demo tidak dimuat dan tidak ada yang diubah; "
            "pakai basis data kosong."
        )
    if User.objects.filter(demo=False).exists():
        return _(
            "Basis data ini berisi akun yang bukan akun demo. Data demo tidak dimuat dan tidak ada yang diubah; "
            "pakai basis data kosong."
        )
    if already_there():
        return _("Data demo sudah ada di basis data ini. Untuk memulai lagi, kosongkan dahulu (make demo-reset).")
    return ""


def seed(day: date, number: int, say: Say) -> Summary:
    """Load the demo as it stands on a day, with so many stations; Refused where real data live."""
    if not LEAST <= number <= MOST:
        raise Refused(_("Jumlah TPS harus antara %(least)d dan %(most)d.") % {"least": LEAST, "most": MOST})
    started = time.monotonic()
    at = datetime.combine(day, datetime.min.time(), tzinfo=clock.zone()) + HOUR
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two that start at once: the second waits, then finds the demo there.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])
        reason = refusal()
        if reason:
            raise Refused(reason)
        with acting(None, "demo.seed"):
            say(_("Wilayah, instansi, dan akun"))
            scene = _scene(day, at)
            say(_("%(number)s TPS") % {"number": number})
            planned = sorted(plan(number), key=lambda each: (each.village, each.number))
            stations = _stations(scene.election, planned)
            _look("tps_region, tps_pollingstation")
            say(_("Pernyataan dan risiko"))
            flags, observations = write_ledger(scene, planned, stations, ledger.statements(planned))
            flags.append(write_region_flag(scene))
            write_claims(scene)
            write_jurisdictions(scene)
            write_readiness(scene)
            write_ladder(scene)
            write_grants(scene)
            papers.write_settings(scene)
            write_fallback(scene)
        _look()
        # From here on each row has its own author. The papers show the map's areas, so these are drawn first.
        draw(scene.election.pk, at=at, report=lambda _done, _total: None)
        write_hazards(scene)
        say(_("Tugas dan laporan"))
        tasks = write_tasks(scene, flags)
        write_task_parts(scene)
        write_referrals(scene, flags)
        tasks += write_meetings(scene)
        issued = papers.write_briefings(scene)
    _look()
    return Summary(
        election=CODE,
        polling_date=scene.election.polling_date.isoformat(),
        stations=len(planned),
        voters=sum(each.men + each.women for each in planned),
        observations=observations + 1,
        flags=len(flags),
        tasks=tasks,
        briefings=issued,
        accounts=len(scene.people),
        seconds=round(time.monotonic() - started, 2),
    )


def _look(tables: str = "") -> None:
    """Show the planner the rows: it guesses badly until then, and worse with the few rows of another day in mind.

    With the figures of a database that held one risk, lists of the demo's papers took eight seconds each.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def _scene(day: date, at: datetime) -> Scene:
    _regions()
    agencies.load_reference(actor=None, at=at)
    bodies = {agency.code: agency for agency in Agency.objects.all()}
    return Scene(_election(day), at, bodies, make_people(bodies))


def _regions() -> None:
    """Bring in the regions that a flushed or fresh database lacks."""
    centres = {row.code: (row.latitude, row.longitude) for row in reference.district_centres()}
    for level in codes.LEVELS:
        rows = [row for row in reference.regions() if row.level == level]
        Region.objects.bulk_create(
            [
                Region(
                    code=row.code,
                    name=row.name,
                    level=row.level,
                    parent_id=codes.parent(row.code),
                    latitude=centres.get(row.code, (None, None))[0],
                    longitude=centres.get(row.code, (None, None))[1],
                )
                for row in rows
            ],
            batch_size=1000,
            ignore_conflicts=True,
        )
    RegionAlias.objects.bulk_create(
        [
            RegionAlias(
                old_code=row.old_code,
                region_id=row.new_code,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                source=row.source,
            )
            for row in reference.crosswalk()
        ],
        ignore_conflicts=True,
    )


def _election(day: date) -> Election:
    polling = day + timedelta(days=DAYS_BEFORE)
    election = Election.objects.create(
        code=CODE, name=NAME, kind=ElectionKind.GENERAL, polling_date=polling, current=True, simulated=True
    )
    for order, (code, name) in enumerate(RACES, 1):
        Race.objects.create(election=election, code=code, name=name, order=order)
    made: dict[str, Stage] = {}
    for name, first, last, older, place in STAGES:
        made[name] = Stage.objects.create(
            election=election,
            name=name,
            legal_basis="Simulasi",
            starts_on=polling + timedelta(days=first),
            ends_on=polling + timedelta(days=last),
            level=Level.REGENCY if place else Level.PROVINCE,
            region_id=place,
            supersedes=made.get(older),
        )
    return election


def _stations(election: Election, planned: Sequence[Planned]) -> list[PollingStation]:
    return PollingStation.objects.bulk_create(
        [
            PollingStation(
                election=election,
                region_id=each.village,
                number=each.number,
                code=each.code,
                special=each.special,
                voters=each.men + each.women,
                voters_male=each.men,
                voters_female=each.women,
                latitude=each.latitude,
                longitude=each.longitude,
                position_source=PositionSource.SIMULATED,
            )
            for each in planned
        ],
        batch_size=2000,
    )

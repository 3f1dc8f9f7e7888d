"""The simulated paper: letterhead, recipients, schedules, and two briefings of past weeks."""

from datetime import timedelta

from desk import clock
from desk.agencies.models import Agency
from desk.briefings import actions as briefings
from desk.briefings.kinds import Edition
from desk.briefings.models import Recipient, Schedule
from desk.demo.people import HOST
from desk.demo.scene import Scene
from desk.paper.models import Letterhead
from desk.post.kinds import Copy

# Agency, weekday (ISO), hour in the province's zone. Late on Sundays: the drafts lie ready on Monday morning.
SCHEDULES = (("kpu", 7, 20), ("bawaslu", 7, 20), ("forkopimda", 7, 21), ("diskominfo", 7, 21), ("bpbd", 7, 21))
PAST = (("kpu", 2), ("forkopimda", 1))


def write_settings(scene: Scene) -> None:
    """Write the letterhead, and for each agency with a schedule its recipients."""
    Letterhead.objects.create(
        region_code="36",
        government="PEMERINTAH PROVINSI BANTEN",
        office="DESK PEMILU (SIMULASI)",
        address="Kawasan Pusat Pemerintahan Provinsi Banten, Kota Serang",
        city="Serang",
        signatory_position="Sekretaris Daerah selaku Ketua Desk Pemilu",
        copies_to="Gubernur Banten\nKetua Bawaslu Provinsi Banten",
    )
    for code, weekday, hour in SCHEDULES:
        agency = scene.agencies[code]
        Recipient.objects.create(agency=agency, address=f"{code}@{HOST}", role="Sekretariat", line=Copy.TO)
        Recipient.objects.create(agency=agency, address=f"arsip.{code}@{HOST}", role="Arsip", line=Copy.CC)
        Schedule.objects.create(agency=agency, edition=Edition.WEEKLY, weekday=weekday, hour=hour)


def write_briefings(scene: Scene) -> int:
    """Issue the briefings of past weeks the ordinary way; gives how many."""
    for code, weeks in PAST:
        _issue(scene, scene.agencies[code], weeks)
    return len(PAST)


def _issue(scene: Scene, agency: Agency, weeks: int) -> None:
    week = clock.week_of(scene.at - timedelta(weeks=weeks))
    drafted, authorised, issued = (week.end + timedelta(hours=hours) for hours in (6, 8, 8.1))
    briefing, _made = briefings.draft(
        agency,
        scene.election,
        edition=Edition.WEEKLY,
        period=week.name,
        actor=scene.people["operator.banten"],
        at=min(drafted, scene.at),
        as_of=week.end,
    )
    briefings.authorise(briefing, actor=scene.people["pejabat"], at=min(authorised, scene.at))
    briefings.issue(briefing.pk, at=min(issued, scene.at))

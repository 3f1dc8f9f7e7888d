"""The simulated paper: letterhead, recipients, schedules, and briefings of past weeks."""

from datetime import timedelta

from desk import clock
from desk.agencies.models import Agency
from desk.briefings import actions as briefings
from desk.briefings.kinds import Confidence, Edition
from desk.briefings.models import Handling, Recipient, Schedule
from desk.briefings.reading import Shared
from desk.briefings.reviewing.actions import judge
from desk.demo.people import HOST
from desk.demo.scene import Scene
from desk.paper.models import Letterhead
from desk.post.kinds import Copy
from desk.post.links.actions import note_opening
from desk.post.models import SecureLink

# Agency, weekday (ISO), hour in the province's zone. Late on Sundays: the drafts lie ready on Monday morning.
SCHEDULES = (("kpu", 7, 20), ("bawaslu", 7, 20), ("forkopimda", 7, 21), ("diskominfo", 7, 21), ("bpbd", 7, 21))
# Two for KPU, so that there is something to compare; Bawaslu's goes by secure link.
PAST = (("kpu", 2), ("kpu", 1), ("forkopimda", 1), ("bawaslu", 1))


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
        opening="Bersama ini disampaikan laporan keadaan Desk Pemilu sebagai berikut.",
        closing="Demikian laporan ini disampaikan untuk menjadi bahan tindak lanjut.",
    )
    for code, weekday, hour in SCHEDULES:
        agency = scene.agencies[code]
        Recipient.objects.create(agency=agency, address=f"{code}@{HOST}", role="Sekretariat", line=Copy.TO)
        Recipient.objects.create(agency=agency, address=f"arsip.{code}@{HOST}", role="Arsip", line=Copy.CC)
        Schedule.objects.create(agency=agency, edition=Edition.WEEKLY, weekday=weekday, hour=hour)
    Handling.objects.create(agency=scene.agencies["kpu"], authorise_hours=12, escalate_hours=12)
    Handling.objects.create(agency=scene.agencies["bawaslu"], authorise_hours=12, by_link=True, link_days=14)


def write_briefings(scene: Scene) -> int:
    """Issue the briefings of past weeks the ordinary way; gives how many."""
    read: dict[int, Shared] = {}
    for code, weeks in PAST:
        _issue(scene, scene.agencies[code], weeks, read.setdefault(weeks, Shared()))
    _open_link(scene)
    return len(PAST)


def _open_link(scene: Scene) -> None:
    """Let one recipient have taken the file by the secure link, and the other not."""
    link = SecureLink.objects.select_related("delivery__document").filter(delivery__line=Copy.TO).first()
    if link and link.delivery.document:
        note_opening(link, link.delivery.document.filename, at=scene.at - timedelta(hours=2))


def _issue(scene: Scene, agency: Agency, weeks: int, shared: Shared) -> None:
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
        shared=shared,
    )
    judge(
        briefing,
        confidence=Confidence.MEDIUM,
        note="Simulasi: dua sumber memeriksa lapangan, satu belum.",
        actor=scene.people["operator.banten"],
    )
    briefings.authorise(briefing, actor=scene.people["pejabat"], at=min(authorised, scene.at))
    briefings.issue(briefing.pk, at=min(issued, scene.at))

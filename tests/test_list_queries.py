"""Every list page asks the database as often for 500 rows as for ten, and at most twelve times."""

import uuid
from datetime import timedelta
from itertools import islice

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.agencies.models import Agency
from desk.briefings.models import Briefing
from desk.coordination.models import LadderStep, Meeting, ReadinessStatement, Referral, Reminder, ReminderTo, Task
from desk.coordination.readiness.reference import shipped
from desk.files.actions import keep
from desk.post.models import Delivery, Message
from desk.recap.actions.recounting import recount
from desk.recap.models import CourierLeg, FallbackPlan, FormSighting, Relocation
from desk.work.models import Job
from risks.models import Flag, ListImport, Observation
from tests import builders
from tps import codes
from tps.models import Election, PollingStation, Region, RosterImport

MOST = 12
# What every request asks for before any page: the session, the person, the election.
SIGN_IN = ("django_session", "accounts_user", "tps_election")
FEW, MANY = 10, 500
VILLAGE = "36.02.06.2001"

pytestmark = pytest.mark.django_db


def stations(admin, election, start, end):
    PollingStation.objects.bulk_create(
        PollingStation(
            election=election, region_id=VILLAGE, number=number, code=codes.station(VILLAGE, number), voters=200
        )
        for number in range(start + 1, end + 1)
    )


def risks(admin, election, start, end):
    stations(admin, election, start, end)
    kpu, now = builders.agency("kpu"), timezone.now()
    owners = [kpu, builders.agency("diskominfo"), None]
    flags = [
        Flag(election=election, station=station, kind="flood", severity="high", owner=owners[index % 3],
             reported_by=admin, reported_at=now, status="reported" if index % 2 else "verified")
        for index, station in enumerate(PollingStation.objects.order_by("number")[start:end])
    ]  # fmt: skip
    Flag.objects.bulk_create(flags)
    Observation.objects.bulk_create(
        Observation(election=election, station_id=each.station_id, kind="flood", grade="prone", flag=each,
                    source=kpu, observed_at=now, recorded_at=now)
        for each in flags
    )  # fmt: skip


def tasks(admin, election, start, end):
    risks(admin, election, start, end)
    now, owner = timezone.now(), builders.agency("diskominfo")
    Task.objects.bulk_create(
        Task(election=election, title=f"Tugas {flag.pk}", owner=owner, flag=flag,
             requested_by=admin, created_at=now, due_at=now + timedelta(days=2))
        for flag in Flag.objects.order_by("pk")[start:end]
    )  # fmt: skip


def referrals(admin, election, start, end):
    risks(admin, election, start, end)
    now, asked = timezone.now(), [builders.agency("kpu"), builders.agency("diskominfo")]
    Referral.objects.bulk_create(
        Referral(election=election, flag=flag, to=asked[flag.pk % 2], question="Apa?",
                 asked_by=admin, created_at=now, asked_at=now, answer_by=now + timedelta(days=3))
        for flag in Flag.objects.order_by("pk")[start:end]
    )  # fmt: skip


def reminders(admin, election, start, end):
    tasks(admin, election, start, end)
    now, step = timezone.now(), LadderStep.objects.get_or_create(hours=0, target="person")[0]
    deliveries(admin, election, start, end)
    Reminder.objects.bulk_create(
        Reminder(step=step, kind="task", thing=each.pk, due_at=each.due_at, title=each.title, url="/tasks/",
                 agency_id=each.owner_id, fate="sent", spoken_at=now)
        for each in Task.objects.order_by("pk")[start:end]
    )  # fmt: skip
    mails = Message.objects.order_by("pk")[start:end]
    ReminderTo.objects.bulk_create(
        ReminderTo(reminder=row, message=mail, name="Kepala", address="kepala@instansi.example")
        for row, mail in zip(Reminder.objects.order_by("pk")[start:end], mails, strict=True)
    )


def meetings(admin, election, start, end):
    now, host = timezone.now(), builders.agency("kpu")
    Meeting.objects.bulk_create(
        Meeting(election=election, title=f"Rapat {number}", venue="Aula", host=host, created_by=admin,
                chair_position="Sekda", starts_at=now + timedelta(days=number), created_at=now,
                ends_at=now + timedelta(days=number, hours=2))
        for number in range(start, end)
    )  # fmt: skip


def jobs(admin, election, start, end):
    now = timezone.now()
    Job.objects.bulk_create(
        Job(kind="tps.check", created_at=now, due_at=now, requested_by=admin, state="done", finished_at=now)
        for _number in range(start, end)
    )


def imports(admin, election, start, end):
    now = timezone.now()
    stored = keep(ContentFile(b"a,b"), "tps.csv", actor=admin, at=now)
    jobs(admin, election, start, end)
    RosterImport.objects.bulk_create(
        RosterImport(election=election, file=stored, job=job, uploaded_by=admin, uploaded_at=now, state="checked",
                     client_id=uuid.uuid4())
        for job in Job.objects.order_by("pk")[start:end]
    )  # fmt: skip


def lists(admin, election, start, end):
    now, source = timezone.now(), builders.agency("kpu")
    stored = keep(ContentFile(b"a,b"), "daftar.csv", actor=admin, at=now)
    ListImport.objects.bulk_create(
        ListImport(election=election, file=stored, source=source, uploaded_by=admin, uploaded_at=now,
                   state="checked", client_id=uuid.uuid4())
        for _number in range(start, end)
    )  # fmt: skip


def agencies(admin, election, start, end):
    Agency.objects.bulk_create(
        Agency(code=f"instansi-{number}", name=f"Instansi {number}", region_code="36") for number in range(start, end)
    )


def people(admin, election, start, end):
    person, agency = get_user_model(), builders.agency("kpu")
    person.objects.bulk_create(
        person(username=f"orang{number}", email=f"orang{number}@desk.example", role="liaison", agency=agency)
        for number in range(start, end)
    )


def elections(admin, election, start, end):
    Election.objects.bulk_create(
        Election(code=f"pemilu-{number}", name=f"Pemilu {number}", polling_date=election.polling_date, parent=election)
        for number in range(start, end)
    )


def regions(admin, election, start, end):
    Region.objects.bulk_create(
        Region(code=f"36.02.06.{5000 + number}", name=f"Desa {number}", level="village", parent_id="36.02.06")
        for number in range(start, end)
    )


def briefings(admin, election, start, end):
    agencies(admin, election, start, end)
    made = Agency.objects.filter(code__startswith="instansi-").order_by("pk")[start:end]
    Briefing.objects.bulk_create(
        Briefing(agency=each, election=election, edition="weekly", period="2024-W05", as_of=timezone.now(),
                 prepared_by=admin,)
        for each in made
    )  # fmt: skip


def deliveries(admin, election, start, end):
    now = timezone.now()
    Message.objects.bulk_create(
        Message(subject=f"Laporan {number}", sender="desk@desk.example", created_at=now) for number in range(start, end)
    )
    Delivery.objects.bulk_create(
        Delivery(mail=mail, recipient=f"orang{mail.pk}@instansi.example", message_id=f"<{mail.pk}@desk>", due_at=now)
        for mail in Message.objects.order_by("pk")[start:end]
    )


def history(admin, election, start, end):
    Agency.objects.bulk_create(
        Agency(code=f"tercatat-{number}", name=f"Instansi {number}", region_code="36") for number in range(start, end)
    )


def readiness(admin, election, start, end):
    kpu, bawaslu, now = builders.agency("kpu"), builders.agency("bawaslu"), timezone.now()
    districts = Region.objects.bulk_create(
        Region(code=f"36.02.{number}", name=f"Kecamatan {number}", level="district", parent_id="36.02")
        for number in range(40 + start // 10, 40 + end // 10)
    )
    ReadinessStatement.objects.bulk_create(
        ReadinessStatement(election=election, region=region, item=item.code, asked=item.title, source=source,
                           state="red" if source is kpu else "green", observed_at=now, recorded_at=now,
                           recorded_by=admin, batch=uuid.uuid4())
        for region in districts for item in shipped()[:10] for source in (kpu, bawaslu)
    )  # fmt: skip


def fallback(admin, election, start, end):
    stations(admin, election, start, end)
    now = timezone.now()
    fresh = list(PollingStation.objects.order_by("number")[start:end])
    for kind in ("blank-spot", "flood"):
        Flag.objects.bulk_create(
            Flag(election=election, station=each, kind=kind, severity="high", reported_at=now) for each in fresh
        )
    kpu = builders.agency("kpu")
    shared = {"election": election, "made_at": now}
    FallbackPlan.objects.bulk_create(
        FallbackPlan(station=each, means="courier", decider=kpu, lacks=["contact"], changed_at=now, **shared)
        for each in fresh[::2]
    )
    CourierLeg.objects.bulk_create(
        CourierLeg(
            station=each, mode="foot", to_place="PPK", leaves_at=now, arrives_at=now + timedelta(hours=1), **shared
        )
        for each in fresh
    )
    Relocation.objects.bulk_create(
        Relocation(station=each, site="SDN 2", deadline=now, decider=kpu, changed_at=now, **shared)
        for each in fresh[::2]
    )


def recap(admin, election, start, end):
    risks(admin, election, start, end)
    race = builders.race(of=election)
    now = timezone.now()
    FormSighting.objects.bulk_create(
        FormSighting(election=election, station=station, race=race, state="counted", seen_at=now,
                     recorded_at=now, recorded_by=admin, client_id=uuid.uuid4())
        for station in PollingStation.objects.order_by("number")[start:end]
    )  # fmt: skip
    recount(election.pk)


def grants(admin, election, start, end):
    for number in range(start // 4, end // 4):
        builders.grant(election=election, receiver=builders.agency(f"penerima-{number}"))


LISTS = {
    "/recap/plans/": fallback,
    "/recap/legs/": fallback,
    "/recap/relocations/": fallback,
    "/recap/": recap,
    "/recap/?region=36.02.06.2001": recap,
    "/recap/calls/": recap,
    "/recap/list/?what=reported": recap,
    "/grants/": grants,
    "/tps/": stations,
    "/tps/?sort=risk&q=kanekes": risks,
    "/risks/": risks,
    "/risks/?sort=place&source=kpu": risks,
    "/risks/inbox/": risks,
    "/tasks/": tasks,
    "/tasks/unattended/": risks,
    "/readiness/?level=district": readiness,
    "/readiness/list/?state=differs": readiness,
    "/referrals/": referrals,
    "/tasks/reminders/": reminders,
    "/meetings/": meetings,
    "/jobs/": jobs,
    "/imports/": imports,
    "/imports/lists/": lists,
    "/agencies/": agencies,
    "/accounts/people/": people,
    "/elections/": elections,
    "/regions/?within=36.02.06": regions,
    "/briefings/": briefings,
    "/deliveries/": deliveries,
    "/history/": history,
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_asks_as_often_for_many_rows_as_for_few(path, settings):
    settings.DESK_RECAP_LAG = 3600  # what is kept for two seconds is kept throughout, however slow this machine is
    admin = builders.user("admin", "admin", is_staff=True, is_superuser=True)
    election = builders.election()
    builders.region(VILLAGE)
    browser = Client()
    browser.force_login(admin)
    counted = []
    for start, end in ((0, FEW), (FEW, MANY)):
        LISTS[path](admin, election, start, end)
        browser.get(path)  # what is kept for a whole process is kept now
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(path)
        assert page.status_code == 200
        counted.append(list(islice((each["sql"] for each in asked), 40)))
    few, many = counted
    assert len(few) == len(many), "\n".join(sorted({*many} - {*few}))
    assert len([sql for sql in many if not any(f'FROM "{table}"' in sql for table in SIGN_IN)]) <= MOST

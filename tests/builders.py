"""Plain builders of rows for tests; every default can be overridden by keyword."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from desk import clock
from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.coordination.grants.actions import Text, agree
from desk.coordination.grants.rules import Part
from desk.coordination.models import AgendaItem, Grant, Meeting, Minutes, ReadinessStatement, Referral, Task
from desk.files.actions import keep
from risks.models import Batch, Claim, Evidence, Flag, IndexScore, Instrument, Observation
from tps import codes
from tps.models import Election, PollingStation, Race, Region

PASSWORD = "desk-demo"
PLACES = {
    "36": "Banten",
    "36.01": "Kabupaten Pandeglang",
    "36.01.01": "Sumur",
    "36.01.01.2001": "Sumberjaya",
    "36.02": "Kabupaten Lebak",
    "36.02.06": "Leuwidamar",
    "36.02.06.2001": "Kanekes",
    "36.71": "Kota Tangerang",
    "36.71.01": "Tangerang",
    "36.71.01.1001": "Sukarasa",
}
AGENCIES = {
    "kpu": "KPU Provinsi Banten",
    "bawaslu": "Bawaslu Provinsi Banten",
    "forkopimda": "Forkopimda Banten",
    "diskominfo": "Diskominfo Banten",
    "bpbd": "BPBD Banten",
}


def today() -> date:
    """Give the province's day at this moment; asked anew each time, for a run of the suite may last past midnight."""
    return clock.local(clock.now()).date()


def agency(code: str = "kpu", **fields: Any) -> Agency:
    """Give the agency of a code, made if need be."""
    fields.setdefault("name", AGENCIES.get(code, code))
    fields.setdefault("region_code", "36")
    return Agency.objects.get_or_create(code=code, defaults=fields)[0]


def region(code: str = "36.02.06.2001", name: str = "", **fields: Any) -> Region:
    """Give the region of a code with all that lie above it, made if need be."""
    for each in [*codes.ancestors(code), code]:
        found, _created = Region.objects.get_or_create(
            code=each,
            defaults={
                "name": (name if each == code else "") or PLACES.get(each, each),
                "level": codes.level(each),
                "parent_id": codes.parent(each),
                **(fields if each == code else {}),
            },
        )
    return found


def election(code: str = "pemilu-2024", **fields: Any) -> Election:
    """Give the election of a code; the first one made is the current one."""
    fields.setdefault("name", "Pemilu 2024")
    fields.setdefault("polling_date", date(2024, 2, 14))
    fields.setdefault("current", not Election.objects.filter(current=True).exists())
    return Election.objects.get_or_create(code=code, defaults=fields)[0]


def station(number: int = 5, village: str = "36.02.06.2001", **fields: Any) -> PollingStation:
    """Make the station of a number in a village (Kanekes 005 by default)."""
    fields.setdefault("election", election() if "election" not in fields else None)
    fields.setdefault("region", region(village))
    fields.setdefault("code", codes.station(village, number))
    fields.setdefault("voters", 231)
    return PollingStation.objects.create(number=number, **fields)


def flag(place: PollingStation | Region | None = None, **fields: Any) -> Flag:
    """Make a reported blank-spot flag at a station (Kanekes 005) or region."""
    place = place or station()
    fields.setdefault("election", place.election if isinstance(place, PollingStation) else election())
    fields["station" if isinstance(place, PollingStation) else "region"] = place
    fields.setdefault("kind", "blank-spot")
    fields.setdefault("reported_at", timezone.now())
    return Flag.objects.create(**fields)


def observation(place: PollingStation | Region | None = None, **fields: Any) -> Observation:
    """Make an observation "no signal" by KPU at a station (Kanekes 005) or region."""
    place = place or station()
    fields.setdefault("election", place.election if isinstance(place, PollingStation) else election())
    fields["station" if isinstance(place, PollingStation) else "region"] = place
    fields.setdefault("kind", "blank-spot")
    fields.setdefault("grade", "none")
    fields.setdefault("source", agency("kpu"))
    fields.setdefault("observed_at", timezone.now())
    fields.setdefault("recorded_at", timezone.now())
    return Observation.objects.create(**fields)


def evidence(record: Flag | Observation, **fields: Any) -> Evidence:
    """Attach a photo to a risk or a statement; its pictures are bytes that no browser would draw."""
    record_name = "flag" if isinstance(record, Flag) else "observation"
    uploader = fields.setdefault("uploaded_by", None) or user("pengunggah", "operator", remit="36")
    at = fields.setdefault("uploaded_at", timezone.now())
    fields["uploaded_by"] = uploader
    fields.setdefault("client_id", uuid.uuid4())
    for name in ("original", "shown", "thumb"):
        fields.setdefault(name, keep(ContentFile(name.encode()), f"{name}.jpg", actor=uploader, at=at))
    return Evidence.objects.create(**{record_name: record}, type="photo", width=640, height=480, **fields)


def batch(**fields: Any) -> Batch:
    """Make an action on many risks that changed none: a verification, to be undone within half an hour."""
    at = fields.setdefault("at", timezone.now())
    fields.setdefault("action", "verify")
    fields.setdefault("undo_until", at + timedelta(minutes=30))
    return Batch.objects.create(**fields)


def claim(**fields: Any) -> Claim:
    """Make a claim of KPU: 29 blank-spot stations in Pandeglang."""
    fields.setdefault("election", election())
    fields.setdefault("region", region("36.01"))
    fields.setdefault("kind", "blank-spot")
    fields.setdefault("number", 29)
    fields.setdefault("source", agency("kpu"))
    fields.setdefault("recorded_at", timezone.now())
    return Claim.objects.create(**fields)


def score(**fields: Any) -> IndexScore:
    """Make a published score: IKP 2024 of Pandeglang, 77.74, no category."""
    if "instrument" not in fields:
        fields["instrument"] = Instrument.objects.get_or_create(
            code="ikp", version="2024", defaults={"name": "Indeks Kerawanan Pemilu", "publisher": "Bawaslu"}
        )[0]
    fields.setdefault("region", region("36.01"))
    fields.setdefault("score", "77.74")
    fields.setdefault("source", "Bawaslu")
    fields.setdefault("recorded_at", timezone.now())
    return IndexScore.objects.create(**fields)


def task(**fields: Any) -> Task:
    """Make an open task for Diskominfo, due in two days."""
    created: datetime = fields.setdefault("created_at", timezone.now())
    fields.setdefault("election", election())
    fields.setdefault("title", "Pasang penguat sinyal")
    fields.setdefault("owner", agency("diskominfo"))
    fields.setdefault("due_at", created + timedelta(days=2))
    return Task.objects.create(**fields)


def race(code: str = "ppwp", of: Election | None = None, **fields: Any) -> Race:
    """Give the race of a code in an election (president, in the first one made), made if need be."""
    fields.setdefault("name", code.upper())
    return Race.objects.get_or_create(election=of or election(), code=code, defaults=fields)[0]


def meeting(**fields: Any) -> Meeting:
    """Make a planned meeting of the desk tomorrow at nine, for two hours, hosted by KPU."""
    start = (timezone.localtime() + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    fields.setdefault("election", election())
    fields.setdefault("title", "Rapat koordinasi kesiapan")
    fields.setdefault("starts_at", start)
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=2))
    fields.setdefault("venue", "Aula Setda")
    fields.setdefault("host", agency("kpu"))
    fields.setdefault("chair_position", "Sekretaris Daerah")
    fields.setdefault("created_at", timezone.now())
    return Meeting.objects.create(**fields)


def agenda_item(of: Meeting, title: str = "Kesiapan logistik", **fields: Any) -> AgendaItem:
    """Add an item to a meeting's agenda, with empty minutes."""
    fields.setdefault("position", of.items.count() + 1)
    item = AgendaItem.objects.create(meeting=of, title=title, **fields)
    Minutes.objects.create(item=item)
    return item


def grant(**fields: Any) -> Grant:
    """Make Lebak's agreement with KPU: a milliard, 400 million due in November 2023 and 600 million in a month."""
    fields.setdefault("election", election())
    fields.setdefault("giver", region("36.02"))
    fields.setdefault("receiver", agency("kpu"))
    parts = [
        Part(Decimal(40), None, date(2023, 11, 24)),
        Part(None, Decimal(600_000_000), timezone.localdate() + timedelta(days=30)),
    ]
    text = Text("900/1", date(2023, 11, 10), Decimal(1_000_000_000), parts)
    return agree(text, actor=None, at=timezone.now(), client_id=uuid.uuid4(), **fields)[0]


def readiness(
    district: str = "36.02.06", item: str = "ballots", state: str = "green", **fields: Any
) -> ReadinessStatement:
    """Make KPU's statement about the ballots of Leuwidamar, observed an hour ago."""
    at = fields.setdefault("recorded_at", timezone.now())
    fields.setdefault("election", election())
    fields.setdefault("region", region(district))
    fields.setdefault("source", agency("kpu"))
    fields.setdefault("observed_at", at - timedelta(hours=1))
    fields.setdefault("asked", item)
    return ReadinessStatement.objects.create(item=item, state=state, batch=uuid.uuid4(), **fields)


def referral(risk: Flag | None = None, **fields: Any) -> Referral:
    """Refer a risk (a new one at Kanekes 005) to Diskominfo, asked just now and to be answered in three days."""
    at: datetime = fields.setdefault("created_at", timezone.now())
    risk = risk or flag()
    fields.setdefault("to", agency("diskominfo"))
    fields.setdefault("question", "Apakah menara sementara dapat dipasang?")
    fields.setdefault("answer_by", at + timedelta(days=3))
    fields.setdefault("asked_at", at)
    return Referral.objects.create(flag=risk, election=risk.election, **fields)


def _person(username: str, role: str = "", **fields: Any) -> User:
    fields.setdefault("email", f"{username}@desk.example")
    person = User(username=username, role=role, **fields)
    person.set_password(PASSWORD)
    return person


def user(username: str, role: str = "", **fields: Any) -> User:
    """Make a person with the demo's password; names without a role see nothing."""
    person = _person(username, role, **fields)
    person.save(force_insert=True)
    return person


def cast() -> SimpleNamespace:
    """Make the people of the contract's demo accounts; attribute names are the user names with "_" for "."."""
    of = _agencies("kpu", "bawaslu", "forkopimda", "diskominfo")
    people = [
        _person("admin", "admin", is_staff=True, is_superuser=True),
        _person("operator.banten", "operator", remit="36"),
        _person("operator.lebak", "operator", remit="36.02"),
        _person("operator.pandeglang", "operator", remit="36.01"),
        _person("pejabat", "official", may_authorise=True),
        *(_person(code, "liaison", agency=agency) for code, agency in of.items()),
        _person("lapangan", "field", remit="36.02"),
        _person("luar"),
    ]
    # Nearly every test begins here, so all of them in one statement.
    User.objects.bulk_create(people)
    return SimpleNamespace(**{each.username.replace(".", "_"): each for each in people})


def _agencies(*wanted: str) -> dict[str, Agency]:
    found = {each.code: each for each in Agency.objects.filter(code__in=wanted)}
    missing = [code for code in wanted if code not in found]
    made = Agency.objects.bulk_create(Agency(code=code, name=AGENCIES[code], region_code="36") for code in missing)
    found |= {each.code: each for each in made}
    return {code: found[code] for code in wanted}

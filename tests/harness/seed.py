"""What a run's desk holds before its load: tables, regions, people, elections, one roster, mailboxes.

Run as `harness.seed OUT`, it fills the database of the environment and writes the facts that clients need to OUT.
"""

import io
import json
import sys
from datetime import date
from pathlib import Path

import django

django.setup()

import builders  # noqa: E402  (tests.builders without the set-up of the test session)
from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402

from desk import clock  # noqa: E402
from desk.accounts.models import User  # noqa: E402
from desk.agencies.models import Agency  # noqa: E402
from desk.briefings.models import Recipient  # noqa: E402
from desk.prepare import collect_static, migrate  # noqa: E402
from tps.actions.rosters import load_file  # noqa: E402
from tps.kinds import Level  # noqa: E402
from tps.models import Region  # noqa: E402

from .files import Roster  # noqa: E402

REPORTERS, IMPORTERS = 3, 2
BOXES = 3


def seed() -> dict[str, object]:
    """Fill an empty database; gives what the clients must know."""
    migrate()
    collect_static()
    call_command("load_reference", stdout=io.StringIO())
    agencies = ["kpu", "bawaslu", "forkopimda", "diskominfo", "bpbd"]
    for code in agencies:
        for number in range(BOXES):
            Recipient.objects.create(agency=builders.agency(code), address=f"{code}.{number}@desk.example")
    names = [f"{who}.{number}" for who in ("pelapor", "penilai") for number in range(REPORTERS)]
    names += [f"pemuat.{number}" for number in range(IMPORTERS)]
    # One slow hash for all of them.
    password = make_password(builders.PASSWORD)
    for name in [*names, "penyusun"]:
        User.objects.create(username=name, password=password, role="operator", remit="36")
    User.objects.create(username="pejabat", password=password, role="official", may_authorise=True)
    for number in range(IMPORTERS):
        builders.election(f"muat-{number}", name=f"Pemilihan {number}", polling_date=date(2024, 2, 14), current=False)
    election = builders.election("uji", name="Pemilu uji", polling_date=clock.now().date())
    villages = list(Region.objects.at_level(Level.VILLAGE).order_by("pk").values_list("pk", flat=True))
    file = Roster(villages[:60], per_village=10)
    load_file(
        io.BytesIO(file.content()),
        "uji.csv",
        election,
        actor=None,
        at=clock.now(),
        most_bytes=settings.IMPORT_PAGE_BYTES,
        write=True,
    )
    at = clock.now()
    weeks = [clock.week_of(at).name]
    return {
        "people": [*names, "penyusun", "pejabat"],
        "stations": [code for code, _voters in file.stations()],
        "villages": villages,
        "elections": [builders.election(f"muat-{number}").pk for number in range(IMPORTERS)],
        "agencies": agencies,
        "owner": Agency.objects.get(code="diskominfo").pk,
        "periods": [*weeks, clock.day_of(at).isoformat()],
        "observed_at": clock.local(at).strftime("%Y-%m-%dT%H:%M"),
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(seed()))

"""The demo: the published counts over real villages, the same rows for the same day, and never beside real data."""

import io
import json
from collections import Counter
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Left
from django.test import Client
from shapely.geometry import shape

from desk.accounts.models import User
from desk.coordination.models import Task
from desk.demo.mail import style_sources
from desk.demo.places import ISLANDS
from desk.demo.roster import plan
from risks import summaries
from risks.models import Flag, Observation
from tests import builders
from tps import reference
from tps.models import Election, PollingStation

DAY = "2024-02-05"


def seeded(stations: int = 700, day: str = DAY) -> dict[str, Any]:
    """Load the demo and give its summary."""
    out = io.StringIO()
    call_command("seed_demo", "--json", "--stations", str(stations), "--today", day, stdout=out)
    summary: dict[str, Any] = json.loads(out.getvalue())
    return summary


@pytest.mark.django_db
def test_the_whole_demo_has_the_published_counts_and_is_quick() -> None:
    spent = -process_time()
    seeded(33324)
    # Of this process alone: the wall's clock says how busy the machine is.
    assert spent + process_time() < 120
    election = Election.objects.get()
    assert (election.simulated, election.current, election.polling_date) == (True, True, date(2024, 2, 14))
    counted = {
        row["regency"]: (row["n"], row["voters"])
        for row in PollingStation.objects.annotate(regency=Left("region_id", 5))
        .values("regency")
        .annotate(n=Count("pk"), voters=Sum("voters"))
    }
    assert counted == {row.code: (row.tps_pemilu_2024, row.voters_pemilu_2024) for row in reference.station_counts()}
    assert PollingStation.objects.filter(special=True).count() == 48
    villages = Counter(PollingStation.objects.values_list("region_id", flat=True))
    assert (villages["36.02.06.2001"], villages["36.04.13.2009"], villages["36.04.08.2009"]) == (27, 4, 8)
    assert set(PollingStation.objects.values_list("position_source", flat=True)) == {"simulated"}
    said = {row.code: row.adverse for row in summaries.stations_by_source(election.pk, "blank-spot")}
    assert said == {"kpu": 452, "bawaslu": 554, "kpu-36-01": 147}
    flood = {row.code: row.stations for row in summaries.stations_by_source(election.pk, "flood")}
    assert flood["kpu"] == 1003
    kanekes = Observation.objects.filter(source__code="kpu", station__region_id="36.02.06.2001", kind="blank-spot")
    assert Counter(kanekes.values_list("grade", flat=True)) == {"none": 15, "good": 12}


@pytest.mark.django_db
def test_the_same_day_gives_the_same_rows() -> None:
    def rows() -> list[Any]:
        return [
            list(PollingStation.objects.order_by("code").values_list("code", "voters", "latitude", "longitude")),
            sorted(map(str, Flag.objects.values_list("client_id", "severity", "status", "reported_at", "closed_at"))),
            sorted(
                map(
                    str,
                    Observation.objects.exclude(standing="proposed").values_list(
                        "client_id", "grade", "observed_at", "flag__client_id"
                    ),
                )
            ),
            sorted(map(str, Task.objects.values_list("client_id", "state", "due_at", "flag__client_id"))),
        ]

    def made(day: str) -> list[Any]:
        with transaction.atomic():
            seeded(150, day)
            found = rows()
            transaction.set_rollback(True)
        return found

    first = made(DAY)
    assert made(DAY) == first
    assert made("2024-02-06") != first


@pytest.mark.django_db
def test_it_refuses_where_real_data_live_and_changes_nothing() -> None:
    builders.election(simulated=False)
    with pytest.raises(CommandError, match="bukan simulasi"):
        seeded()
    assert User.objects.count() == 0
    Election.objects.all().delete()
    builders.user("seseorang", "admin")
    with pytest.raises(CommandError, match="bukan akun demo"):
        seeded()
    assert not Election.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["0", "-5", "49", "9999999"])
def test_an_impossible_number_is_refused_with_a_sentence(number: str) -> None:
    with pytest.raises(CommandError, match="antara 50 dan 200000"):
        call_command("seed_demo", "--stations", number)


@pytest.mark.parametrize("number", [50, 97, 300, 12000])
def test_any_number_adds_up_and_lies_on_land(number: int) -> None:
    planned = plan(number)
    assert len(planned) == len({each.code for each in planned}) == number
    land = shapely.union_all([shape(feature["geometry"]) for feature in reference.coast()["features"]])
    shapely.prepare(land)
    for each in planned:
        if each.village not in ISLANDS:
            assert land.contains(shapely.Point(each.longitude, each.latitude)), each
        assert each.men > 0
        assert each.women > 0


MAIL = b"""X-Envelope-To: kpu@desk.example\r
From: Desk <desk@localhost>\r
To: kpu@desk.example\r
Subject: =?utf-8?q?Laporan_=3Cb=3Epekan=3C/b=3E?=\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=x\r
\r
--x\r
Content-Type: multipart/alternative; boundary=y\r
\r
--y\r
Content-Type: text/plain; charset=utf-8\r
\r
Isi <script>alert(1)</script>\r
--y\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Isi</p><script>alert(1)</script>\r
--y--\r
--x\r
Content-Type: application/pdf\r
Content-Disposition: attachment; filename="laporan.pdf"\r
Content-Transfer-Encoding: base64\r
\r
JVBERg==\r
--x--\r
"""
NAME = "20240205T060000123456-kpu@desk.example-0a1b2c3d.eml"


@pytest.fixture
def caught(settings: Any, tmp_path: Path) -> Path:
    """Give the demo's mail folder with one mail in it."""
    settings.DEMO, settings.VAR = True, tmp_path
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / NAME).write_bytes(MAIL)
    (tmp_path / "mail" / "other.txt").write_text("rahasia")
    (tmp_path / "secret").write_text("rahasia")
    return tmp_path


def signed_in(user: User) -> Client:
    """Give the browser of a person."""
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_an_admin_reads_the_demos_mail_and_nothing_in_it_runs(caught: Path) -> None:
    client = signed_in(builders.user("admin", "admin"))
    page = client.get("/demo/mail/").content.decode()
    assert "Laporan &lt;b&gt;pekan&lt;/b&gt;" in page
    mail = client.get(f"/demo/mail/{NAME}/").content.decode()
    assert "Isi &lt;script&gt;alert(1)&lt;/script&gt;" in mail
    assert "<iframe" in mail
    assert "sandbox" in mail
    framed = client.get(f"/demo/mail/{NAME}/html/")
    assert framed["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "unsafe-inline" not in framed["Content-Security-Policy"]
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    file = client.get(f"/demo/mail/{NAME}/0/")
    assert file.content == b"%PDF"
    assert file["Content-Disposition"] == 'attachment; filename="laporan.pdf"'
    assert client.get(f"/demo/mail/{NAME}/7/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["other.txt", "..%2Fsecret", "20240205T060000-..%2F..%2Fsecret.eml", "x.eml"])
def test_no_other_file_is_reached(caught: Path, name: str) -> None:
    assert signed_in(builders.user("admin", "admin")).get(f"/demo/mail/{name}/").status_code == 404


@pytest.mark.django_db
def test_the_mailbox_is_for_admins_and_only_in_the_demo(caught: Path, settings: Any) -> None:
    people = builders.cast()
    for other in (people.operator_banten, people.pejabat, people.kpu, people.luar):
        assert signed_in(other).get("/demo/mail/").status_code == 403
    settings.DEMO = False
    assert signed_in(people.admin).get("/demo/mail/").status_code == 404


def test_only_the_styles_that_stand_in_a_mail_are_allowed() -> None:
    sources = style_sources('<p style="color:red">a</p><style>p{margin:0}</style><p style="color:red">b</p>')
    assert sources[0] == "'unsafe-hashes'"
    assert len(sources) == 3
    assert style_sources("<p>tanpa gaya</p>") == ["'none'"]

"""Reading Sirekap: off by default, distrusted, no numbers kept; hosts that are slow, wrong, half-empty and gone."""

import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from desk import http
from desk.recap.models import FormSighting, FormStanding, SirekapAddress, SirekapOddity, SirekapReading
from desk.recap.sirekap import actions, asking, parser
from desk.recap.sirekap.kinds import Oddity
from desk.work import runs
from tests import builders
from tps.models import Race

DAY = date(2024, 2, 14)
AT = datetime(2024, 2, 16, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
PICTURE = "https://obj.example/cb0b/pemilu/ppwp/36/02/06/20/01/3602062001005-1.jpg"
SECRET = 98_765


def form(**fields: Any) -> dict[str, Any]:
    """Give a whole file of a station with 300 voters, in Sirekap's shape."""
    told = {
        "suara_sah": 226, "suara_total": 229, "suara_tidak_sah": 3, "pemilih_dpt_j": 289, "pemilih_dpt_l": 140,
        "pemilih_dpt_p": 149, "pengguna_total_j": 229, "pengguna_total_l": 101, "pengguna_total_p": 128,
    }  # fmt: skip
    return {
        "chart": {"100025": 100, "100026": 126, "null": None},
        "images": [PICTURE, PICTURE, PICTURE],
        "administrasi": told,
        "psu": None,
        "ts": "2024-02-15 19:00:00",
        "status_suara": True,
        "status_adm": True,
        **fields,
    }


def read(content: Any, voters: int | None = 300) -> parser.Reading:
    """Read a file of the day after polling."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return parser.read(raw, voters=voters, polling_day=DAY, at=AT)


@pytest.mark.parametrize(
    ("content", "odd"),
    [
        (form(), ()),
        (form(chart=None, administrasi=None, status_suara=False, status_adm=False), ()),
        (form(chart={"null": None}, status_suara=False), ()),
        (form(images=[PICTURE, None, PICTURE]), (Oddity.PAGE,)),
        (form(images=[PICTURE]), (Oddity.PAGE,)),
        (form(chart={"1": -4, "2": 230}), (Oddity.NEGATIVE,)),
        (form(chart={"1": 12_345}, administrasi=None, status_adm=False), (Oddity.ABOVE,)),
        (form(administrasi={"pengguna_dptb_j": 12_345}), (Oddity.ABOVE,)),
        (form(administrasi=form()["administrasi"] | {"suara_tidak_sah": 4}), (Oddity.SUM,)),
        (form(chart={"1": 225}), (Oddity.SUM,)),
        (form(ts="2019-01-01 00:00:00"), (Oddity.TIME,)),
        (form(ts="2024-02-19 00:00:00"), (Oddity.TIME,)),
        (form(ts=None), (Oddity.TIME,)),
        (form(ts="kemarin"), (Oddity.TIME,)),
        (form(chart=None), (Oddity.STATUS,)),
        (form(psu="PSU"), (Oddity.AGAIN,)),
    ],
)  # fmt: skip
def test_what_is_odd_is_named_and_what_is_only_missing_is_not(content: dict[str, Any], odd: tuple[Oddity, ...]) -> None:
    found = read(content)
    assert (found.oddities, found.visible, found.race) == (odd, True, "ppwp")
    assert not any(isinstance(value, int) and not isinstance(value, bool) for value in vars_of(found))


def vars_of(found: parser.Reading) -> list[Any]:
    """Give everything that a reading holds, to show that no number is in it."""
    return [*found.pages, *found.oddities, found.race, found.empty]


def test_without_known_voters_only_what_no_station_has_is_too_many() -> None:
    assert read(form(), voters=None).oddities == ()
    assert Oddity.ABOVE in read(form(chart={"1": 99_999}, administrasi=None), voters=None).oddities
    empty = form(images=[None, None, None], chart=None, administrasi=None, status_suara=False, status_adm=False)
    assert (read(empty).empty, read(empty).visible) == (True, False)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<html>Bad gateway</html>", b"[]", b"{}", b"null", b"[" * 100_000, b"\xff\xfe",
        b'{"images": NaN, "ts": ""}',
        b'{"images": {}, "ts": ""}', json.dumps(form(chart=[1])).encode(), json.dumps(form(chart={"1": "9"})).encode(),
        json.dumps(form(chart={"1": 1.5})).encode(), json.dumps(form(chart={"1": True})).encode(),
        json.dumps(form(chart={str(n): 1 for n in range(500)})).encode(),
        b'{"images": [], "ts": "", "chart": {"1": ' + b"9" * 5000 + b"}}",
        b" " * (parser.MOST_BYTES + 1),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(parser.Unreadable, match=r"\w+"):
        read(content)


# ---- what becomes of files ----


@pytest.fixture
def world(settings: Any, cast: SimpleNamespace) -> SimpleNamespace:
    """Turn the reading on; make Kanekes 005 with two ballots, a day after polling."""
    settings.DESK_SIREKAP = True
    cast.station = builders.station(voters=300)
    cast.election = cast.station.election
    for order, code in enumerate(("presiden", "dpr"), 1):
        Race.objects.create(election=cast.election, code=code, name=code.upper(), order=order)
    return cast


def packed(files: dict[str, Any]) -> bytes:
    """Give a zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, (str, bytes)) else json.dumps(content))
    return target.getvalue()


@pytest.mark.django_db
def test_it_is_off_by_default_and_its_absence_harms_nothing(
    cast: SimpleNamespace, client: Client, tmp_path: Any, capsys: Any
) -> None:
    builders.station()
    client.force_login(cast.operator_banten)
    page = client.get("/recap/sirekap/").content.decode()
    assert "tidak diaktifkan" in page and "Mulai membaca" not in page
    upload = SimpleUploadedFile("s.zip", packed({"3602062001005.json": form()}))
    assert client.post("/recap/sirekap/", {"upload": upload}, follow=True).status_code == 200
    assert not SirekapReading.objects.exists()
    with pytest.raises(CommandError, match="tidak diaktifkan"):
        call_command("import_sirekap", str(tmp_path))


@pytest.mark.django_db
def test_a_zip_becomes_sightings_of_the_feed_and_oddities_without_any_number(
    world: SimpleNamespace, client: Client
) -> None:
    builders.station(1, "36.01.01.2001", election=builders.election("lain", name="Lain"))
    odd = form(images=[PICTURE, None, None], chart={"1": SECRET}, administrasi=None)
    files = {
        "ppwp/36/3602062001005.json": form(),
        "pdpr/3602062001005.json": odd,
        "ppwp/3601012001001.json": form(),
        "ppwp/baca-saya.json": "x",
        "ppwp/3602062001006.json": form(),
        "../../etc/3602062001005.json": b"\0" * 50,
        "ppwp/catatan.txt": "x",
    }
    client.force_login(world.operator_lebak)
    sent = {"upload": SimpleUploadedFile("s.zip", packed(files)), "client_id": "5f0c3c52-9a4f-4b0e-9d6b-2f6a5f1f3c11"}
    answer = client.post("/recap/sirekap/", sent)
    row = SirekapReading.objects.get()
    assert answer["Location"] == f"/recap/sirekap/{row.pk}/"
    for _time in range(2):
        runs.execute(row.job_id)
    row.refresh_from_db()
    assert (row.read, row.created, row.odd, row.rejected) == (6, 2, 1, 4), row.errors_head
    for race, state in (("presiden", "visible"), ("dpr", "visible")):
        assert FormStanding.objects.get(station=world.station, race__code=race).state == state
    sighting = FormSighting.objects.first()
    assert (sighting.how, sighting.source.code, sighting.recorded_by) == ("feed", "sirekap", None)
    assert SirekapOddity.objects.get().kinds == ["above", "page", "status"]
    shown = client.get("/recap/sirekap/").content.decode() + client.get(answer["Location"]).content.decode()
    assert "angka melebihi jumlah pemilih" in shown and "bukan kode TPS" in shown
    kept = json.dumps(
        [str(vars(each)) for model in (SirekapOddity, FormSighting, SirekapReading) for each in model.objects.all()]
    )
    assert str(SECRET) not in kept + shown
    lines = b"".join(client.get("/recap/sirekap/export.csv?kind=page").streaming_content).decode().splitlines()
    assert len(lines) == 2 and "halaman formulir" in lines[1]


def taken(world: SimpleNamespace, files: dict[str, Any], at: datetime = AT) -> SirekapReading:
    """Read some files at once."""
    row = actions.begin(world.election, way="folder", race=None, actor=None, at=at)
    return actions.take(row, [(name, json.dumps(each).encode()) for name, each in files.items()], at=at)


@pytest.mark.django_db
def test_the_same_again_changes_nothing_a_mended_file_clears_and_the_desks_own_word_stays(
    world: SimpleNamespace,
) -> None:
    name = "ppwp/3602062001005.json"
    first = taken(world, {name: form(psu="PSU")})
    again = taken(world, {name: form(psu="PSU")}, AT + timedelta(hours=1))
    assert (first.created, again.created, again.unchanged) == (1, 0, 1)
    assert SirekapOddity.objects.get().kinds == ["again"]
    taken(world, {name: form()}, AT + timedelta(hours=2))
    assert not SirekapOddity.objects.exists()
    race = Race.objects.get(code="presiden")
    FormStanding.objects.filter(race=race).update(state="handed")
    assert taken(world, {name: form(ts="2024-02-15 20:00:00")}, AT + timedelta(hours=3)).created == 0
    early = taken(world, {name: form(ts="2024-02-15 20:00:00"), "x/3602062001005.json": form(images=[])}, AT)
    assert "tidak diketahui" in early.errors_head[0]["reason"]


@pytest.mark.django_db
def test_a_folder_is_read_by_command_and_40000_files_and_a_bomb_stay_bounded(
    world: SimpleNamespace, tmp_path: Any, capsys: Any
) -> None:
    folder = tmp_path / "sirekap"
    (folder / "ppwp").mkdir(parents=True)
    (folder / "ppwp" / "3602062001005.json").write_text(json.dumps(form()))
    (folder / "ppwp" / "3602062001006.json").symlink_to("/etc/hostname")
    world.election.polling_date = DAY
    call_command("import_sirekap", str(folder), "--json")
    summary = json.loads(capsys.readouterr().out)
    assert (summary["read"], summary["created"], summary["rejected"]) == (1, 1, 0)
    many = tmp_path / "banyak.zip"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(40_000):
            archive.writestr(f"ppwp/{3601012001001 + number}.json", "{}")
    began = time.monotonic()
    with pytest.raises(SystemExit):
        call_command("import_sirekap", str(many), "--json")
    summary = json.loads(capsys.readouterr().out)
    assert (summary["read"], summary["rejected"], len(summary["errors"])) == (40_000, 40_000, 50)
    assert time.monotonic() - began < 120
    bomb = tmp_path / "bom.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppwp/3602062001005.json", b" " * 64_000_000)
    with pytest.raises(SystemExit):
        call_command("import_sirekap", str(bomb), "--json")
    assert json.loads(capsys.readouterr().out)["errors"][0]["reason"].startswith("Berkas terlalu besar")
    (tmp_path / "rusak.zip").write_bytes(packed({"a.json": "{}"})[:-30])
    for name in ("rusak.zip", "tidak-ada.zip"):
        with pytest.raises(SystemExit):
            call_command("import_sirekap", str(tmp_path / name), "--json")
        assert json.loads(capsys.readouterr().out)["errors"][0]["reason"]
    for wrong in (["--election", "x"], ["--race", "x"]):
        with pytest.raises(CommandError):
            call_command("import_sirekap", str(folder), *wrong)


# ---- hosts that misbehave ----


class Host(BaseHTTPRequestHandler):
    """Sirekap as it is on a bad night; what it does depends on the folder that is asked for."""

    asked: list[tuple[str, str | None]] = []
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        Host.asked.append((self.path, self.headers.get("If-None-Match")))
        what = self.path.split("/")[1]
        body = json.dumps(form()).encode()
        if what == "slow":
            time.sleep(3)
        elif what == "busy":
            return self.answer(503, b"", [("Retry-After", "600")])
        elif what == "moved":
            return self.answer(302, b"", [("Location", "http://10.0.0.1/")])
        elif what == "gone":
            return self.answer(404, b"")
        elif what == "wrong":
            body = b"<html>maintenance</html>"
        elif what == "big":
            body = b" " * (parser.MOST_BYTES + 10)
        elif what == "half":
            self.send_response(200)
            self.send_header("Content-Length", "9999")
            self.end_headers()
            self.wfile.write(body[:40])
            self.close_connection = True
            return None
        elif what == "drip":
            self.send_response(200)
            self.end_headers()
            self.close_connection = True
            try:
                for _piece in range(12):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                return None
            return None
        elif self.headers.get("If-None-Match") == '"1"':
            return self.answer(304, b"")
        return self.answer(200, body, [("ETag", '"1"')])

    def answer(self, status: int, body: bytes, headers: list[tuple[str, str]] | None = None) -> None:
        try:
            self.send_response(status)
            for name, value in headers or []:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    """Start the host; gives its name with the port."""
    Host.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_only_the_known_hosts_are_asked_and_nothing_runs_on_without_end(host: str) -> None:
    limits: dict[str, Any] = {"hosts": [host], "most_bytes": parser.MOST_BYTES, "seconds": 0.6}
    assert http.get(f"http://{host}/ok/", **limits).status == 200
    assert http.get(f"http://{host}/ok/", **limits, etag='"1"').status == 304
    assert http.get(f"http://{host}/busy/", **limits).retry_after == 600
    assert http.get(f"http://{host}/moved/", **limits) == http.Answer(302), "a redirect is not followed"
    for path in ("slow", "half", "big", "drip"):
        began = time.monotonic()
        with pytest.raises(http.Unreachable):
            http.get(f"http://{host}/{path}/", **limits)
        assert time.monotonic() - began < 2.5, path
    for bad in (
        "http://10.0.0.1/",
        "ftp://" + host,
        f"http://x@{host}/",
        f"http://{host}\n/",
        "http://[",
        f"http://{host}0/",
    ):
        with pytest.raises(http.NotAllowed):
            http.get(bad, **limits)
    with pytest.raises(http.Unreachable):
        http.get("http://127.0.0.1:9/", hosts=["127.0.0.1:9"], most_bytes=9, seconds=0.5)


@pytest.mark.django_db
def test_addresses_are_asked_with_conditions_and_back_off_and_a_gone_host_is_given_up(
    world: SimpleNamespace, client: Client, host: str, settings: Any
) -> None:
    settings.DESK_SIREKAP_HOSTS = [host, "127.0.0.1:9"]
    good = f"http://{host}/ppwp/3602062001005.json"
    bad = [f"http://{host}/{what}/3602062001005.json" for what in ("busy", "gone", "wrong", "half", "slow")]
    dead = [f"http://127.0.0.1:9/ppwp/{3602062001000 + number}.json" for number in range(8)]
    client.force_login(world.operator_lebak)
    outside = client.post("/recap/sirekap/", {"urls": "http://10.0.0.1/3602062001005.json"})
    assert outside.status_code == 422 and "bukan alamat dari host" in outside.content.decode()
    pauses: list[float] = []

    def ask(urls: list[str], at: datetime) -> SirekapReading:
        SirekapAddress.objects.bulk_create(
            [SirekapAddress(election=world.election, url=url, due_at=at) for url in urls], ignore_conflicts=True
        )
        row = actions.begin(world.election, way="urls", race=None, actor=None, at=at)
        return actions.take(row, asking.ask(row, urls, at=at, pause=pauses.append, seconds=0.6), at=at)

    row = ask([good, *bad, *dead], AT)
    assert (row.created, row.rejected, row.failed) == (1, 1, 4 + len(dead)), row.errors_head
    known = {each.url: each for each in SirekapAddress.objects.all()}
    assert (known[good].etag, known[good].due_at) == ('"1"', AT + asking.AGAIN)
    assert known[bad[0]].due_at == AT + timedelta(seconds=600), "the host's own word about when"
    assert known[bad[3]].due_at == AT + asking.FIRST_WAIT
    assert [known[url].failures for url in dead] == [1] * asking.GIVE_UP + [0] * (8 - asking.GIVE_UP)
    before = len(Host.asked)
    ask([good], AT + timedelta(minutes=1))
    assert len(Host.asked) == before, "not asked again so soon"
    later = ask([good, bad[3]], AT + timedelta(minutes=11))
    assert Host.asked[-2][1] == '"1"' and (later.read, later.failed) == (0, 1)
    assert SirekapAddress.objects.get(url=bad[3]).due_at == AT + timedelta(minutes=11) + asking.FIRST_WAIT * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "reads", "starts"),
    [("admin", True, True), ("operator_lebak", True, True), ("lapangan", True, False), ("kpu", True, False),
     ("pejabat", True, False), ("luar", False, False)],
)  # fmt: skip
def test_who_sees_what_is_odd_and_who_starts_a_reading(
    world: SimpleNamespace, client: Client, name: str, reads: bool, starts: bool
) -> None:
    client.force_login(getattr(world, name))
    assert client.get("/recap/sirekap/").status_code == (200 if reads else 403)
    upload = SimpleUploadedFile("s.zip", packed({"3602062001005.json": form()}))
    client.post("/recap/sirekap/", {"upload": upload})
    assert SirekapReading.objects.exists() is starts

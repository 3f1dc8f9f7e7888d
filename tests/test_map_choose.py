"""Beside the map: one station, the stations in view, those in a drawn area, and the picture for paper."""

import csv
import io
import uuid
from datetime import timedelta

import pypdfium2
import pytest
import time_machine
from PIL import Image

from desk import clock
from desk.map import actions
from desk.recap.models import Relocation
from risks.models import Flag, ListImport, Observation
from tests import builders
from tests.builders import election, flag, observation, region, station
from tps.models import PollingStation

pytestmark = pytest.mark.django_db
SQUARE = "106.1,-6.65;106.3,-6.65;106.3,-6.5;106.1,-6.5"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def places(cast):
    """Five stations around Kanekes, one far in Pandeglang, one without a position."""
    found = [station(n, latitude=-6.55 - n / 100, longitude=106.2, voters=None if n == 5 else 200) for n in range(1, 6)]
    found.append(station(1, "36.01.01.2001", latitude=-6.5, longitude=105.9))
    station(9)
    actions.draw(election().pk, at=clock.now(), report=lambda done, total: None)
    return found


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.operator_banten)
    return client


def test_the_panel_says_what_is_near_and_leads_to_what_can_be_done(client, cast, places):
    client.force_login(cast.operator_lebak)
    flag(places[0])
    observation(places[0])
    observation(places[2], grade="good")
    observation(places[0], kind="access", grade="hard", mode="motorcycle")
    Relocation.objects.create(
        election=election(), station=places[1], site="Balai Desa", latitude=-6.6, longitude=106.21,
        deadline=clock.now(), made_at=clock.now(), changed_at=clock.now(),
    )  # fmt: skip
    page = client.get(f"/map/station/{places[0].code}/", headers=HTMX).content.decode()
    for words in ("TPS 003 Kanekes", "2,2 km", "ke selatan", "motor", "Balai Desa", "milik TPS lain", "Seret posisi"):
        assert words in page, words
    for address in (
        f"/tps/{places[0].code}/position/",
        f"/risks/of-station/{places[0].code}/",
        f"/tasks/of-station/{places[0].code}/",
        f"/risks/new/?station={places[0].code}",
    ):
        assert address in page, address
    far = client.get(f"/map/station/{places[5].code}/", headers=HTMX).content.decode()
    assert "belum ada yang menyebut sinyal" in far
    client.force_login(cast.pejabat)
    assert "Seret posisi" not in client.get(f"/map/station/{places[0].code}/", headers=HTMX).content.decode()


def test_a_dragged_position_asks_for_a_reason_and_leads_back_to_the_map(client, cast, places):
    client.force_login(cast.operator_lebak)
    back = f"/map/?station={places[0].code}&z=16"
    address = f"/tps/{places[0].code}/position/?latitude=-6.500000&longitude=106.250000&next=/map/%3Fz=16"
    form = client.get(address, headers=HTMX)
    assert 'value="-6.500000"' in form.content.decode()
    assert "<html" not in form.content.decode()
    seen = form.context["form"]["seen"].value() if "seen" in form.context["form"].fields else ""
    sent = {"latitude": "-6.500000", "longitude": "106.250000", "source": "manual", "seen": seen}
    assert client.post(address, sent).status_code in {200, 422}
    assert PollingStation.objects.get(pk=places[0].pk).longitude == 106.2
    answer = client.post(address, sent | {"reason": "Diseret di peta: balai desa."})
    assert (answer.status_code, answer["Location"]) == (302, "/map/?z=16")
    assert PollingStation.objects.get(pk=places[0].pk).longitude == 106.25
    evil = client.post(address.replace("/map/%3Fz=16", "https://evil.example/"), sent | {"reason": "lagi"})
    assert "evil" not in evil["Location"]
    assert back


def test_the_stations_in_view_stand_in_the_registers_order(signed_in, places):
    flag(places[3], severity="critical")
    view = {"bbox": "105.5,-7,106.5,-6", "zoom": "12"}
    listed = [row["code"] for row in signed_in.get("/tps/").context["rows"] if not row["code"].endswith("009")]
    rows = signed_in.get("/map/in-view.json", view).json()
    assert [each["code"] for each in rows["rows"]] == listed
    assert rows["more"] is False
    assert signed_in.get("/map/in-view.json", view | {"sort": "risk"}).json()["rows"][0]["code"] == places[3].code
    assert signed_in.get("/map/in-view.json", view | {"sort": "luck"}).status_code == 400
    assert signed_in.get("/map/in-view.json", view | {"bbox": "1,2,3"}).status_code == 400


def test_what_lies_in_a_drawn_area_is_counted_listed_and_exported(signed_in, cast, places):
    flag(places[0], severity="high")
    flag(places[1], kind="flood", severity="low")
    found = signed_in.get("/map/selection/", {"area": SQUARE}, headers=HTMX)
    chosen = found.context["found"]
    assert (chosen.stations, chosen.voters, chosen.unknown, chosen.flagged) == (5, 800, 1, 2)
    assert chosen.severities == {"high": 1, "low": 1}
    assert "<html" not in found.content.decode()
    page = signed_in.get("/map/selection/", {"area": SQUARE, "kind": "flood"})
    assert page.context["found"].stations == 1
    assert "<html" in page.content.decode()
    table = signed_in.get("/tps.csv", {"area": SQUARE})
    rows = list(csv.DictReader(io.StringIO(b"".join(table.streaming_content).decode("utf-8-sig"))))
    assert [row["kode_tps"] for row in rows] == [each.code for each in places[:5]]
    assert len(found.context["codes"]) == 5
    empty = signed_in.get("/map/selection/", {"area": "100,1;101,1;101,2"}, headers=HTMX).content.decode()
    assert "Tidak ada TPS" in empty
    for bad in ("", "x", ";".join(f"105.{n:05d},-6" for n in range(10_000))):
        assert signed_in.get("/map/selection/", {"area": bad}).status_code == 400
    signed_in.force_login(cast.pejabat)
    page = signed_in.get("/map/selection/", {"area": SQUARE}, headers=HTMX).content.decode()
    assert "Beri tugas" not in page
    assert "Catat pengamatan" not in page
    signed_in.force_login(cast.lapangan)
    far = {"area": "105.8,-6.6;106,-6.6;106,-6.4;105.8,-6.4"}
    assert signed_in.get("/map/selection/", far).context["found"].stations == 0


def test_many_tasks_at_once_begin_from_a_drawn_area(signed_in, places):
    codes = signed_in.get("/map/selection/", {"area": SQUARE}, headers=HTMX).context["codes"]
    form = signed_in.post("/tasks/bulk/", {"station": codes})
    assert form.status_code == 200
    assert form.context["chosen"] == "stations"
    assert len(form.context["stations"]) == 5


@pytest.fixture
def stating(places):
    """Give the address of the form for the square, and what is sent to it."""
    builders.agency("kpu")
    today = clock.local(clock.now()).date()
    sent = {"source": "kpu", "grade": "flood|prone", "day": today.isoformat(), "note": "Tanggul jebol."}
    return f"/map/selection/statement/?area={SQUARE}", sent | {"client_id": str(uuid.uuid4())}


def test_one_statement_about_a_drawn_area_is_counted_first_and_then_written_at_once(signed_in, cast, places, stating):
    address, sent = stating
    flag(places[0], kind="flood")
    observation(places[1], kind="flood", grade="prone", source=builders.agency("kpu"), observed_at=clock.now())
    assert signed_in.get(address).context["count"] == 5
    seen = signed_in.post(address, sent)
    effect = seen.context["effect"]
    assert (effect.created, effect.unchanged, effect.opened) == (4, 1, 3)
    assert Observation.objects.count() == 1
    for words in ("Pengamatan baru", "Tanggul jebol.", "Catat semuanya"):
        assert words in seen.content.decode()
    changing = signed_in.post(address, sent | {"mark": seen.context["mark"], "edit": "1"})
    assert changing.status_code == 200
    assert "Tanggul jebol.</textarea>" in changing.content.decode()
    for _twice in range(2):
        answer = signed_in.post(address, sent | {"mark": seen.context["mark"]})
        made = ListImport.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, f"/imports/lists/{made.pk}/")
    said = Observation.objects.filter(list_import=made)
    assert set(said.values_list("station__code", flat=True)) == {places[n].code for n in (0, 2, 3, 4)}
    assert {(each.kind, each.grade, each.source.code, each.standing, each.note) for each in said} == {
        ("flood", "prone", "kpu", "accepted", "Tanggul jebol.")
    }
    assert Flag.objects.filter(kind="flood", status="reported", reported_by=cast.operator_banten).count() >= 3
    with made.file.file.open() as file:
        assert len(file.read().decode().splitlines()) == 6
    page = signed_in.get(f"/imports/lists/{made.pk}/").content.decode()
    assert "ditarik kembali" in page
    undone = {"action": "undo", "reason": "Salah gambar."}
    assert signed_in.post(f"/imports/lists/{made.pk}/act/", undone).status_code == 302
    assert Observation.objects.count() == 1
    assert Flag.objects.filter(kind="flood").count() == 1


def test_a_preview_that_is_out_of_date_is_shown_anew_instead_of_written(signed_in, places, stating):
    address, sent = stating
    mark = signed_in.post(address, sent).context["mark"]
    station(7, latitude=-6.6, longitude=106.2)
    again = signed_in.post(address, sent | {"mark": mark})
    assert (again.status_code, again.context["count"]) == (200, 6)
    assert "berubah" in again.content.decode()
    assert not Observation.objects.exists()


def test_a_statement_has_its_hour_and_none_of_what_has_not_come(signed_in, places, stating):
    address, sent = stating
    now = clock.local(clock.now())
    yesterday = (now - timedelta(days=1)).date().isoformat()
    seen = signed_in.post(address, sent | {"day": yesterday, "hour": "14:30"}).context["said"].seen
    assert clock.local(seen).strftime("%H:%M") == "14:30"
    tomorrow = (now + timedelta(days=1)).date().isoformat()
    for wrong in ({"day": tomorrow}, {"grade": "flood|good"}, {"source": ""}, {"day": yesterday, "hour": "25:00"}):
        assert signed_in.post(address, sent | wrong).status_code == 422
    with time_machine.travel(now.replace(hour=10, minute=0), tick=False):
        answer = signed_in.post(address, sent | {"day": now.date().isoformat(), "hour": "10:30"})
    assert (answer.status_code, answer.context["form"].errors["hour"]) == (422, ["Jam ini belum tiba."])


def test_who_may_state_about_a_drawn_area_and_about_how_much_of_it(client, cast, places, stating):
    address, sent = stating
    client.force_login(cast.operator_pandeglang)
    assert "Tidak ada TPS di wilayah tugas Anda" in client.get(address).content.decode()
    client.force_login(cast.operator_lebak)
    wide = "/map/selection/statement/?area=105,-7;107,-7;107,-6;105,-6"
    assert "1 TPS lain di dalamnya berada di luar wilayah tugas Anda" in client.get(wide).content.decode()
    client.force_login(cast.kpu)
    assert "di luar wilayah tugas" not in client.get(address).content.decode()
    seen = client.post(address, sent)
    assert seen.context["effect"].opened == 0
    client.post(address, sent | {"mark": seen.context["mark"]})
    assert set(Observation.objects.values_list("standing", flat=True)) == {"proposed"}
    assert not Flag.objects.exists()
    client.force_login(cast.pejabat)
    assert client.get(address).status_code == 403
    client.force_login(cast.operator_banten)
    assert client.get("/map/selection/statement/?area=100,1;101,1;101,2").context["refused"]


def test_the_picture_has_title_legend_sources_and_moment_as_page_pdf_and_png(signed_in, cast, places):
    flag(places[0], severity="high")
    query = {"bbox": "105.5,-7,106.5,-6", "zoom": "9", "kind": "blank-spot", "measure": "flagged"}
    page = signed_in.get("/map/picture/", query).content.decode()
    for words in ("Porsi TPS berisiko", "Keadaan per", "Jenis: Tanpa sinyal", "Sumber:", "Tidak ada TPS", "km</text>"):
        assert words in page, words
    assert "Kabupaten Lebak" in page
    paper = signed_in.get("/map/picture.pdf", query)
    assert paper["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(paper.content)
    text = document[0].get_textpage().get_text_range()
    for words in (
        "Porsi TPS berisiko",
        "Keadaan per",
        "Jenis: Tanpa sinyal",
        "perkiraan dari posisi TPS",
        "km",
        "> 10 %",
    ):
        assert words in text, words
    assert len(document) == 1
    image = Image.open(io.BytesIO(signed_in.get("/map/picture.png", query).content))
    assert image.size[0] > 1500
    assert len(image.getcolors(1 << 20) or []) > 20
    past = (clock.now() - timedelta(days=3)).date().isoformat()
    assert "menurut riwayat" in signed_in.get("/map/picture/", query | {"day": past}).content.decode()
    assert signed_in.get("/map/picture/", {"bbox": "9,9,1,1"}).status_code == 400
    assert signed_in.get("/map/picture.pdf", {"measure": "x"}).status_code == 400
    assert signed_in.get("/map/picture.gif").status_code == 404
    signed_in.force_login(cast.luar)
    assert signed_in.get("/map/picture.pdf", query).status_code == 403


def test_an_election_without_stations_says_so_and_leads_to_the_import(client, cast):
    election()
    client.force_login(cast.operator_banten)
    page = client.get("/map/").content.decode()
    assert "Pemilihan ini belum mempunyai TPS." in page and "Impor daftar TPS" in page
    assert "Tidak ada wilayah yang dapat digambar" in client.get("/map/picture/").content.decode()
    client.force_login(cast.pejabat)
    page = client.get("/map/").content.decode()
    assert "Pemilihan ini belum mempunyai TPS." in page and "Impor daftar TPS" not in page


def test_the_picture_shows_shape_layers_and_severities_as_the_map_does(signed_in, places):
    flag(places[0], severity="medium")
    builders.agency("bpbd-lebak", name="BPBD Lebak", region_code="36.02")
    query = {"bbox": "105.5,-7,106.5,-6", "zoom": "9", "area": "106.1,-6.5;106.3,-6.5;106.3,-6.7;106.1,-6.7"}
    found = signed_in.get("/map/picture/", query | {"layer": "offices", "shown": "regency"}).context["found"]
    offices, chosen = found.over
    assert (offices.kind, bool(offices.places), chosen.kind, len(chosen.rings)) == ("offices", True, "chosen", 1)
    # The shape chooses stations; a region outside it keeps its own colour.
    assert {each.code: each.said for each in found.lines if each.stations} == {"36.02": "17 %", "36.01": "0 %"}
    assert found.key.title == "Porsi TPS berisiko per kabupaten/kota"
    assert "Kantor instansi: Daftar instansi desk" in found.note
    text = pypdfium2.PdfDocument(signed_in.get("/map/picture.pdf", query | {"layer": "offices"}).content)[0]
    words = text.get_textpage().get_text_range()
    assert "Sedang" in words and "Kantor instansi" in words and "bentuk yang dipilih" in words
    assert signed_in.get("/map/picture.png", query | {"layer": "offices"}).status_code == 200
    page = signed_in.get("/map/picture/", query | {"kind": "conflict"}).content.decode()
    assert "stroke-dasharray" in page and "Tidak ada TPS yang cocok di bagian peta ini." in page


def test_a_link_to_what_its_reader_may_not_see_shows_the_rest_and_says_why(client, cast, places):
    client.force_login(cast.lapangan)
    page = client.get("/map/?region=36.01")
    assert page.status_code == 200
    assert "di luar wilayah baca Anda" in page.content.decode()
    assert client.get("/map/?kind=party").context["problem"]
    assert client.get("/map/?measure=votes&level=galaxy&layer=x").status_code == 200


def test_search_on_the_map_finds_agencies_coordinates_and_old_codes(signed_in, places):
    region("36.02", latitude=-6.6, longitude=106.2)
    builders.agency("bpbd-lebak", name="BPBD Kabupaten Lebak", region_code="36.02")
    hits = signed_in.get("/map/find.json", {"q": "bpbd"}).json()["results"]
    assert [(each["label"], each["region"]) for each in hits if "region" in each] == [("BPBD Kabupaten Lebak", "36.02")]
    hits = signed_in.get("/map/find.json", {"q": "leuwidamar"}).json()["results"]
    assert hits[0]["hint"] == "Kecamatan · Kabupaten Lebak"
    hits = signed_in.get("/map/find.json", {"q": "-6.56, 106.2"}).json()["results"]
    assert hits[0] == {"point": True, "at": [-6.56, 106.2], "label": "-6.56000, 106.20000", "hint": "koordinat"}
    assert hits[1]["code"] == places[0].code

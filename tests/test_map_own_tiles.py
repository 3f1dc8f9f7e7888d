"""A basemap from a local file: right tiles to those who may see the map, cheap when asked again, refused when unfit."""

import gzip
import io
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from desk import checks, clock, doctor
from tests.builders import station

pytestmark = pytest.mark.django_db
NORTH, SOUTH = (2, 3, 1), (2, 3, 2)  # zoom, column, row from the north: two tiles one above the other
CREDIT = '<a href="https://osm.example">© OpenStreetMap &amp; kawan</a>'
VECTOR_TILE = gzip.compress(b"\x1a\x10vector")


def picture(colour, kind="PNG"):
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(kept, kind)
    return kept.getvalue()


TILES = {(0, 0, 0): picture("navy"), NORTH: picture("red"), SOUTH: picture("blue", "JPEG")}


def mbtiles(path: Path, tiles=TILES, **facts) -> Path:
    facts = {"format": "png", "bounds": "105.0,-7.1,106.8,-5.8", "attribution": CREDIT} | facts
    with closing(sqlite3.connect(path)) as link:
        link.execute("CREATE TABLE metadata (name text, value text)")
        link.execute("CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
        link.executemany("INSERT INTO metadata VALUES (?, ?)", facts.items())
        rows = [(z, x, (1 << z) - 1 - y, data) for (z, x, y), data in tiles.items()]
        link.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
        link.commit()
    return path


def pm(path: Path, tiles=TILES, kind=TileType.PNG, attribution=CREDIT) -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        for number, data in sorted((zxy_to_tileid(*at), data) for at, data in tiles.items()):
            writer.write_tile(number, data)
        edges = {"min_lon_e7": 1050000000, "min_lat_e7": -71000000, "max_lon_e7": 1068000000, "max_lat_e7": -58000000}
        header = {"tile_type": kind, "tile_compression": Compression.NONE, **edges}
        writer.finalize(header, {"attribution": attribution})
    return path


@pytest.fixture(params=[mbtiles, pm])
def file(request, settings, tmp_path):
    settings.TILE_FILE = str(request.param(tmp_path / "Banten ke-2.tiles"))
    return Path(settings.TILE_FILE)


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.pejabat)
    return client


def ask(client, z, x, y, **more):
    return client.get(f"/map/tiles/{z}/{x}/{y}", **more)


def problems():
    with translation.override("id"):
        seen = next(each for each in doctor.examine(clock.now()) if each.name == "tiles")
    return {each.id: each.msg for each in checks.tiles_are_credited(None)}, seen


def test_each_tile_is_the_one_of_its_place_with_its_own_type_and_costs_nothing_when_asked_again(file, signed_in):
    for at, kind in ((NORTH, "image/png"), (SOUTH, "image/jpeg")):
        answer = ask(signed_in, *at)
        assert (answer.status_code, answer["Content-Type"], answer.content) == (200, kind, TILES[at])
        assert "private" in answer["Cache-Control"]
        assert "max-age=86400" in answer["Cache-Control"]
        again = ask(signed_in, *at, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_missing_tile_is_empty_and_one_that_cannot_be_is_not_found(file, signed_in):
    assert ask(signed_in, 1, 0, 0).status_code == 204
    assert ask(signed_in, 2, 0, 0).status_code == 204
    assert ask(signed_in, 9, 400, 260).status_code == 204
    for at in ((23, 0, 0), (2, 4, 0), (2, 0, 4), (0, 1, 0), (999999999999, 0, 0)):
        assert ask(signed_in, *at).status_code == 404
    assert ask(signed_in, 2, -1, 0).status_code == 404


def test_only_those_who_may_see_the_map_see_tiles(file, client, cast):
    assert ask(client, 0, 0, 0).status_code == 302
    client.force_login(cast.luar)
    assert ask(client, 0, 0, 0).status_code == 403


def test_the_page_tells_the_map_where_tiles_are_and_whose_without_markup_of_the_file(file, signed_in):
    station()
    page = signed_in.get("/map/")
    found = page.context["basemap"]
    assert found.url.startswith("/map/tiles/{z}/{x}/{y}?v=")
    assert (found.first_zoom, found.last_zoom, found.edges) == (0, 2, (105.0, -7.1, 106.8, -5.8))
    assert found.attribution == "© OpenStreetMap &amp; kawan"
    assert 'data-tiles-zooms="0,2" data-tiles-edges="105.0,-7.1,106.8,-5.8"' in page.content.decode()
    assert "osm.example" not in page.content.decode()
    assert "img-src 'self' data:;" in page["Content-Security-Policy"] + ";"
    ids, seen = problems()
    assert not ids
    assert seen.ok


def test_another_file_in_the_same_place_is_seen_at_once(file, signed_in, tmp_path, settings):
    station()
    before = signed_in.get("/map/").context["basemap"].url
    newer = tmp_path / "newer"
    (mbtiles if file.read_bytes().startswith(b"SQLite") else pm)(newer, {NORTH: picture("green", "WEBP")})
    os.replace(newer, file)
    assert ask(signed_in, *NORTH)["Content-Type"] == "image/webp"
    assert signed_in.get("/map/").context["basemap"].url != before


def test_the_setting_says_whose_tiles_they_are_where_the_file_does_not(settings, tmp_path, signed_in):
    settings.TILE_FILE = str(mbtiles(tmp_path / "a", attribution=""))
    ids, seen = problems()
    assert set(ids) == {"desk.E004"}
    assert "DESK_TILE_ATTRIBUTION" in seen.advice
    settings.TILE_ATTRIBUTION = "BIG"
    assert problems()[0] == {}
    settings.TILE_URL = "https://tiles.example/{z}/{x}/{y}.png"
    settings.TILE_ORIGIN = "https://tiles.example"
    assert set(problems()[0]) == {"desk.E007"}


def unfit(tmp_path):
    vector = {(0, 0, 0): VECTOR_TILE}
    yield "vektor", mbtiles(tmp_path / "1", vector, format="pbf")
    yield "vektor", mbtiles(tmp_path / "2", vector)
    yield "vektor", pm(tmp_path / "3", vector, TileType.MVT)
    yield "vektor", pm(tmp_path / "4", vector, TileType.UNKNOWN)
    yield "kosong", mbtiles(tmp_path / "5", {})
    whole = pm(tmp_path / "6").read_bytes()
    cut = tmp_path / "7"
    cut.write_bytes(whole[:90])
    yield "terpotong", cut
    shorter = tmp_path / "8"
    shorter.write_bytes(whole[:200])
    yield "terpotong", shorter
    older = tmp_path / "9"
    older.write_bytes(b"PMTiles\x02" + whole[8:])
    yield "versi 3", older
    strange = tmp_path / "10"
    strange.write_bytes(picture("red"))
    yield "bukan PMTiles", strange
    half = tmp_path / "11"
    half.write_bytes(b"SQLite format 3\x00" + b"x" * 500)
    yield "rusak", half
    yield "tidak ada", tmp_path / "nowhere"
    yield "tidak ada", tmp_path


def test_a_file_that_cannot_be_served_is_named_with_its_reason_and_the_map_goes_on_without(
    settings, tmp_path, signed_in, caplog
):
    station()
    for said, path in unfit(tmp_path):
        settings.TILE_FILE = str(path)
        ids, seen = problems()
        assert set(ids) == {"desk.W005" if said == "tidak ada" else "desk.E006"}, path
        assert not seen.ok
        assert said in seen.seen, path
        assert ask(signed_in, 0, 0, 0).status_code == 404
        page = signed_in.get("/map/")
        assert page.status_code == 200
        assert page.context["basemap"] is None
    assert "DESK_TILE_FILE" in caplog.text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_draws_the_tiles_and_their_credit(settings, tmp_path, open_page, cast):
    station(latitude=-6.5, longitude=106.2)
    settings.TILE_FILE = str(pm(tmp_path / "a", {(6, 50, y): picture("teal") for y in (32, 33)}))
    page = open_page(cast.pejabat)
    page.goto("/map/?lat=-6.5&lng=106.2&z=8")
    page.locator("img.leaflet-tile-loaded").first.wait_for()
    assert page.locator(".leaflet-control-attribution").inner_text() == "© OpenStreetMap & kawan"

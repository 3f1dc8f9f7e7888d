"""Minutes written by several people: nobody's words are lost, and what Word pastes becomes plain text."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, expect

from desk.coordination.actions import Refused
from desk.coordination.meetings.actions import minutes
from desk.coordination.meetings.parser import plain
from desk.coordination.meetings.rules import MOST_TEXT, merge
from desk.coordination.models import Meeting, Minutes, MinutesVersion
from tests import builders
from tests.doors import signed_in

PAIRS = 100


@pytest.fixture
def meeting(db: None) -> Meeting:
    """Give a meeting that runs, with one item."""
    held = builders.meeting(state="held", starts_at=timezone.now())
    builders.agenda_item(held)
    return held


def stands(of: Meeting) -> Minutes:
    """Give the minutes of the only item."""
    return Minutes.objects.get(item__meeting=of)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both", "clean"),
    [
        ("", "Saya", "Dia", "Dia\nSaya", True),
        ("", "Saya dan lagi", "", "Saya dan lagi", True),
        ("A\nB", "A saya\nB", "A\nB dia", "A saya\nB dia", True),
        ("A", "A\nSaya", "A\nDia", "A\nDia\nSaya", True),
        ("A", "A diubah", "A\nDia", "A diubah\nDia", True),
        ("A", "Saya\nA", "A diubah", "Saya\nA diubah", True),
        ("A\nB\nC", "A\nC", "A\nB\nC\nD", "A\nC\nD", True),
        ("A", "A saya", "A dia", "A dia\nA saya", False),
        ("A\nB", "A", "A\nB dia", "A\nB dia", False),
        ("A", "A", "B", "B", True),
        ("A\nB", "X\nB", "X\nB", "X\nB", True),
    ],
)
def test_two_texts_become_one(base: str, mine: str, theirs: str, both: str, clean: bool) -> None:
    merged = merge(base, mine, theirs)
    assert (merged.text, merged.clean) == (both, clean)


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head><body lang=IN>
<p class=MsoNormal style='margin:0cm'><b>Ketua</b> membuka rapat&nbsp;pukul 09.00 &amp; menyapa<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>Genset <i>dua</i> unit</p>
<ul><li>Perahu <span>tiga</span></li><li><p>Pompa</p></li></ul><ol><li>Satu</li><li>Dua</li></ol>
<table><tr><td><p>Lebak</p></td><td><p>27 TPS</p></td></tr></table><p>TPS &lt; 5 tetap</p>%s</body></html>"""
CLEANED = (
    "Ketua membuka rapat pukul 09.00 & menyapa\n- Genset dua unit\n- Perahu tiga\n- Pompa\n1. Satu\n2. Dua\n"
    "Lebak | 27 TPS\nTPS < 5 tetap"
)


def test_markup_of_word_becomes_plain_words_with_bullets(cast: SimpleNamespace, meeting: Meeting) -> None:
    assert plain(WORD % "") == CLEANED
    # What was no markup stays as it was typed, whatever brackets it has.
    typed = "TPS <5 pemilih, 3 > 2 & <b\n\u2022\tButir\r\n\r\n\r\n\r\n1)  Satu\x00"
    assert plain(typed) == "TPS <5 pemilih, 3 > 2 & <b\n- Butir\n\n1) Satu"
    filler = "".join(
        f"<p class=MsoNormal style='mso-x:{n}'><span lang=IN>Kalimat ke-{n}</span></p>" for n in range(2600)
    )
    words = WORD % filler
    assert len(words) > 200_000
    with pytest.raises(Refused, match=r"Notulen butir ini .* karakter; paling banyak 50\.000 atau 1\.500 baris"):
        minutes.save(stands(meeting).item_id, words, actor=cast.admin, at=timezone.now(), base=0)
    filler = "<p class=MsoNormal>Kalimat</p>" + "<p style='mso-bidi-font-family:Calibri'><o:p>&nbsp;</o:p></p>" * 4000
    words = WORD % filler
    assert len(words) > 200_000
    page = signed_in(cast.operator_banten).post(
        f"/meetings/{meeting.pk}/minutes/{stands(meeting).item_id}/", {"text": words, "base": "0"}, follow=True
    )
    assert "Notulen tersimpan." in page.content.decode()
    assert stands(meeting).text == f"{CLEANED}\nKalimat"
    assert len(stands(meeting).text) < MOST_TEXT


def test_the_second_saver_of_the_same_line_gets_both_texts(cast: SimpleNamespace, meeting: Meeting) -> None:
    item = stands(meeting).item_id
    address = f"/meetings/{meeting.pk}/minutes/{item}/"
    first, second = signed_in(cast.operator_banten), signed_in(cast.admin)
    first.post(address, {"text": "Rapat dibuka", "base": "0"})
    base = stands(meeting).version
    script = {"HTTP_ACCEPT": "application/json"}
    saved = first.post(address, {"text": "Rapat dibuka Sekda", "base": base}, **script).json()  # type: ignore[arg-type]
    assert (saved["state"], saved["version"]) == ("saved", base + 1)
    # Elsewhere in the text: merged without a question.
    merged = second.post(address, {"text": "Rapat dibuka\nBawaslu hadir", "base": base}, **script).json()  # type: ignore[arg-type]
    assert (merged["state"], merged["text"]) == ("merged", "Rapat dibuka Sekda\nBawaslu hadir")
    # Typed on while that was on its way: the words as sent are the ground, so nothing clashes with itself.
    again = second.post(
        address,
        {"text": "Rapat dibuka\nBawaslu hadir lengkap", "base": merged["mine"]},
        **script,  # type: ignore[arg-type]
    ).json()
    assert (again["state"], again["text"]) == ("merged", "Rapat dibuka Sekda\nBawaslu hadir lengkap")
    clash = second.post(address, {"text": "Rapat dibuka Gubernur", "base": base})
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "mengubah baris yang sama" in page
    assert "Rapat dibuka Sekda" in page
    assert "Rapat dibuka Gubernur" in page
    assert stands(meeting).text == "Rapat dibuka Sekda\nBawaslu hadir lengkap"
    assert MinutesVersion.objects.filter(aside=True, text="Rapat dibuka Gubernur").exists()
    refused = second.post(address, {"text": "x" * (MOST_TEXT + 1), "base": base}, **script)  # type: ignore[arg-type]
    assert refused.status_code == 422
    assert "paling banyak 50.000" in refused.json()["reason"]


def test_only_those_in_charge_write_and_hear_who_else_does(cast: SimpleNamespace, meeting: Meeting) -> None:
    item = stands(meeting).item_id
    address = f"/meetings/{meeting.pk}/minutes/"
    for name in ("pejabat", "kpu", "lapangan", "luar", "operator_lebak"):
        for path in (f"{address}{item}/", f"{address}pulse/"):
            assert signed_in(getattr(cast, name)).post(path, {"text": "x"}).status_code in (403, 404), (name, path)
    assert stands(meeting).version == 0
    signed_in(cast.admin).post(f"{address}pulse/", {"item": item, "has": f"{item}:0"})
    minutes.save(item, "Halo", actor=cast.admin, at=timezone.now(), base=0)
    heard = signed_in(cast.operator_banten).post(f"{address}pulse/", {"item": "0", "has": f"{item}:0"}).json()
    assert heard["people"] == "admin sedang menulis di butir 1"
    assert heard["items"] == {str(item): {"version": 1, "text": "Halo"}}
    quiet = signed_in(cast.operator_banten).post(f"{address}pulse/", {"item": "0", "has": f"{item}:1"}).json()
    assert (quiet["items"], quiet["open"]) == ({}, True)


@pytest.mark.django_db(transaction=True)
def test_no_word_is_lost_when_two_people_save_at_the_same_moment() -> None:
    first, second = (builders.user(name, "operator", remit="36") for name in ("siti", "budi"))
    held = builders.meeting(state="held", starts_at=timezone.now())
    item = builders.agenda_item(held).pk
    chance = random.Random(7)
    gate = Barrier(2)
    expected: set[str] = set()

    def write(person: Any, lines: list[tuple[str, str]]) -> int:
        """Save each word on the text that stood when the pair began; a clash is merged as the page offers it."""
        clashes = 0
        try:
            for how, word in lines:
                gate.wait(30)
                now = Minutes.objects.get(item_id=item)
                gate.wait(30)
                rows = now.text.split("\n") if now.text else []
                place = len(rows) if how == "end" or not rows else 0
                if how == "same" and rows:
                    rows[0] = f"{rows[0]} {word}"
                else:
                    rows.insert(place, word)
                text, base = "\n".join(rows), now.version
                while True:
                    try:
                        minutes.save(item, text, actor=person, at=timezone.now(), base=base)
                        break
                    except minutes.Overtaken as overtaken:
                        clashes += 1
                        text, base = overtaken.both, overtaken.minutes.version
        finally:
            connections.close_all()
        return clashes

    hows = [chance.choice(["end", "end", "start", "same"]) for _pair in range(PAIRS)]
    with ThreadPoolExecutor(2) as pool:
        turns = [
            pool.submit(write, person, [(how, f"{person.username}{number}") for number, how in enumerate(hows)])
            for person in (first, second)
        ]
        clashes = sum(turn.result(120) for turn in turns)
    expected = {f"{name}{number}" for name in ("siti", "budi") for number in range(PAIRS)}
    words = set(Minutes.objects.get(item_id=item).text.split())
    assert expected - words == set()
    assert clashes > 0


@pytest.fixture
def writers(live_server: Any) -> Iterator[SimpleNamespace]:
    """Give two people and a meeting that runs."""
    yield SimpleNamespace(
        siti=builders.user("siti", "operator", remit="36", first_name="Siti"),
        budi=builders.user("budi", "operator", remit="36", first_name="Budi"),
        meeting=builders.meeting(state="held", starts_at=timezone.now()),
    )


@pytest.mark.django_db(transaction=True)
def test_two_browsers_write_and_a_broken_network_loses_nothing(
    writers: SimpleNamespace, open_page: Any, troubles: Any
) -> None:
    builders.agenda_item(writers.meeting)
    address = f"/meetings/{writers.meeting.pk}/minutes/"
    siti: Page = open_page(writers.siti)
    budi: Page = open_page(writers.budi)
    siti.goto(address)
    budi.goto(address)
    siti.locator("textarea[name=text]").first.fill("Siti mencatat")
    expect(siti.locator("[data-state]").first).to_contain_text("Tersimpan")
    expect(budi.locator("textarea[name=text]").first).to_have_value("Siti mencatat")
    expect(budi.locator("[data-people]")).to_contain_text("Siti")
    budi.context.set_offline(True)
    budi.locator("textarea[name=text]").first.fill("Siti mencatat\nBudi menulis tanpa jaringan")
    expect(budi.locator("[data-state]").first).to_contain_text("Sambungan terputus")
    siti.locator("textarea[name=text]").first.fill("Siti mencatat lagi")
    expect(siti.locator("[data-state]").first).to_contain_text("Tersimpan")
    budi.context.set_offline(False)
    expect(budi.locator("textarea[name=text]").first).to_have_value("Siti mencatat lagi\nBudi menulis tanpa jaringan")
    expect(siti.locator("textarea[name=text]").first).to_have_value("Siti mencatat lagi\nBudi menulis tanpa jaringan")
    troubles.forget("ERR_INTERNET_DISCONNECTED")

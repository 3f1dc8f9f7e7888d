"""What each agency reads of one province, read once for all of them."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import clock
from desk.briefings import actions, drawn, outline, reading, summary
from desk.briefings.situation import FIRST, Situation, from_json, to_json
from desk.coordination.models import Jurisdiction, Referral
from desk.recap.actions.recounting import recount
from desk.recap.models import FallbackPlan, FormSighting, Relocation
from desk.recap.reach import reach
from risks.models import Transition
from risks.policy import speaking
from tests.builders import (
    agency,
    cast,
    claim,
    election,
    flag,
    observation,
    race,
    readiness,
    region,
    score,
    station,
    task,
)

pytestmark = pytest.mark.django_db
AT = datetime.fromisoformat("2024-02-01T09:00:00+07:00")
WEEK = clock.week_window("2024-W05")
DAY = timedelta(days=1)
# Code, kind, place, content: twelve agencies as a province has them.
AGENCIES = (
    ("kpu", "election", "36", "election"),
    ("bawaslu", "supervisor", "36", "supervisor"),
    ("forkopimda", "forkopimda", "36", "forkopimda"),
    ("sekda", "other", "36", "full"),
    ("pemprov", "government", "36", "full"),
    ("bpbd", "disaster", "36", "disaster"),
    ("diskominfo", "communication", "36", "signal"),
    ("polda", "security", "36", "forkopimda"),
    ("pln", "utility", "36", "general"),
    ("kpu-36-02", "election", "36.02", "election"),
    ("pemda-36-02", "government", "36.02", "regency"),
    ("pemda-36-01", "government", "36.01", "regency"),
)


@pytest.fixture
def province():
    """Give a small province in which every part of a briefing has something to say."""
    people = cast()
    people.agencies = {}
    for code, kind, place, _content in AGENCIES:
        people.agencies[code] = office = agency(code, region_code=place)
        office.kind = kind
        office.save(update_fields=["kind"])
    here, there, away = station(1), station(2), station(1, "36.01.01.2001")
    blank = flag(here, severity="critical", status="verified", reported_at=AT - 9 * DAY)
    flood = flag(there, kind="flood", severity="high", status="verified", reported_at=AT - DAY)
    tense = flag(away, kind="conflict", severity="high", status="verified", reported_at=AT - DAY)
    flag(there, kind="access", severity="medium", status="reported", reported_at=AT - DAY)
    bogus = flag(
        station(3), kind="conflict", status="dismissed", outcome="bogus", reported_at=AT - 2 * DAY, closed_at=AT - DAY
    )
    Transition.objects.create(
        flag=bogus, step="dismiss", before="reported", after="dismissed", outcome="bogus", at=AT - DAY,
        comment="Laporan itu tentang desa lain",
    )  # fmt: skip
    observation(here, flag=blank, grade="none", observed_at=AT - 10 * DAY)
    observation(here, flag=blank, grade="weak", source=agency("bawaslu"), observed_at=AT - 2 * DAY)
    observation(there, flag=flood, kind="flood", grade="prone", source=agency("bpbd"), observed_at=AT - DAY)
    observation(
        away, flag=tense, kind="conflict", grade="tps-rawan", source=agency("bawaslu"),
        variables=["keamanan", "lokasi"], observed_at=AT - DAY,
    )  # fmt: skip
    claim(number=29, region=region("36.02"), recorded_at=AT - 3 * DAY)
    claim(number=31, region=region("36.02"), source=agency("bawaslu"), recorded_at=AT - 3 * DAY)
    score(region=region("36.01"), recorded_at=AT - 3 * DAY)
    Jurisdiction.objects.create(
        agency=agency("polda"), kind="polres", name="Polres Pandeglang", includes=["36.01"], valid_from=AT.date() - DAY
    )
    FallbackPlan.objects.create(
        election=election(), station=here, means="courier", lacks=["contact", "decider"], made_at=AT, changed_at=AT
    )
    Relocation.objects.create(
        election=election(), station=there, site="Balai desa", deadline=AT - DAY, decider=agency("bpbd"),
        made_at=AT - 2 * DAY, changed_at=AT,
    )  # fmt: skip
    Referral.objects.create(
        election=election(), flag=tense, to=agency("polda"), by=agency("bawaslu"), question="Berapa personel?",
        created_at=AT - 5 * DAY, asked_at=AT - 5 * DAY, answer_by=AT - DAY,
    )  # fmt: skip
    readiness(region=region("36.02.06"), state="red", observed_at=AT - DAY, recorded_at=AT - DAY)
    task(flag=blank, owner=agency("kpu"), created_at=AT - 3 * DAY, due_at=AT - timedelta(hours=1))
    people.flags = {"blank": blank, "flood": flood, "tense": tense, "bogus": bogus}
    return people


def read(code: str, edition: str = "weekly", **fields) -> Situation:
    return reading.read(agency(code), election(), edition=edition, window=WEEK, as_of=AT, **fields)[0]


def told(situation: Situation) -> dict[str, str]:
    """Give the words of each section by its key."""
    found = {}
    for section in outline.sections(situation):
        words = []
        for block in section.blocks:
            words += [block.text] if block.shape == "prose" else []
            words += [*block.lines, block.note] if block.shape == "grid" else []
        found[section.key] = " ".join(words)
    return found


def test_twelve_agencies_are_read_with_25_questions_and_each_reads_its_own(province):
    shared, found = reading.Shared(), {}
    now = election()
    with CaptureQueriesContext(connection) as asked:
        for code, office in province.agencies.items():
            found[code] = reading.read(office, now, edition="weekly", window=WEEK, as_of=AT, shared=shared)[0]
    assert len(asked) <= 25
    assert {code: each.profile for code, each in found.items()} == {code: content for code, _k, _p, content in AGENCIES}
    keys = {code: [section.key for section in outline.sections(each)] for code, each in found.items()}
    assert {"rencana", "banjir", "akses", "kesiapan", "rekap", "pernyataan"} <= set(keys["kpu"])
    assert {"variabel", "indeks", "ditolak", "rujukan"} <= set(keys["bawaslu"])
    assert {"keputusan", "wilayah-kerja", "instansi", "banjir"} <= set(keys["forkopimda"])
    assert set(keys["kpu"]) | set(keys["forkopimda"]) <= set(keys["sekda"]) | {"rujukan"}
    for code, each in found.items():
        assert len(summary.sentences(each)) == 5, code
        assert from_json(json.loads(json.dumps(to_json(each)))) == each


def test_forms_of_tps_out_of_reach_stand_in_a_denominator_of_their_own(province):
    far, vote = station(4), race("ppwp")
    observation(far, flag=flag(far, status="verified", reported_at=AT - DAY), grade="none", observed_at=AT - DAY)
    for where, state in ((far, "handed"), (province.flags["flood"].station, "sent")):
        FormSighting.objects.create(
            election=election(), station=where, race=vote, state=state, seen_at=AT, recorded_at=AT
        )
    recount(election().pk)
    apart = [code for code in reach(election().pk, rule=speaking(), at=AT).unreachable.values() if code[:5] == "36.02"]
    cache.clear()
    shared, found, now = reading.Shared(), {}, election()
    with CaptureQueriesContext(connection) as asked:
        for code, office in province.agencies.items():
            found[code] = reading.read(office, now, edition="weekly", window=WEEK, as_of=AT, shared=shared)[0]
    assert len(asked) <= 25
    lebak = next(each for each in found["kpu"].recap if each.code == "36.02")
    assert (lebak.expected, lebak.reported, lebak.sent) == (4 - len(apart), 1, 1)
    assert (lebak.far_stations, lebak.far_expected, lebak.far_reported, lebak.far_carried) == (len(apart),) * 2 + (1, 1)
    assert "dihitung sendiri" in told(found["kpu"])["rekap"]


def test_every_figure_stands_with_its_source_and_contradictions_stay(province):
    kpu, bawaslu, leaders = (told(read(code)) for code in ("kpu", "bawaslu", "forkopimda"))
    assert "Bawaslu Provinsi Banten; " not in kpu["sumber-blank-spot"] and "sinyal lemah" in kpu["sumber-blank-spot"]
    assert "Kabupaten Lebak 29 atau 31 (tanpa sinyal)" in kpu["pernyataan"]
    assert "Yang kurang" not in kpu["rekap"] and "kontak belum ditentukan" in kpu["rencana"]
    assert "Balai desa" in kpu["banjir"] and "lewat tenggat" in kpu["banjir"]
    assert "Keamanan | 1 | 0" in bawaslu["variabel"] and "Hak pilih | 0 | 0" in bawaslu["variabel"]
    assert "77,74" in bawaslu["indeks"] and "tidak ada data" in bawaslu["indeks"]
    assert "tidak benar; Laporan itu tentang desa lain" in bawaslu["ditolak"]
    assert "Berapa personel?" in bawaslu["rujukan"]
    assert "Polres Pandeglang | 1 | 1 | 0 | 1 | 1" in leaders["wilayah-kerja"]
    assert "Memutuskan 1 usulan lokasi cadangan" in leaders["keputusan"]
    assert "Tingkat keyakinan: sedang; 3 dari 4" in leaders["metode"]
    assert "Berapa personel?" not in told(read("forkopimda")).get("rujukan", "")


def test_what_is_asked_of_an_agency_is_its_own(province):
    assert any("lewat tenggat" in line for line in outline.asked(read("kpu")))
    [answer] = [line for line in outline.asked(read("polda")) if line.startswith("Jawab rujukan")]
    assert province.flags["tense"].number in answer and "lewat waktu" in answer
    assert any("Putuskan 1 usulan lokasi cadangan" in line for line in outline.asked(read("bpbd")))
    assert outline.asked(read("pln")) == []


def test_a_kabupaten_reads_its_kecamatan_and_nothing_of_its_neighbour(province):
    lebak = read("pemda-36-02")
    words = " ".join(told(lebak).values())
    assert [each.code for each in lebak.regencies] == ["36.02.06"]
    assert "Sumberjaya" not in words and "Kanekes" in words and "Leuwidamar" in words
    assert lebak.stations == 3 and "Polres Pandeglang" not in words
    assert drawn.areas(election().pk, lebak) == []
    assert "Sumberjaya" in " ".join(told(read("pemda-36-01")).values())


def test_the_daily_issue_tells_the_day_up_to_its_cut_off(province):
    day = clock.day_window((AT - DAY).date())
    found = reading.read(agency("kpu"), election(), edition="daily", window=day, as_of=day.end)[0]
    words = told(found)
    assert province.flags["flood"].number in words["baru"] and province.flags["blank"].number not in words["baru"]
    assert "Periode dihitung dari" in words["metode"] and "tempo" in words


def test_what_changed_since_the_preceding_issue_comes_from_its_frozen_figures(province):
    first, _made = actions.draft(
        agency("kpu"), election(), edition="weekly", period="2024-W04", actor=province.operator_banten, at=AT
    )
    actions.authorise(first, actor=province.pejabat, at=AT)
    issued = actions.issue(first.pk, at=AT)
    flag(station(9), status="verified", reported_at=AT - timedelta(hours=2))
    found = read("kpu")
    assert found.preceding == issued.document.number
    words = told(found)["perubahan"]
    assert "TPS tanpa sinyal (catatan desk) | 1 | 2 | +1" in words and issued.document.number in words
    assert "berubah dari 1 menjadi 2 sejak laporan sebelumnya" in " ".join(summary.sentences(found))


def test_an_issue_frozen_before_there_were_editions_still_tells_what_it_told():
    known = {
        "profile": "forkopimda", "agency_code": "forkopimda", "agency": "Forkopimda", "place": "",
        "election_code": "pemilu-2024", "election": "Pemilu 2024", "polling_day": "2024-02-14", "simulated": False,
        "edition": "weekly", "period": "2024-W05", "start": WEEK.start.isoformat(), "end": WEEK.end.isoformat(),
        "as_of": AT.isoformat(), "preceding": "", "stations": 5, "voters": None, "heard": None,
        "sources": [{
            "kind": "conflict", "source": "Polda", "adverse": 3, "stations": 4, "before": 1, "as_of": AT.isoformat(),
            "grades": {"rawan": 3, "kurang-rawan": 1},
        }],
        "dismissed": [{"number": "R-0001", "kind": "flood", "outcome": "bogus", "place": "X", "note": "n"}],
    }  # fmt: skip
    old = from_json(known)
    assert old.version == FIRST
    keys = [section.key for section in outline.sections(old)]
    assert keys == ["sebaran", "sumber-conflict", "risiko", "sumber-flood", "instansi", "tugas", "metode"]
    assert "Polda | 3 | +2 | 4" in told(old)["sumber-conflict"]
    assert "keyakinan" not in told(old)["metode"] and len(summary.sentences(old)) == 5

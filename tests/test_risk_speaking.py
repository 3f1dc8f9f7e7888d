"""Which statement speaks: one rule for page, station, counts; water lapses, and silence is not dryness."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from risks import summaries
from risks.kinds import Standing
from risks.speaking import Rule, each_source, speaks
from tests import builders

NOON = datetime(2024, 2, 5, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULE = Rule()


@dataclass
class Said:
    """A statement as the rule sees it."""

    pk: int
    observed_at: datetime = NOON
    verified_at: datetime | None = None
    standing: str = Standing.ACCEPTED
    grade: str = "none"
    code: str = "kpu"

    @property
    def source(self):
        """Give who said it."""
        return SimpleNamespace(code=self.code)

    @property
    def source_id(self):
        """Tell sources apart."""
        return hash(self.code)


def test_the_newest_verified_statement_speaks_before_newer_unverified_ones():
    old, older = Said(1, NOON - 9 * HOUR, verified_at=NOON), Said(4, NOON - 12 * HOUR, verified_at=NOON)
    new = Said(2, NOON)
    told = speaks([new, old, older], RULE, NOON)
    assert told.statement is old and told.reason == "berlaku karena pernyataan terverifikasi yang terbaru"
    told = speaks([new, Said(3, NOON - HOUR)], RULE, NOON)
    assert told.statement is new and "belum ada yang terverifikasi" in told.reason


def test_a_single_statement_says_so():
    assert "satu-satunya" in speaks([Said(1)], RULE, NOON).reason
    assert "terverifikasi dan satu-satunya" in speaks([Said(1, verified_at=NOON)], RULE, NOON).reason


def test_a_source_that_the_desk_puts_first_goes_before_a_newer_one_but_not_before_a_verified_one():
    rule = Rule(precedence=("bawaslu", "kpu"))
    kpu, bawaslu = Said(1, NOON), Said(2, NOON - 5 * HOUR, code="bawaslu")
    told = speaks([kpu, bawaslu], rule, NOON)
    assert told.statement is bawaslu and "sumbernya didahulukan" in told.reason
    checked = Said(3, NOON - 9 * HOUR, code="bpbd", verified_at=NOON)
    assert speaks([kpu, bawaslu, checked], rule, NOON).statement is checked
    both = speaks([checked, Said(4, NOON - 10 * HOUR, code="KPU", verified_at=NOON)], rule, NOON)
    assert both.statement.pk == 4 and "terverifikasi dan sumbernya didahulukan" in both.reason
    assert "BAWASLU, KPU" in rule.words()


def test_proposals_never_speak_and_silence_is_none():
    told = speaks([Said(1, standing=Standing.PROPOSED), Said(2, standing=Standing.DECLINED)], RULE, NOON)
    assert told.statement is None and told.reason == "belum ada pernyataan yang diterima"
    assert speaks([], RULE, NOON).statement is None and each_source([], RULE, NOON) == []


def test_water_lapses_after_its_hours_and_is_then_unknown_not_dry():
    water = Said(1, NOON, grade="depth-70", verified_at=NOON)
    dry = Said(2, NOON - HOUR, grade="dry", verified_at=NOON)
    assert speaks([water, dry], RULE, NOON + 23 * HOUR).statement is water
    told = speaks([water, dry], RULE, NOON + 24 * HOUR)
    assert told.statement is None and "tidak diketahui, bukan berarti kering" in told.reason
    assert told.lapsed == {1, 2}
    assert each_source([water, dry], RULE, NOON + 24 * HOUR) == []


def test_what_does_not_lapse_speaks_again_after_the_water():
    water, prone = Said(1, NOON, grade="depth-10"), Said(2, NOON - 48 * HOUR, grade="prone")
    after = Said(3, NOON + 2 * HOUR, grade="dry")
    assert speaks([water, prone], RULE, NOON + 30 * HOUR).statement is prone
    assert speaks([water, prone, after], RULE, NOON + 30 * HOUR).statement is after
    assert speaks([water], Rule(sighting_hours=72), NOON + 48 * HOUR).statement is water


@pytest.mark.django_db
def test_risk_and_station_page_say_which_statement_counts_and_why(client, cast, settings):
    settings.DESK_SOURCE_PRECEDENCE = ["KPU"]
    station, now = builders.station(), timezone.now()
    flag = builders.flag(station)
    builders.observation(station, observed_at=now - 2 * HOUR)
    builders.observation(station, grade="weak", source=builders.agency("bawaslu"), observed_at=now - HOUR)
    client.force_login(cast.pejabat)
    station_url = reverse("risks-of-station", args=[station.code])
    for page in (client.get(reverse("risk", args=[flag.pk])), client.get(station_url, headers={"HX-Request": "true"})):
        text = page.content.decode()
        assert "Berlaku karena sumbernya didahulukan" in text and "urutan: KPU" in text
        assert text.count('<span class="tag accent">berlaku</span>') == 1
        assert "Bawaslu" in text and "2 sumber menyatakan hal yang berbeda" in text


@pytest.mark.django_db
def test_a_lapsed_flood_is_told_as_unknown_on_the_page_and_counts_no_more(client, cast):
    station, now = builders.station(), timezone.now()
    flag = builders.flag(station, kind="flood")
    bpbd = builders.agency("bpbd")
    builders.observation(station, kind="flood", grade="depth-70", source=bpbd, observed_at=now - 25 * HOUR)
    builders.observation(station, kind="flood", grade="dry", source=bpbd, observed_at=now - 26 * HOUR)
    client.force_login(cast.pejabat)
    page = client.get(reverse("risk", args=[flag.pk])).content.decode()
    assert "bukan berarti kering" in page and page.count("kedaluwarsa") == 2
    assert summaries.stations_by_source(station.election_id, "flood", at=now) == []
    (then,) = summaries.stations_by_source(station.election_id, "flood", at=now - 2 * HOUR)
    assert (then.adverse, then.grades) == (1, {"depth-70": 1})


@pytest.mark.django_db
def test_numbers_by_source_take_a_sources_verified_statement_first():
    station, now = builders.station(), timezone.now()
    builders.observation(station, grade="good", observed_at=now - 2 * HOUR)
    builders.observation(station, grade="none", observed_at=now - 3 * HOUR, verified_at=now - HOUR)
    (kpu,) = summaries.stations_by_source(station.election_id, "blank-spot", at=now)
    assert kpu.grades == {"none": 1}
    # Before it was checked, the newer one spoke.
    then = now - HOUR + timedelta(minutes=-1)
    assert summaries.stations_by_source(station.election_id, "blank-spot", at=then)[0].grades == {"good": 1}

"""One set of filters for the map and the register: the quick statements find what plain reading finds."""

import math
import random
import uuid
from collections import Counter
from datetime import datetime, timedelta

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.clock import now
from desk.map import polygon, register, stations, totals
from desk.map.box import Box
from desk.map.filters import Filters
from risks import actions
from risks.kinds import SEVERITY_ORDER, Kind, Severity, Status
from risks.models import Flag, Observation
from tests.builders import agency, election, flag, observation, region, station
from tps.models import PollingStation

VILLAGES = ("36.02.06.2001", "36.01.01.2001", "36.71.01.1001")
VIEW = {"bbox": "104.9,-7.2,107,-5.6", "zoom": "9"}
RANKS = {severity.value: rank for severity, rank in SEVERITY_ORDER.items()}


@pytest.fixture
def crowd(db):
    """180 stations around Banten with every kind of risk, some without a position, said by several, owned by some."""
    rnd = random.Random(11)
    run = election()
    kpu, bpbd = agency("kpu"), agency("bpbd")
    PollingStation.objects.bulk_create(
        PollingStation(
            election=run,
            region=region(VILLAGES[n % 3]),
            number=1 + n // 3,
            code=f"{VILLAGES[n % 3].replace('.', '')}{1 + n // 3:03d}",
            latitude=None if n % 40 == 0 else rnd.uniform(-7.1, -5.8),
            longitude=None if n % 40 == 0 else rnd.uniform(105.1, 106.8),
            position_source="" if n % 40 == 0 else ("survey", "simulated")[n % 2],
            special=n % 9 == 0,
            missing_since=now() if n % 13 == 0 else None,
        )
        for n in range(180)
    )
    flags, said = [], []
    for n, each in enumerate(PollingStation.objects.order_by("pk")):
        for kind in rnd.sample(Kind.values, rnd.choice([0, 0, 1, 2])):
            state = rnd.choice(["reported", "verified", "mitigating", "resolved"])
            made = Flag(
                election=run,
                station=each,
                kind=kind,
                severity=rnd.choice(Severity.values),
                status=state,
                owner=bpbd if n % 2 else None,
                reported_at=now() - timedelta(days=9),
                closed_at=now() if state == "resolved" else None,
            )
            flags.append(made)
            said.append((made, each, kind))
    Flag.objects.bulk_create(flags)
    Observation.objects.bulk_create(
        Observation(
            election=run, station=each, kind=kind, source=kpu if n % 3 else bpbd, flag=made, observed_at=now(),
            recorded_at=now(), standing="accepted" if n % 5 else "proposed", client_id=uuid.uuid4(),
        )
        for n, (made, each, kind) in enumerate(said)
    )  # fmt: skip
    return run.pk


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.operator_banten)
    return client


wanted = st.builds(
    register.Question,
    kinds=st.lists(st.sampled_from(Kind.values), max_size=2, unique=True).map(tuple),
    severities=st.lists(st.sampled_from(Severity.values), max_size=2, unique=True).map(tuple),
    statuses=st.lists(st.sampled_from(Status.values), max_size=2, unique=True).map(tuple),
    sources=st.sampled_from([(), ("kpu",), ("bpbd",)]),
    owners=st.sampled_from([(), (), ("bpbd",), ("kpu",)]),
    risk=st.sampled_from(["", "", "any", "none"]),
    positions=st.sampled_from([(), (), ("survey",), ("none",)]),
    special=st.sampled_from([False, False, True]),
    missing=st.sampled_from([False, False, True]),
    place=st.sampled_from(["", "36", "36.02", "36.01.01"]),
    text=st.sampled_from(["", "", "kanekes", "3671", "sukarasa 12"]),
    area=st.sampled_from(
        [
            "",
            "",
            "105.2,-7;106.6,-6.9;106.1,-5.9",
            "105,-7.2;107,-7.2;107,-5.6;105,-5.6",
            "107.2,-7;107.6,-6.9;107.4,-6.5",  # beside most boxes
        ]
    ).map(polygon.read),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=wanted, seed=st.integers(0, 10**6), zoom=st.integers(0, 20))
def test_the_quick_answer_equals_plain_reading_under_every_filter(crowd, asked, seed, zoom):
    rnd = random.Random(seed)
    west, east, south, north = (
        rnd.uniform(104, 106),
        rnd.uniform(106.01, 108),
        rnd.uniform(-8, -6.5),
        rnd.uniform(-6, -5),
    )
    found = stations.features(crowd, asked, Box(west, south, east, north), zoom)
    slow = register.rows(crowd, asked)
    inside = list(
        slow.filter(latitude__range=(south, north), longitude__range=(west, east)).values_list("pk", flat=True)
    )
    risks: dict[int, dict[str, str]] = {}
    for each, kind, severity in register._open_flags(crowd, asked).values_list("station_id", "kind", "severity"):
        risks.setdefault(each, {})[kind] = severity
    mine = [risks[each] for each in inside if each in risks]
    kinds = Counter(kind for each in mine for kind in each)
    worst = max((RANKS[severity] for each in mine for severity in each.values()), default=0)
    facts = [each["properties"] for each in found]
    assert sum(each["count"] for each in facts) == len(inside)
    assert sum((Counter(each["kinds"]) for each in facts), Counter()) == kinds
    assert max((RANKS.get(each["worst"], 0) for each in facts), default=0) == worst
    assert sum(each["flagged"] if each["cluster"] else bool(each["kinds"]) for each in facts) == len(mine)
    assert len(found) <= (400 if zoom <= 10 else 1500)
    if asked.area is None:
        assert totals.unplaced(crowd, asked) == slow.unplaced().count()


def test_the_map_and_the_register_find_the_same_by_the_same_address(signed_in, crowd):
    for query in (
        {"status": "resolved"},
        {"source": "BPBD", "kind": "flood"},
        {"owner": "bpbd"},
        {"q": "kanekes", "risk": "none"},
        {"area": "105.2,-7;106.6,-6.9;106.1,-5.9"},
        {"position": "survey", "special": "1"},
    ):
        listed = signed_in.get("/tps/", query)
        found = signed_in.get("/map/stations.json", VIEW | query).json()
        total = sum(each["properties"]["count"] for each in found["features"])
        assert total, query
        assert listed.context["listing"].count == total + (0 if "area" in query else found["unplaced"]), query
        assert not listed.context["question"].ignored


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"status": "vanished"}, "Status risiko tidak dikenal: vanished."),
        ({"source": "nsa"}, "Instansi tidak dikenal: nsa."),
        ({"owner": "nsa"}, "Instansi tidak dikenal"),
        ({"risk": "maybe"}, "Saringan risiko tidak dikenal"),
        ({"day": "kemarin"}, "harus tanggal"),
        ({"day": "2999-01-01"}, "sudah lewat"),
        ({"area": "1,2;3,4"}, "paling sedikit tiga titik"),
        ({"area": "nan,1;2,3;4,5"}, "bujur,lintang dalam derajat"),
        ({"area": "105,-7;106,-6;106,-7;105,-6"}, "saling memotong"),
        ({"area": "179,0;-179,0;-179,1;179,1"}, "garis tanggal"),
        ({"area": ";".join(f"105.{n:05d},-6" for n in range(10_000))}, "lebih dari 1000 titik sudut"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_with_a_sentence(signed_in, crowd, query, reason):
    for address, more in (("/map/stations.json", VIEW), ("/map/regions.json", {"level": "regency"})):
        answer = signed_in.get(address, more | query)
        assert answer.status_code == 400
        assert reason in answer.json()["error"]
    assert signed_in.get("/map/", query).status_code == 200
    assert signed_in.get("/tps/", query).status_code == 200


def test_a_past_day_shows_the_risks_as_they_stood_then_not_as_they_stand_now(signed_in, cast):
    at = now()
    ago = lambda days: at - timedelta(days=days)  # noqa: E731
    one, two, three = (station(n, latitude=-6.5 - n / 100, longitude=106.2) for n in (1, 2, 3))
    closed = flag(one, kind="flood", severity="high", reported_at=ago(20))
    actions.verify(closed, actor=cast.operator_lebak, at=ago(15), comment="")
    actions.resolve(closed, actor=cast.operator_lebak, at=ago(5), comment="surut")
    graver = flag(two, severity="low", reported_at=ago(12))
    Flag.objects.filter(pk=graver.pk).update(severity="critical")
    flag(three, kind="conflict", reported_at=ago(2))

    def worst(days, **query):
        day = f"{(datetime.fromisoformat(ago(days).isoformat())).date()}"
        found = signed_in.get("/map/stations.json", VIEW | {"zoom": "16", "day": day, **query}).json()
        return {each["properties"]["code"][-3:]: each["properties"]["kinds"] for each in found["features"]}

    assert worst(0) == {"001": {}, "002": {"blank-spot": 1}, "003": {"conflict": 1}}
    assert worst(4) == {"001": {}, "002": {"blank-spot": 1}, "003": {}}
    assert worst(8) == {"001": {"flood": 1}, "002": {"blank-spot": 1}, "003": {}}
    assert worst(16) == {"001": {"flood": 1}, "002": {}, "003": {}}
    assert worst(30) == {"001": {}, "002": {}, "003": {}}
    assert worst(8, status="verified") == {"001": {"flood": 1}}
    assert worst(16, status="verified") == {}
    found = signed_in.get("/map/stations.json", VIEW | {"zoom": "16", "day": f"{ago(8).date()}"}).json()
    assert found["day"] == f"{ago(8).date()}"
    assert found["legend"]["kinds"] == {"blank-spot": 1, "flood": 1}
    regions = signed_in.get("/map/regions.json", {"level": "regency", "day": f"{ago(8).date()}"}).json()
    lebak = next(each["properties"] for each in regions["features"] if each["properties"]["code"] == "36.02")
    assert (lebak["flagged"], lebak["kinds"]) == (2, {"blank-spot": 1, "flood": 1})


def test_severity_of_a_past_day_comes_from_history(db):
    run = station(1, latitude=-6.5, longitude=106.2).election
    made = flag(PollingStation.objects.get(), severity="low", reported_at=now() - timedelta(days=3))
    Flag.objects.filter(pk=made.pk).update(severity="critical")
    past = stations.features(run.pk, Filters(day=now().date() - timedelta(days=1)), Box(105, -7, 107, -6), 16)
    assert past[0]["properties"]["worst"] == "low"
    observation(PollingStation.objects.get(), flag=made)


def test_a_shape_of_many_corners_is_simplified_without_losing_what_lies_clearly_inside(client, cast):
    station(1, latitude=-6.5, longitude=106.2)
    station(2, latitude=-6.5, longitude=106.45)
    client.force_login(cast.operator_banten)
    turns = [n / 1000 * math.tau for n in range(1000)]
    radius = [0.2 + 0.004 * math.sin(40 * turn) for turn in turns]
    area = ";".join(
        f"{106.2 + r * math.cos(turn):.5f},{-6.5 + r * math.sin(turn):.5f}"
        for r, turn in zip(radius, turns, strict=True)
    )
    page = client.get("/map/selection/", {"area": area})
    assert page.context["found"].stations == 1
    assert "1.000 titik sudut disederhanakan menjadi" in page.content.decode()
    shape = page.context["question"].area
    assert shape.drawn == 1000
    assert 20 < len(shape.corners) <= 200
    whole = shapely.Polygon([[float(part) for part in corner.split(",")] for corner in area.split(";")])
    simple = shapely.Polygon(shape.corners)
    assert simple.is_valid
    assert simple.symmetric_difference(whole).area < 0.02 * whole.area
    # The address that it is known by from now on is the short one, and means the same.
    assert shape.text.replace(",", "%2C").replace(";", "%3B") in page.context["address"]
    assert client.get("/map/selection/", {"area": shape.text}).context["found"].stations == 1
